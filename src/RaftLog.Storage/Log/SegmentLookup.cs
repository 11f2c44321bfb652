using RaftLog.Primitives;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Log;

/// <summary>
/// Where to start reading in a segment: from the index in memory while it is written, from its index files once it is sealed. A
/// missing
/// or wrong file costs a scan of that segment, once.
/// </summary>
internal sealed class SegmentLookup(LogState state, SegmentFiles files, LiveOptions options, PayloadPool pool)
{
    /// <summary>The last known place not after <paramref name="index"/>.</summary>
    public SparseRow Floor(Segment segment, LogIndex index) => Floor(segment, index.Value, byOffset: false);

    /// <summary>The last known place whose entry begins at or before <paramref name="offset"/>.</summary>
    public SparseRow Floor(Segment segment, Offset offset) => Floor(segment, offset.Value, byOffset: true);

    /// <summary>A place before which no record has a timestamp of <paramref name="timestampMs"/> or later.</summary>
    public SparseRow FloorTime(Segment segment, long timestampMs)
    {
        TimeRow? row;
        lock (state.Gate)
        {
            if (segment.Index is { } index)
            {
                row = index.FloorTime(timestampMs);
                return row is null ? segment.Start : index.Floor(row.Value.Index, segment.Start);
            }
        }

        var path = files.PathOf(segment.FirstIndex, SegmentNames.TimeIndexSuffix);
        var rows = TimeIndexFile.TryLoad(files.Disk, path, segment.FirstIndex, segment.ChainSeed);
        if (rows is null)
        {
            using var file = files.Acquire(segment);
            rows = [.. Rebuild(segment, file.File).TimeRows];
        }

        var position = Array.FindLastIndex(rows, candidate => candidate.MaxTimestampMs < timestampMs);
        return position < 0 ? segment.Start : Floor(segment, rows[position].Index);
    }

    /// <summary>True when an entry does begin at <paramref name="row"/>: then it is the entry that is bad, not the index.</summary>
    public bool IsProven(Segment segment, in SparseRow row)
    {
        lock (state.Gate) if (segment.Index is not null) return true;
        using var file = files.Acquire(segment);
        using var reader = new SegmentReader(file.File, pool, 2 * EntryHeader.Length, row, Term.Zero, segment.WrittenBytes);
        return reader.Next() == ReadStep.Entry;
    }

    /// <summary>
    /// Scans a sealed segment whose index files are of no use. The rows serve from memory until the flusher has written them: only the
    /// flusher may, since an index file also proves what was flushed.
    /// </summary>
    /// <exception cref="LogCorruptException">The scan met a bad entry.</exception>
    public SparseIndex Rebuild(Segment segment, IDiskFile file)
    {
        long rewrites;
        lock (state.Gate) rewrites = state.Rewrites;
        var content = SegmentScan.LoadContent(files, pool, options.Current, segment, file, useHints: false);
        lock (state.Gate)
        {
            if (state.Rewrites != rewrites || segment.Index is not null) return content.Index;
            segment.Index = content.Index;
            state.Rebuilt.Add((segment, content));
        }

        return content.Index;
    }

    private SparseRow Floor(Segment segment, long value, bool byOffset)
    {
        lock (state.Gate)
        {
            if (segment.Index is { } index) return Floor(index, segment, value, byOffset);
        }

        var path = files.PathOf(segment.FirstIndex, SegmentNames.IndexSuffix);
        if (IndexFile.TryFindFloor(files.Disk, path, segment.FirstIndex, segment.ChainSeed, value, byOffset, out var floor))
        {
            // A wrong row is found out by the entry at its place. Where no entry can be, above all at the very end, which would pass
            // for having read everything, the place itself has to be refused.
            if (floor is not { } row) return segment.Start;
            if (row.Position >= SegmentHeader.Length && row.Position < segment.WrittenBytes) return row;
        }

        using var file = files.Acquire(segment);
        return Floor(Rebuild(segment, file.File), segment, value, byOffset);
    }

    private static SparseRow Floor(SparseIndex index, Segment segment, long value, bool byOffset) =>
        byOffset ? index.Floor(new Offset(value), segment.Start) : index.Floor(new LogIndex(value), segment.Start);
}
