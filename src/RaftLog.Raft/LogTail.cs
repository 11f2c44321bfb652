using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// The log as the core sees it: what the driver has stored, plus the entries and the truncation it still owes. The end is kept here
/// and not read from the view, because the view only follows once a <see cref="Ready"/> has been advanced.
/// </summary>
internal sealed class LogTail
{
    /// <summary>What an entry costs on disk and wire besides its payload, near enough for a size limit.</summary>
    private const int EntryOverheadBytes = 64;

    private readonly ILogView _view;
    private readonly EffectBuffer<LogEntry> _pending = new();
    private LogIndex _storedLast;
    private bool _endOffsetKnown = true;
    private Offset _endOffset;
    private LogIndex? _truncateFrom;
    private bool _truncationHandedOut;

    public LogTail(ILogView view, LogIndex flushed)
    {
        _view = view;
        LastIndex = view.LastIndex;
        LastTerm = view.TermAt(view.LastIndex);
        _endOffset = view.EndOffset;
        _storedLast = view.LastIndex;
        FlushedIndex = flushed;
    }

    /// <summary>The last index, stored or owed.</summary>
    public LogIndex LastIndex { get; private set; }

    /// <summary>The term of the entry at <see cref="LastIndex"/>.</summary>
    public Term LastTerm { get; private set; }

    /// <summary>Up to here (inclusive) the present log is durable on this replica.</summary>
    public LogIndex FlushedIndex { get; private set; }

    /// <summary>Counts the truncations and resets; tells a completion of overwritten entries from one of the present ones.</summary>
    public long Generation { get; private set; }

    /// <summary>The first index kept in the log.</summary>
    public LogIndex FirstIndex => _view.FirstIndex;

    /// <summary>The index before the first; its term is still known.</summary>
    public LogIndex Boundary => _view.FirstIndex - 1;

    /// <summary>False from a truncation of stored entries until the log has carried it out or an entry has taken their place.</summary>
    public bool IsEndOffsetKnown => _endOffsetKnown;

    /// <summary>The offset the next record gets.</summary>
    public Offset EndOffset
    {
        get
        {
            Invariant.Check(_endOffsetKnown);
            return _endOffset;
        }
    }

    /// <summary>True when entries or a truncation wait to be handed out.</summary>
    public bool HasEffects => _pending.HasNew || (_truncateFrom is not null && !_truncationHandedOut);

    /// <summary>The wall clock of the newest entry seen, for entries the core makes itself.</summary>
    public long LastAppendTimeMs { get; private set; }

    /// <summary>The term at an index from the boundary to the last (both inclusive).</summary>
    public Term TermAt(LogIndex index)
    {
        if (index == LastIndex) return LastTerm;
        Invariant.Check(index < LastIndex);
        return index <= _storedLast ? _view.TermAt(index) : _pending[PendingSlot(index)].Term;
    }

    /// <summary>True when the entry at <paramref name="index"/> is known to have <paramref name="term"/>.</summary>
    public bool Matches(LogIndex index, Term term) =>
        index <= LastIndex && index >= Boundary && TermAt(index) == term;

    /// <summary>The last index up to <paramref name="notAfter"/> whose term is at most <paramref name="term"/>; the boundary if none.</summary>
    public LogIndex LastIndexWithTermAtMost(Term term, LogIndex notAfter)
    {
        var from = LogIndex.Min(notAfter, LastIndex);
        if (from > _storedLast)
        {
            for (var slot = PendingSlot(from); slot >= 0; slot--)
            {
                if (_pending[slot].Term <= term) return LogIndex.Min(from, _pending[slot].LastIndex);
            }

            from = _storedLast;
        }

        return from < Boundary ? from : _view.LastIndexWithTermAtMost(term, from);
    }

    /// <summary>The end of a message that starts at <paramref name="from"/>: about <paramref name="bytesMax"/>, at least one entry.</summary>
    public LogIndex LimitBytes(LogIndex from, long bytesMax)
    {
        Invariant.Check(from <= LastIndex);
        if (from <= _storedLast) return _view.LimitBytes(from, _storedLast, bytesMax);
        var slot = PendingSlot(from);
        var bytes = 0L;
        for (var next = slot; next < _pending.Count; next++)
        {
            bytes += _pending[next].PayloadLength + EntryOverheadBytes;
            if (next > slot && bytes > bytesMax) return _pending[next].Index - 1;
        }

        return LastIndex;
    }

    /// <summary>Appends one entry behind the end.</summary>
    public void Append(in LogEntry entry)
    {
        Invariant.Check(entry.Index == LastIndex + 1);
        Invariant.Check(entry.Term >= LastTerm);
        Invariant.Check(!_endOffsetKnown || entry.BaseOffset == _endOffset);
        Invariant.Check(entry.IndexSpan >= 1 && entry.RecordSpan >= 0);
        _pending.Add(entry);
        LastIndex = entry.LastIndex;
        LastTerm = entry.Term;
        _endOffset = entry.EndOffset;
        _endOffsetKnown = true;
        if (entry.AppendTimeMs > LastAppendTimeMs) LastAppendTimeMs = entry.AppendTimeMs;
    }

    /// <summary>Drops everything from <paramref name="from"/> (inclusive).</summary>
    public void TruncateFrom(LogIndex from)
    {
        Invariant.Check(from > Boundary && from <= LastIndex);
        Generation++;
        if (from > _storedLast)
        {
            var slot = PendingSlot(from);
            Invariant.Check(_pending[slot].Index == from);
            _endOffset = _pending[slot].BaseOffset;
            _pending.RemoveFrom(slot);
        }
        else
        {
            _pending.RemoveFrom(0);
            _truncateFrom = _truncateFrom is { } earlier ? LogIndex.Min(earlier, from) : from;
            _storedLast = from - 1;
            _endOffsetKnown = false;
        }

        LastTerm = from - 1 > _storedLast ? _pending[_pending.Count - 1].Term : _view.TermAt(from - 1);
        LastIndex = from - 1;
        FlushedIndex = LogIndex.Min(FlushedIndex, LastIndex);
    }

    /// <summary>
    /// Takes a report that everything up to <paramref name="index"/> is durable. Inert unless the entry there is still the one that
    /// was flushed: same generation, same term (RELIABILITY trap 31).
    /// </summary>
    public bool Flushed(LogIndex index, Term term, long generation)
    {
        if (generation != Generation || index <= FlushedIndex || index > LastIndex) return false;
        if (index < Boundary || TermAt(index) != term) return false;
        FlushedIndex = index;
        return true;
    }

    /// <summary>The log was replaced by a snapshot that is durable.</summary>
    public void Reset(SnapshotDescriptor snapshot)
    {
        Invariant.Check(!HasEffects);
        Generation++;
        _pending.RemoveFrom(0);
        LastIndex = snapshot.LastIndex;
        LastTerm = snapshot.LastTerm;
        _endOffset = snapshot.EndOffset;
        _endOffsetKnown = true;
        _storedLast = snapshot.LastIndex;
        FlushedIndex = snapshot.LastIndex;
    }

    public ReadOnlySpan<LogEntry> HandOut(out LogIndex? truncateFrom)
    {
        truncateFrom = _truncationHandedOut ? null : _truncateFrom;
        _truncationHandedOut = _truncateFrom is not null;
        return _pending.HandOut();
    }

    /// <summary>The driver's log now holds what was handed out.</summary>
    public void Advance()
    {
        if (_truncationHandedOut) _truncateFrom = null;
        _truncationHandedOut = false;
        _pending.Advance();
        _storedLast = _pending.Count > 0 ? _pending[0].Index - 1 : LastIndex;
        if (!_endOffsetKnown && _pending.Count == 0)
        {
            _endOffset = _view.EndOffset;
            _endOffsetKnown = true;
        }
    }

    /// <summary>Claims that hold between two calls.</summary>
    public void Validate()
    {
        Invariant.Check(FlushedIndex <= LastIndex);
        Invariant.Check(_storedLast <= LastIndex);
        Invariant.Check(_storedLast >= Boundary);
        var index = _storedLast;
        var term = _view.TermAt(_storedLast);
        foreach (ref readonly var entry in _pending.Items)
        {
            Invariant.Check(entry.Index == index + 1);
            Invariant.Check(entry.Term >= term);
            (index, term) = (entry.LastIndex, entry.Term);
        }

        Invariant.Check(index == LastIndex && term == LastTerm);
    }

    /// <summary>Where the pending entry that covers <paramref name="index"/> is: directly, unless a gap precedes it.</summary>
    private int PendingSlot(LogIndex index)
    {
        var guess = index - _pending[0].Index;
        if (guess < _pending.Count && _pending[(int)guess].Index == index) return (int)guess;
        var (low, high) = (0, _pending.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_pending[middle].Index <= index) low = middle;
            else high = middle - 1;
        }

        Invariant.Check(_pending[low].Index <= index && _pending[low].LastIndex >= index);
        return low;
    }
}
