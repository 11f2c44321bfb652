using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>One thing the pump has decided and the flusher has to make true on disk, in order.</summary>
internal abstract class LogOperation
{
    /// <summary>The last index of the log once this has been carried out.</summary>
    public abstract LogIndex LastIndexAfter { get; }

    /// <summary>Gives back what the operation holds; it will not be carried out.</summary>
    public virtual void Discard()
    {
    }
}

/// <summary>Entries to write, with a reference to each payload.</summary>
internal sealed class AppendOperation : LogOperation
{
    private readonly List<LogEntry> _entries = [];
    private LogIndex _lastIndex;

    public int Count => _entries.Count;

    public long Bytes { get; private set; }

    public List<LogEntry> Entries => _entries;

    public override LogIndex LastIndexAfter => _lastIndex;

    public void Add(in LogEntry entry)
    {
        entry.Payload?.AddReference();
        _entries.Add(entry);
        _lastIndex = entry.LastIndex;
        Bytes += EntryHeader.Length + entry.PayloadLength;
    }

    /// <summary>Lets go of the first <paramref name="count"/> entries, which have been written.</summary>
    public void RemoveFirst(int count)
    {
        for (var i = 0; i < count; i++) Release(_entries[i]);
        _entries.RemoveRange(0, count);
    }

    /// <summary>Lets go of the entries from <paramref name="index"/> on, which have been truncated before they were written.</summary>
    public void RemoveFrom(LogIndex index)
    {
        while (_entries.Count > 0 && _entries[^1].Index >= index)
        {
            Release(_entries[^1]);
            _entries.RemoveAt(_entries.Count - 1);
            _lastIndex = index - 1;
        }
    }

    public override void Discard() => RemoveFirst(_entries.Count);

    private void Release(in LogEntry entry)
    {
        Bytes -= EntryHeader.Length + entry.PayloadLength;
        entry.Payload?.Release();
    }
}

/// <summary>Remove the entries from an index on.</summary>
internal sealed class TruncateOperation(LogIndex from, Offset endOffset, Segment active) : LogOperation
{
    public LogIndex From { get; } = from;

    /// <summary>The offset the log ends at afterwards, as the pump believes; the file must agree.</summary>
    public Offset EndOffset { get; } = endOffset;

    /// <summary>The segment that becomes, or stays, the last.</summary>
    public Segment Active { get; } = active;

    public override LogIndex LastIndexAfter => From - 1;
}

/// <summary>Seal the active segment and start another behind a snapshot.</summary>
internal sealed class RollOperation(Segment next, LogSnapshot snapshot) : LogOperation
{
    public Segment Next { get; } = next;

    public LogSnapshot Snapshot { get; } = snapshot;

    public override LogIndex LastIndexAfter => Next.FirstIndex - 1;
}

/// <summary>Discard everything and start again behind a snapshot, or from nothing.</summary>
internal sealed class ResetOperation(Segment next, LogSnapshot snapshot) : LogOperation
{
    public Segment Next { get; } = next;

    public LogSnapshot Snapshot { get; } = snapshot;

    public override LogIndex LastIndexAfter => Next.FirstIndex - 1;
}
