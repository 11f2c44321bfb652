using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Records;

namespace RaftLog.Storage.Log;

/// <summary>The 64 bytes in front of every payload on disk (docs/log-format.md, Entries), little-endian:</summary>
/// <remarks>
/// <code>
///  0        4        8  9  10  12       16               24               32
///  +--------+--------+--+--+---+--------+----------------+----------------+
///  | header | payload|v |k |chk| payload| index          | base offset    |
///  | crc    | crc    |  |  |   | length |                |                |
///  +--------+--------+--+--+---+--------+----------------+----------------+
///  32               40               48               56       60       64
///  +----------------+----------------+----------------+--------+--------+
///  | append time ms | flushed index  | record span    | index  | term   |
///  |                |                |                | span   |        |
///  +----------------+----------------+----------------+--------+--------+
/// </code>
/// The header CRC covers bytes 4 to 63 and is seeded with the previous entry's (the first of a segment with the segment header's
/// seed), so no stale entry passes for a continuation. The check at byte 10 is a 16-bit fold of an unchained CRC-32C, seeded by the
/// segment: it recognises an entry whose predecessor is unreadable, which recovery needs to tell a hole from corruption.
/// </remarks>
internal readonly struct EntryHeader
{
    public const int Length = 64;
    public const byte CurrentVersion = 1;

    public uint HeaderCrc { get; init; }

    public uint PayloadCrc { get; init; }

    public byte Version { get; init; }

    public EntryKind Kind { get; init; }

    public int PayloadLength { get; init; }

    public LogIndex Index { get; init; }

    public Offset BaseOffset { get; init; }

    public long AppendTimeMs { get; init; }

    public LogIndex FlushedIndex { get; init; }

    public long RecordSpan { get; init; }

    public int IndexSpan { get; init; }

    public Term Term { get; init; }

    public LogIndex LastIndex => Index + (IndexSpan - 1);

    public LogIndex NextIndex => Index + IndexSpan;

    public Offset EndOffset => BaseOffset + RecordSpan;

    public long EntryLength => (long)Length + PayloadLength;

    /// <summary>Writes the header of <paramref name="entry"/>; returns its CRC, the seed of the next one.</summary>
    public static uint Write(Span<byte> to, in LogEntry entry, LogIndex flushedIndex, uint chain, uint segmentSeed)
    {
        var payload = entry.PayloadSpan;
        var payloadCrc = entry.Kind == EntryKind.Data ? BatchFields.Crc(payload) : Crc32C.Compute(payload);
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], payloadCrc);
        to[8] = CurrentVersion;
        to[9] = (byte)entry.Kind;
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], entry.Index.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], entry.BaseOffset.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], entry.AppendTimeMs);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], flushedIndex.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[48..], entry.RecordSpan);
        BinaryPrimitives.WriteInt32LittleEndian(to[56..], entry.IndexSpan);
        BinaryPrimitives.WriteInt32LittleEndian(to[60..], entry.Term.Value);
        BinaryPrimitives.WriteUInt16LittleEndian(to[10..], UnchainedCheck(to, segmentSeed));
        var crc = Crc32C.Append(chain, to[4..Length]);
        BinaryPrimitives.WriteUInt32LittleEndian(to, crc);
        return crc;
    }

    /// <summary>
    /// Reads the fields; nothing is believed until <see cref="IsChainedTo"/> or <see cref="PassesUnchainedCheck"/> says so.
    /// </summary>
    public static EntryHeader Read(ReadOnlySpan<byte> from) => new()
    {
        HeaderCrc = BinaryPrimitives.ReadUInt32LittleEndian(from),
        PayloadCrc = BinaryPrimitives.ReadUInt32LittleEndian(from[4..]),
        Version = from[8],
        Kind = (EntryKind)from[9],
        PayloadLength = BinaryPrimitives.ReadInt32LittleEndian(from[12..]),
        Index = new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(from[16..])),
        BaseOffset = new Offset(BinaryPrimitives.ReadInt64LittleEndian(from[24..])),
        AppendTimeMs = BinaryPrimitives.ReadInt64LittleEndian(from[32..]),
        FlushedIndex = new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(from[40..])),
        RecordSpan = BinaryPrimitives.ReadInt64LittleEndian(from[48..]),
        IndexSpan = BinaryPrimitives.ReadInt32LittleEndian(from[56..]),
        Term = new Term(BinaryPrimitives.ReadInt32LittleEndian(from[60..])),
    };

    /// <summary>True when the bytes are a header written right after the one whose CRC is <paramref name="chain"/>.</summary>
    public static bool IsChainedTo(ReadOnlySpan<byte> header, uint chain) =>
        Crc32C.Append(chain, header[4..Length]) == BinaryPrimitives.ReadUInt32LittleEndian(header);

    /// <summary>True when the bytes look like a header of this segment, whatever came before it.</summary>
    public static bool PassesUnchainedCheck(ReadOnlySpan<byte> header, uint segmentSeed) =>
        UnchainedCheck(header, segmentSeed) == BinaryPrimitives.ReadUInt16LittleEndian(header[10..]);

    /// <summary>What is wrong with the payload; null when it is the one the header speaks of.</summary>
    /// <param name="payload">Exactly the payload.</param>
    /// <param name="checkCrc">False skips the CRC over the whole payload; the cross-check of a batch's head is always made.</param>
    public string? PayloadProblem(ReadOnlySpan<byte> payload, bool checkCrc = true)
    {
        if (Kind != EntryKind.Data)
            return checkCrc && Crc32C.Compute(payload) != PayloadCrc ? "the payload's CRC differs" : null;
        if (BatchFields.Disagreement(this, payload) is { } problem) return problem;
        return checkCrc && !BatchFields.CrcMatches(payload) ? "the batch's CRC differs" : null;
    }

    /// <summary>The entry this header describes, with <paramref name="payload"/> as its bytes.</summary>
    public LogEntry ToEntry(Payload? payload) => new()
    {
        Kind = Kind,
        Index = Index,
        Term = Term,
        BaseOffset = BaseOffset,
        IndexSpan = IndexSpan,
        RecordSpan = RecordSpan,
        AppendTimeMs = AppendTimeMs,
        Payload = payload,
    };

    private static ushort UnchainedCheck(ReadOnlySpan<byte> header, uint segmentSeed)
    {
        var crc = Crc32C.Append(Crc32C.Append(segmentSeed, header[4..10]), header[12..Length]);
        return (ushort)(crc ^ (crc >> 16));
    }
}
