using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Records;

namespace RaftLog.Storage.Log;

/// <summary>The first 128 bytes of a segment file (docs/log-format.md, Segment files), little-endian but for the uuid:</summary>
/// <remarks>
/// <code>
///    0  magic "RLSEGMNT"           8  crc-32c of 12..127     12  version (u16)      14  header length (u16)
///   16  topic id (16, big-endian) 32  partition             36  previous term      40  first index
///   48  base offset               56  chain seed            60  previous chain     64  created ms
///   72  previous segment bytes    80  previous max timestamp                       88  previous last append ms
///   96  zeros to 127
/// </code>
/// What it says of its predecessor is written after that one was synced, so a sealed segment's length, last chain value and
/// timestamps are known, and proven, without reading it.
/// </remarks>
internal sealed record SegmentHeader
{
    public const int Length = 128;
    private const ushort CurrentVersion = 1;

    private static ReadOnlySpan<byte> Magic => "RLSEGMNT"u8;

    public required RaftGroupId Group { get; init; }

    public required LogIndex FirstIndex { get; init; }

    public required Offset BaseOffset { get; init; }

    public required Term PreviousTerm { get; init; }

    /// <summary>The chain value after the last entry of the segment before; 0 when there is none.</summary>
    public required uint PreviousChain { get; init; }

    public required long CreatedTimeMs { get; init; }

    /// <summary>Length of the segment before in bytes; 0 when there is none.</summary>
    public long PreviousBytes { get; init; }

    public long PreviousMaxTimestampMs { get; init; } = -1;

    public long PreviousLastAppendMs { get; init; } = -1;

    /// <summary>What the first entry's CRC is seeded with: binds it to the group, the place and the history.</summary>
    public uint ChainSeed
    {
        get
        {
            Span<byte> bytes = stackalloc byte[40];
            Group.TopicId.TryWriteBytes(bytes, bigEndian: true, out _);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], Group.Partition);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], PreviousChain);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], FirstIndex.Value);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], CreatedTimeMs);
            return Crc32C.Compute(bytes);
        }
    }

    public void Write(Span<byte> to)
    {
        to[..Length].Clear();
        Magic.CopyTo(to);
        BinaryPrimitives.WriteUInt16LittleEndian(to[12..], CurrentVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(to[14..], Length);
        Group.TopicId.TryWriteBytes(to[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(to[32..], Group.Partition);
        BinaryPrimitives.WriteInt32LittleEndian(to[36..], PreviousTerm.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], FirstIndex.Value);
        BinaryPrimitives.WriteInt64LittleEndian(to[48..], BaseOffset.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(to[56..], ChainSeed);
        BinaryPrimitives.WriteUInt32LittleEndian(to[60..], PreviousChain);
        BinaryPrimitives.WriteInt64LittleEndian(to[64..], CreatedTimeMs);
        BinaryPrimitives.WriteInt64LittleEndian(to[72..], PreviousBytes);
        BinaryPrimitives.WriteInt64LittleEndian(to[80..], PreviousMaxTimestampMs);
        BinaryPrimitives.WriteInt64LittleEndian(to[88..], PreviousLastAppendMs);
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], Crc32C.Compute(to[12..Length]));
    }

    /// <summary>Reads a header; null with the reason when it is not one of <paramref name="group"/>'s.</summary>
    public static SegmentHeader? TryRead(ReadOnlySpan<byte> from, RaftGroupId group, out DamageKind kind, out string problem)
    {
        (kind, problem) = (DamageKind.BadSegmentHeader, "");
        if (from.Length < Length) return Refuse(out problem, "the segment header is cut off");
        if (!from[..8].SequenceEqual(Magic)) return Refuse(out problem, "the file does not start like a segment");
        if (Crc32C.Compute(from[12..Length]) != BinaryPrimitives.ReadUInt32LittleEndian(from[8..]))
            return Refuse(out problem, "the segment header's CRC differs");

        var version = BinaryPrimitives.ReadUInt16LittleEndian(from[12..]);
        if (version != CurrentVersion)
        {
            kind = DamageKind.UnsupportedFormat;
            return Refuse(out problem, $"segment format {version} is not known to this version");
        }

        var header = new SegmentHeader
        {
            Group = new RaftGroupId(new Guid(from[16..32], bigEndian: true), BinaryPrimitives.ReadInt32LittleEndian(from[32..])),
            PreviousTerm = new Term(BinaryPrimitives.ReadInt32LittleEndian(from[36..])),
            FirstIndex = new LogIndex(BinaryPrimitives.ReadInt64LittleEndian(from[40..])),
            BaseOffset = new Offset(BinaryPrimitives.ReadInt64LittleEndian(from[48..])),
            PreviousChain = BinaryPrimitives.ReadUInt32LittleEndian(from[60..]),
            CreatedTimeMs = BinaryPrimitives.ReadInt64LittleEndian(from[64..]),
            PreviousBytes = BinaryPrimitives.ReadInt64LittleEndian(from[72..]),
            PreviousMaxTimestampMs = BinaryPrimitives.ReadInt64LittleEndian(from[80..]),
            PreviousLastAppendMs = BinaryPrimitives.ReadInt64LittleEndian(from[88..]),
        };
        if (header.Group != group)
        {
            kind = DamageKind.ForeignGroup;
            return Refuse(out problem, $"the segment belongs to group {header.Group}");
        }

        return header;
    }

    private static SegmentHeader? Refuse(out string problem, string reason)
    {
        problem = reason;
        return null;
    }
}
