using RaftLog.Primitives;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Log;

/// <summary>Finding out what a segment holds by reading it.</summary>
internal static class SegmentScan
{
    /// <summary>Sequential reads of this size keep the scan at the speed of the CRC.</summary>
    public const int ScanBytes = 1 << 20;

    /// <summary>
    /// Reads on from the end of <paramref name="content"/>, noting each sound entry, until the end or the first bad one.
    /// </summary>
    /// <returns>Whether it reached <paramref name="end"/>, and the reader standing where it stopped; the caller disposes it.</returns>
    public static (ReadStep Outcome, SegmentReader Reader) Extend(
        SegmentContent content, IDiskFile file, PayloadPool pool, long end, LogOptions options)
    {
        var reader = new SegmentReader(file, pool, ScanBytes, content.End, content.LastTerm, end);
        while (true)
        {
            var step = reader.Next();
            if (step != ReadStep.Entry) return (step, reader);
            if (!reader.LoadPayload(checkCrc: true)) return (ReadStep.Bad, reader);
            content.Observe(reader.Header, MaxTimestampOf(reader), options.IndexIntervalBytes);
        }
    }

    /// <summary>What the index files of a segment say, when both are sound; null when the segment has to be scanned.</summary>
    public static SegmentContent? LoadHints(SegmentFiles files, Segment segment)
    {
        var path = files.PathOf(segment.FirstIndex, SegmentNames.IndexSuffix);
        if (IndexFile.TryLoad(files.Disk, path, segment.FirstIndex, segment.ChainSeed) is not { } index) return null;
        path = files.PathOf(segment.FirstIndex, SegmentNames.TimeIndexSuffix);
        return TimeIndexFile.TryLoad(files.Disk, path, segment.FirstIndex, segment.ChainSeed) is { } timeRows
            ? new SegmentContent(index, timeRows)
            : null;
    }

    /// <summary>
    /// What a whole segment holds: from its index files where they are sound (unless <paramref name="useHints"/> is false), and
    /// from the
    /// entries behind.
    /// </summary>
    /// <exception cref="LogCorruptException">An entry of the written part is bad.</exception>
    public static SegmentContent LoadContent(
        SegmentFiles files, PayloadPool pool, LogOptions options, Segment segment, IDiskFile file, bool useHints)
    {
        var end = segment.WrittenBytes;
        var content = useHints ? LoadHints(files, segment) : null;
        if (content is null || content.Bytes > end) content = new SegmentContent(segment);
        var (outcome, reader) = Extend(content, file, pool, end, options);
        using (reader)
        {
            if (outcome == ReadStep.End) return content;
            throw new LogCorruptException(new LogDamage(
                DamageKind.BadEntry, files.LogPath(segment), reader.Position, reader.NextIndex, reader.Problem));
        }
    }

    /// <summary>
    /// The part of <paramref name="content"/> before <paramref name="from"/>: from the nearest row of the index, and the entries
    /// between. Ends
    /// early when those no longer read back, which the caller sees by its last index.
    /// </summary>
    public static SegmentContent Before(
        LogIndex from, SegmentContent content, Segment segment, IDiskFile file, PayloadPool pool, LogOptions options)
    {
        var kept = content.UpTo(content.Index.Floor(from - 1, segment.Start), segment);
        using var reader = new SegmentReader(file, pool, 2 * options.IndexIntervalBytes, kept.End, kept.LastTerm, content.Bytes);
        while (kept.LastIndex + 1 < from && reader.Next() == ReadStep.Entry && reader.LoadPayload(checkCrc: true))
            kept.Observe(reader.Header, MaxTimestampOf(reader), options.IndexIntervalBytes);
        return kept;
    }

    /// <summary>A loaded batch's largest timestamp; -1 for other kinds.</summary>
    public static long MaxTimestampOf(SegmentReader reader) =>
        reader.Header.Kind == EntryKind.Data ? BatchFields.MaxTimestamp(reader.PayloadSpan) : -1;
}
