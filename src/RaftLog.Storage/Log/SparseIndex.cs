using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>
/// Where entries of one segment are, about one row for each interval of bytes, and how its largest timestamp grew. A hint: it is built
/// from the entries and can be built again. Guarded by the log's lock once the segment is in use.
/// </summary>
internal sealed class SparseIndex
{
    private readonly List<SparseRow> _rows = [];
    private readonly List<TimeRow> _timeRows = [];
    private long _lastRowPosition = SegmentHeader.Length;

    public List<SparseRow> Rows => _rows;

    public List<TimeRow> TimeRows => _timeRows;

    /// <summary>Bytes the index takes on disk.</summary>
    public long EncodedBytes => ((long)_rows.Count * IndexFile.RowLength) + ((long)_timeRows.Count * TimeIndexFile.RowLength);

    public void Add(in SparseRow row)
    {
        _rows.Add(row);
        _lastRowPosition = row.Position;
    }

    public void Add(in TimeRow row) => _timeRows.Add(row);

    /// <summary>Notes an entry as it is written or scanned, with the largest timestamp before it.</summary>
    public void Observe(in SparseRow row, long maxTimestampBeforeMs, int intervalBytes)
    {
        if (row.Position - _lastRowPosition < intervalBytes) return;
        Add(row);
        if (maxTimestampBeforeMs > (_timeRows.Count == 0 ? -1 : _timeRows[^1].MaxTimestampMs))
            _timeRows.Add(new TimeRow(maxTimestampBeforeMs, row.Offset, row.Index));
    }

    /// <summary>Drops the rows from <paramref name="index"/> on.</summary>
    public void TruncateFrom(LogIndex index)
    {
        while (_rows.Count > 0 && _rows[^1].Index >= index) _rows.RemoveAt(_rows.Count - 1);
        while (_timeRows.Count > 0 && _timeRows[^1].Index >= index) _timeRows.RemoveAt(_timeRows.Count - 1);
        _lastRowPosition = _rows.Count > 0 ? _rows[^1].Position : SegmentHeader.Length;
    }

    /// <summary>The last row at or before <paramref name="index"/>; <paramref name="start"/> when there is none.</summary>
    public SparseRow Floor(LogIndex index, in SparseRow start)
    {
        int low = 0, high = _rows.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_rows[middle].Index <= index) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? start : _rows[low - 1];
    }

    /// <summary>
    /// The last row whose offset is at or before <paramref name="offset"/>; <paramref name="start"/> when there is none.
    /// </summary>
    public SparseRow Floor(Offset offset, in SparseRow start)
    {
        int low = 0, high = _rows.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_rows[middle].Offset <= offset) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? start : _rows[low - 1];
    }

    /// <summary>
    /// Where a scan for the first record at or after <paramref name="timestampMs"/> starts; null for the segment's start.
    /// </summary>
    public TimeRow? FloorTime(long timestampMs)
    {
        int low = 0, high = _timeRows.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_timeRows[middle].MaxTimestampMs < timestampMs) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? null : _timeRows[low - 1];
    }

    /// <summary>The largest timestamp known to lie before <paramref name="index"/>; -1 when none is.</summary>
    public long MaxTimestampBefore(LogIndex index)
    {
        var max = -1L;
        foreach (var row in _timeRows)
        {
            if (row.Index > index) break;
            max = row.MaxTimestampMs;
        }

        return max;
    }
}
