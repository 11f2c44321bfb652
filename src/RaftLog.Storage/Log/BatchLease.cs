using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>
/// Whole record batches borrowed from memory, in offset order. The bytes stay valid until <see cref="Dispose"/>, whatever the log
/// does meanwhile. May be used again after <see cref="Dispose"/>. Not thread-safe.
/// </summary>
public sealed class BatchLease : IDisposable
{
    private readonly List<ReadOnlyMemory<byte>> _batches = [];
    private readonly List<Payload> _owners = [];

    /// <summary>The batches as they go on the wire, without entry headers. Neighbours may lie in one buffer.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Batches => _batches;

    /// <summary>Sum of the batches' lengths.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>The base offset of the first batch; meaningless when there is none.</summary>
    public Offset FirstOffset { get; private set; }

    /// <summary>The offset after the last batch (exclusive end); meaningless when there is none.</summary>
    public Offset EndOffset { get; private set; }

    /// <summary>Gives every buffer back and forgets the batches.</summary>
    public void Dispose()
    {
        foreach (var owner in _owners) owner.Release();
        _owners.Clear();
        _batches.Clear();
        TotalBytes = 0;
    }

    /// <summary>Adds a batch that lies in <paramref name="owner"/>, taking a reference.</summary>
    internal void Add(ReadOnlyMemory<byte> batch, Payload owner, Offset baseOffset, Offset endOffset)
    {
        if (_owners.Count == 0 || !ReferenceEquals(_owners[^1], owner))
        {
            owner.AddReference();
            _owners.Add(owner);
        }

        if (_batches.Count == 0) FirstOffset = baseOffset;
        _batches.Add(batch);
        TotalBytes += batch.Length;
        EndOffset = endOffset;
    }
}
