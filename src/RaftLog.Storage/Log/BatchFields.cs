using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Records;

namespace RaftLog.Storage.Log;

/// <summary>
/// The few fields of a record batch v2 the log itself looks at (big-endian, KIP-98). Bytes 0 to 20 lie outside the batch's CRC:
/// they are cross-checked with the entry header instead.
/// </summary>
internal static class BatchFields
{
    /// <summary>Length of a batch header in bytes: a shorter payload is no batch.</summary>
    public const int HeaderLength = 61;

    /// <summary>The first byte covered by the batch's own CRC.</summary>
    public const int CrcCoverageStart = 21;

    /// <summary>Bytes before those counted by the batch's length field.</summary>
    private const int LengthOverhead = 12;

    private const byte Magic2 = 2;

    public static long BaseOffset(ReadOnlySpan<byte> batch) => BinaryPrimitives.ReadInt64BigEndian(batch);

    public static uint Crc(ReadOnlySpan<byte> batch) => BinaryPrimitives.ReadUInt32BigEndian(batch[17..]);

    public static long MaxTimestamp(ReadOnlySpan<byte> batch) => BinaryPrimitives.ReadInt64BigEndian(batch[35..]);

    /// <summary>Compares what the batch's CRC does not cover, and the span, with the header; null when all agree.</summary>
    public static string? Disagreement(in EntryHeader header, ReadOnlySpan<byte> batch)
    {
        if (batch.Length < HeaderLength) return "the batch is shorter than a batch header";
        if (BaseOffset(batch) != header.BaseOffset.Value) return "the batch's base offset differs from the header";
        if (BinaryPrimitives.ReadInt32BigEndian(batch[8..]) != batch.Length - LengthOverhead)
            return "the batch's length differs from the header";
        if (BinaryPrimitives.ReadInt32BigEndian(batch[12..]) != header.Term.Value)
            return "the batch's leader epoch differs from the term";
        if (batch[16] != Magic2) return "the batch's magic is not 2";
        if (Crc(batch) != header.PayloadCrc) return "the batch's CRC field differs from the header";
        if (BinaryPrimitives.ReadInt32BigEndian(batch[23..]) + 1L != header.RecordSpan)
            return "the batch's last offset delta differs from the header";
        return null;
    }

    /// <summary>True when a data entry's payload is a batch with the entry's coordinates: asserted before it is written.</summary>
    public static bool Agrees(in LogEntry entry)
    {
        var payload = entry.PayloadSpan;
        if (payload.Length < HeaderLength) return false;
        var header = new EntryHeader
        {
            BaseOffset = entry.BaseOffset,
            Term = entry.Term,
            RecordSpan = entry.RecordSpan,
            PayloadCrc = Crc(payload),
        };
        return Disagreement(header, payload) is null;
    }

    /// <summary>True when the batch's own CRC matches the bytes it covers.</summary>
    public static bool CrcMatches(ReadOnlySpan<byte> batch) => Crc32C.Compute(batch[CrcCoverageStart..]) == Crc(batch);
}
