using RaftLog.Primitives;

namespace RaftLog.Raft.Tests.Harness;

/// <summary>
/// A log in memory that keeps apart what was appended and what is durable, so that a crash can lose the difference.
/// Truncation is durable at once, as the storage's contract demands before anything in its place is acknowledged.
/// </summary>
internal sealed class MemoryLog : ILogView
{
    private readonly List<LogEntry> _entries = [];

    public LogIndex Boundary { get; private set; }

    public Term BoundaryTerm { get; private set; }

    public Offset BoundaryOffset { get; private set; }

    public LogIndex Durable { get; private set; }

    public LogIndex FirstIndex => Boundary + 1;

    public LogIndex LastIndex => _entries.Count == 0 ? Boundary : _entries[^1].LastIndex;

    public Offset EndOffset => _entries.Count == 0 ? BoundaryOffset : _entries[^1].EndOffset;

    public IReadOnlyList<LogEntry> Entries => _entries;

    public Term TermAt(LogIndex index)
    {
        if (index == Boundary) return BoundaryTerm;
        ArgumentOutOfRangeException.ThrowIfLessThan(index.Value, Boundary.Value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index.Value, LastIndex.Value);
        return Find(index).Term;
    }

    public LogIndex LastIndexWithTermAtMost(Term term, LogIndex notAfter)
    {
        var index = LogIndex.Min(notAfter, LastIndex);
        while (index > Boundary && TermAt(index) > term) index -= 1;
        return index;
    }

    public LogIndex LimitBytes(LogIndex from, LogIndex last, long bytesMax)
    {
        var bytes = 0L;
        for (var index = from; index <= last; index += 1)
        {
            bytes += Find(index).PayloadLength + 64;
            if (bytes > bytesMax && index > from) return index - 1;
        }

        return last;
    }

    public void Append(in LogEntry entry)
    {
        if (entry.Index != LastIndex + 1) throw new InvalidOperationException($"append {entry.Index} after {LastIndex}");
        if (entry.BaseOffset != EndOffset) throw new InvalidOperationException($"offset {entry.BaseOffset} after {EndOffset}");
        _entries.Add(entry);
    }

    public void TruncateFrom(LogIndex from)
    {
        _entries.RemoveAll(entry => entry.Index >= from);
        Durable = LogIndex.Min(Durable, LastIndex);
    }

    public void Flush() => Durable = LastIndex;

    public void FlushTo(LogIndex index) => Durable = LogIndex.Max(Durable, LogIndex.Min(index, LastIndex));

    /// <summary>A power cut: what was not flushed is gone.</summary>
    public void LoseUnflushed() => _entries.RemoveAll(entry => entry.LastIndex > Durable);

    /// <summary>A disk that lied about its flushes.</summary>
    public void LoseFrom(LogIndex from) => TruncateFrom(from);

    public void TrimTo(LogIndex boundary)
    {
        if (boundary <= Boundary) return;
        var last = Find(boundary);
        (BoundaryTerm, BoundaryOffset) = (last.Term, last.EndOffset);
        _entries.RemoveAll(entry => entry.Index <= boundary);
        Boundary = boundary;
    }

    public void ResetTo(SnapshotDescriptor snapshot)
    {
        _entries.Clear();
        (Boundary, BoundaryTerm, BoundaryOffset) = (snapshot.LastIndex, snapshot.LastTerm, snapshot.EndOffset);
        Durable = Boundary;
    }

    public LogEntry Find(LogIndex index)
    {
        foreach (var entry in _entries)
        {
            if (entry.Index <= index && entry.LastIndex >= index) return entry;
        }

        throw new ArgumentOutOfRangeException(nameof(index), index, $"log holds {FirstIndex}..{LastIndex}");
    }

    /// <summary>The entries a message names, as a transport reads them.</summary>
    public LogEntry[] Read(LogIndex after, LogIndex last)
    {
        var read = new List<LogEntry>();
        foreach (var entry in _entries)
        {
            if (entry.LastIndex > after && entry.Index <= last) read.Add(entry);
        }

        return [.. read];
    }
}
