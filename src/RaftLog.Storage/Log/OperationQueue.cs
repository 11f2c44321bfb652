using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>
/// What the flusher still has to do, oldest first. The oldest may be in its hands: then the pump leaves that one alone. Guarded by the
/// log's lock. Not bounded here: the group bounds its pending bytes.
/// </summary>
internal sealed class OperationQueue
{
    private const long AppendBytesMax = 4 << 20;

    private readonly LinkedList<LogOperation> _operations = new();
    private bool _firstIsInHand;

    public bool IsEmpty => _operations.Count == 0;

    /// <summary>Bytes of entries not yet handed to the file system.</summary>
    public long PendingBytes { get; private set; }

    /// <summary>The last index once everything queued is done; null when nothing is.</summary>
    public LogIndex? LastIndexAfter => _operations.Last?.Value.LastIndexAfter;

    /// <summary>No index from here on counts as flushed: a truncation not yet durable begins there.</summary>
    public LogIndex TruncationFloor
    {
        get
        {
            var floor = new LogIndex(long.MaxValue);
            foreach (var operation in _operations)
            {
                if (operation is TruncateOperation truncate) floor = LogIndex.Min(floor, truncate.From);
                else if (operation is ResetOperation) floor = LogIndex.Zero;
            }

            return floor;
        }
    }

    public void Append(ReadOnlySpan<LogEntry> entries)
    {
        foreach (ref readonly var entry in entries)
        {
            if (_operations.Last?.Value is not AppendOperation append || append.Bytes >= AppendBytesMax || IsInHand(append))
                _operations.AddLast(append = new AppendOperation());
            append.Add(entry);
            PendingBytes += EntryHeader.Length + entry.PayloadLength;
        }
    }

    public void Add(LogOperation operation) => _operations.AddLast(operation);

    /// <summary>Forgets what is queued behind the operation in hand and would be undone by a truncation.</summary>
    public void TruncateFrom(LogIndex index)
    {
        while (_operations.Last?.Value is { } last && !IsInHand(last) && Undo(last, index)) _operations.RemoveLast();
    }

    /// <summary>Forgets everything but the operation in hand.</summary>
    public void Clear()
    {
        while (_operations.Last?.Value is { } last && !IsInHand(last)) Discard(last);
    }

    /// <summary>Gives the oldest operation to the flusher.</summary>
    public LogOperation? Take()
    {
        Invariant.Check(!_firstIsInHand);
        _firstIsInHand = _operations.First is not null;
        return _operations.First?.Value;
    }

    /// <summary>The operation in hand has been carried out.</summary>
    public void Complete()
    {
        Invariant.Check(_firstIsInHand);
        _firstIsInHand = false;
        Invariant.Check(_operations.First is { Value: not AppendOperation { Count: > 0 } });
        _operations.RemoveFirst();
    }

    /// <summary>The operation in hand could not be carried out, or not whole; it is the oldest again.</summary>
    public void PutBack()
    {
        _firstIsInHand = false;
        if (_operations.First?.Value is not AppendOperation append) return;

        // What has been truncated meanwhile need not be written first, least of all on a full disk.
        var before = append.Bytes;
        append.RemoveFrom(TruncationFloor);
        PendingBytes -= before - append.Bytes;
        if (append.Count == 0) _operations.RemoveFirst();
    }

    /// <summary>The first entries of the append in hand have been written.</summary>
    public void Written(AppendOperation append, int count)
    {
        var before = append.Bytes;
        append.RemoveFirst(count);
        PendingBytes -= before - append.Bytes;
    }

    private bool IsInHand(LogOperation operation) => _firstIsInHand && ReferenceEquals(_operations.First!.Value, operation);

    /// <summary>True when nothing of <paramref name="operation"/> remains.</summary>
    private bool Undo(LogOperation operation, LogIndex index)
    {
        switch (operation)
        {
            case AppendOperation append:
                var before = append.Bytes;
                append.RemoveFrom(index);
                PendingBytes -= before - append.Bytes;
                return append.Count == 0;
            case RollOperation roll:
                return roll.Next.FirstIndex > index;
            case TruncateOperation truncate:
                return truncate.From >= index;
            default:
                return false;
        }
    }

    private void Discard(LogOperation operation)
    {
        if (operation is AppendOperation append) PendingBytes -= append.Bytes;
        operation.Discard();
        _operations.RemoveLast();
    }
}
