using System.Buffers;
using System.Buffers.Binary;

namespace RaftLog.Net;

/// <summary>
/// Cuts a stream into frames.
/// <code>
/// 0            4                     4 + length
/// | int32      | content             |     big-endian; the length counts the content only
/// </code>
/// A length is judged before anything waits for the content it announces.
/// </summary>
public static class FrameReader
{
    /// <summary>Length of the length.</summary>
    public const int PrefixBytes = sizeof(int);

    /// <summary>Takes the next frame off the front of <paramref name="buffer"/>.</summary>
    /// <param name="buffer">What has arrived; after <see cref="FrameStatus.Done"/> what follows the frame, otherwise unchanged.</param>
    /// <param name="contentBytesMax">The longest content to accept.</param>
    /// <param name="content">The frame's content; may span segments.</param>
    /// <param name="contentBytes">
    /// The announced length as soon as its four bytes are there, also when it is invalid; -1 before that when more data is needed.
    /// </param>
    public static FrameStatus TryRead(
        ref ReadOnlySequence<byte> buffer, int contentBytesMax, out ReadOnlySequence<byte> content, out int contentBytes)
    {
        content = default;
        contentBytes = -1;
        if (!TryReadPrefix(buffer, out var length)) return FrameStatus.NeedMoreData;
        contentBytes = length;
        if (length <= 0 || length > contentBytesMax) return FrameStatus.InvalidLength;
        if (buffer.Length - PrefixBytes < length) return FrameStatus.NeedMoreData;
        content = buffer.Slice(PrefixBytes, length);
        buffer = buffer.Slice(content.End);
        return FrameStatus.Done;
    }

    private static bool TryReadPrefix(in ReadOnlySequence<byte> buffer, out int length)
    {
        var first = buffer.FirstSpan;
        if (first.Length >= PrefixBytes)
        {
            length = BinaryPrimitives.ReadInt32BigEndian(first);
            return true;
        }

        length = 0;
        if (buffer.Length < PrefixBytes) return false;
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        return true;
    }
}
