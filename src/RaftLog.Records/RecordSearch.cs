using RaftLog.Primitives;

namespace RaftLog.Records;

/// <summary>Finds single records inside a batch by timestamp, for ListOffsets. Compressed batches are streamed, not unpacked.</summary>
public static class RecordSearch
{
    /// <summary>Finds the first record at or after a time.</summary>
    /// <param name="batch">One whole batch whose frame has been checked.</param>
    /// <param name="timestampMs">The time, inclusive.</param>
    /// <param name="from">Records below this offset do not count (the log start may lie inside a batch).</param>
    /// <param name="decompressedBytesMax">Cap on what the records may come to.</param>
    /// <param name="found">The record; null when the batch has none or is malformed.</param>
    /// <returns>What is wrong with the batch, seen only as far as the walk went.</returns>
    /// <remarks>With <see cref="TimestampType.LogAppendTime"/> every record has the batch's maximum timestamp.</remarks>
    public static RecordFault FindFirstAtOrAfter(
        ReadOnlySpan<byte> batch, long timestampMs, Offset from, int decompressedBytesMax, out FoundRecord? found)
    {
        var header = new RecordBatchHeader(batch);
        found = null;
        using var records = new RecordScanner(batch, decompressedBytesMax);
        while (records.MoveNext())
        {
            var offset = header.BaseOffset + records.OffsetDelta;
            var timestamp = TimestampOf(header, records.TimestampDelta);
            if (timestamp < timestampMs || offset < from) continue;
            found = new FoundRecord(offset, timestamp);
            return RecordFault.None;
        }

        return records.Fault;
    }

    /// <summary>Finds the record with the largest timestamp, the earliest of equals.</summary>
    /// <param name="batch">One whole batch whose frame has been checked.</param>
    /// <param name="decompressedBytesMax">Cap on what the records may come to.</param>
    /// <param name="found">The record; null when the batch is empty or malformed.</param>
    public static RecordFault FindMaxTimestamp(ReadOnlySpan<byte> batch, int decompressedBytesMax, out FoundRecord? found)
    {
        var header = new RecordBatchHeader(batch);
        found = null;
        using var records = new RecordScanner(batch, decompressedBytesMax);
        while (records.MoveNext())
        {
            var timestamp = TimestampOf(header, records.TimestampDelta);
            if (found is null || timestamp > found.Value.TimestampMs)
                found = new FoundRecord(header.BaseOffset + records.OffsetDelta, timestamp);
        }

        if (records.Fault != RecordFault.None) found = null;
        return records.Fault;
    }

    private static long TimestampOf(RecordBatchHeader header, long delta) =>
        header.TimestampType == TimestampType.LogAppendTime ? header.MaxTimestamp : unchecked(header.BaseTimestamp + delta);
}
