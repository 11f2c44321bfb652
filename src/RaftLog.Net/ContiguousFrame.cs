using System.Buffers;
using RaftLog.Primitives;

namespace RaftLog.Net;

/// <summary>
/// A frame's content as one piece of memory: the pipe's own when it lies in one segment, otherwise a pooled copy. Valid until
/// <see cref="Dispose"/>, and no longer than the pipe is left unadvanced.
/// </summary>
public readonly struct ContiguousFrame : IDisposable
{
    private readonly Payload? _copy;

    /// <summary>Makes <paramref name="content"/> contiguous.</summary>
    public ContiguousFrame(in ReadOnlySequence<byte> content, PayloadPool pool)
    {
        if (content.IsSingleSegment)
        {
            Memory = content.First;
            return;
        }

        _copy = pool.Rent((int)content.Length);
        content.CopyTo(_copy.Span);
        Memory = _copy.Memory;
    }

    /// <summary>The content.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>Gives a copy back to its pool.</summary>
    public void Dispose() => _copy?.Release();
}
