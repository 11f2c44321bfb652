using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>
/// Which term each index and offset belongs to: one row per term, derived from the entries. Immutable, so that any thread may
/// hold one;
/// a new term is rare.
/// </summary>
/// <remarks>
/// Invariants: rows ascend strictly by term and by start index, and never descend by offset. The first row covers the log's
/// boundary (the index before the first kept) once anything has been trimmed.
/// </remarks>
public sealed class EpochTable
{
    /// <summary>No term yet.</summary>
    public static readonly EpochTable Empty = new([]);

    private readonly EpochStart[] _rows;

    private EpochTable(EpochStart[] rows) => _rows = rows;

    /// <summary>The rows, by ascending term.</summary>
    public ReadOnlySpan<EpochStart> Rows => _rows;

    /// <summary>The last term; 0 when there is none.</summary>
    public Term LastTerm => _rows.Length == 0 ? Term.Zero : _rows[^1].Term;

    /// <summary>A table of these rows; null when they do not ascend.</summary>
    public static EpochTable? TryCreate(ReadOnlySpan<EpochStart> rows)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i].Term <= rows[i - 1].Term || rows[i].StartIndex <= rows[i - 1].StartIndex) return null;
            if (rows[i].StartOffset < rows[i - 1].StartOffset) return null;
        }

        return rows.IsEmpty ? Empty : new EpochTable(rows.ToArray());
    }

    /// <summary>The table with a row for <paramref name="term"/> added, or itself when that is the last term already.</summary>
    public EpochTable With(Term term, LogIndex index, Offset offset)
    {
        Invariant.Check(term >= LastTerm);
        if (_rows.Length > 0 && term == LastTerm) return this;
        return new EpochTable([.. _rows, new EpochStart(term, index, offset)]);
    }

    /// <summary>The table without the terms that begin at or after <paramref name="index"/>.</summary>
    public EpochTable TruncatedFrom(LogIndex index)
    {
        var keep = _rows.Length;
        while (keep > 0 && _rows[keep - 1].StartIndex >= index) keep--;
        return keep == _rows.Length ? this : new EpochTable(_rows[..keep]);
    }

    /// <summary>The table without the terms that ended before <paramref name="boundary"/>; the one covering it stays.</summary>
    public EpochTable TrimmedTo(LogIndex boundary)
    {
        var drop = 0;
        while (drop + 1 < _rows.Length && _rows[drop + 1].StartIndex <= boundary) drop++;
        return drop == 0 ? this : new EpochTable(_rows[drop..]);
    }

    /// <summary>The term at <paramref name="index"/>; 0 before the first row.</summary>
    public Term TermAt(LogIndex index)
    {
        var row = RowAt(index);
        return row < 0 ? Term.Zero : _rows[row].Term;
    }

    /// <summary>
    /// The last index at most <paramref name="notAfter"/> whose term is at most <paramref name="term"/>; may lie below the log's
    /// boundary.
    /// </summary>
    public LogIndex LastIndexWithTermAtMost(Term term, LogIndex notAfter)
    {
        for (var i = RowAt(notAfter); i >= 0; i--)
        {
            if (_rows[i].Term <= term) return notAfter;
            notAfter = LogIndex.Min(notAfter, _rows[i].StartIndex - 1);
        }

        return notAfter;
    }

    /// <summary>Where <paramref name="term"/> ended, as OffsetForLeaderEpoch answers it (KIP-279).</summary>
    /// <param name="term">The epoch asked for.</param>
    /// <param name="logEndOffset">The end of the last epoch.</param>
    public EpochEnd EndOf(Term term, Offset logEndOffset)
    {
        if (_rows.Length == 0 || term > LastTerm || term < Term.Zero) return EpochEnd.Unknown;
        if (term == LastTerm) return new EpochEnd(term, logEndOffset);
        var next = 0;
        while (_rows[next].Term <= term) next++;
        return new EpochEnd(next == 0 ? term : _rows[next - 1].Term, _rows[next].StartOffset);
    }

    private int RowAt(LogIndex index)
    {
        int low = 0, high = _rows.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_rows[middle].StartIndex <= index) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }
}
