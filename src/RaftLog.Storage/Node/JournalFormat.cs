using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Records;

namespace RaftLog.Storage.Node;

/// <summary>What a record of the journal says.</summary>
internal enum JournalRecordKind : byte
{
    /// <summary>The replica exists and this is its hard state.</summary>
    State = 1,

    /// <summary>The replica was deleted.</summary>
    Deleted = 2,
}

/// <summary>One record of the journal, without what ties it to its place.</summary>
internal readonly record struct JournalRecord(RaftGroupId Group, JournalRecordKind Kind, ReplicaState State);

/// <summary>What ties a record to its place.</summary>
/// <param name="Slot">Its number; the first record has slot 1.</param>
/// <param name="PreviousCrc">The CRC of the record before it, or of the header.</param>
/// <param name="FlushedSlots">Records up to and including this slot were durable when it was written.</param>
internal readonly record struct JournalPlace(uint Slot, uint PreviousCrc, uint FlushedSlots);

/// <summary>
/// Reads and writes the 64-byte slots of <c>state.journal</c>, all numbers little-endian, uuids in big-endian byte order
/// (docs/log-format.md, "State journal").
/// </summary>
/// <remarks>
/// <code>
/// header (slot 0)                            record (slot 1 and up)
///  0  4 magic "RLSJ"                          0  4 CRC-32C of bytes 4-63, seeded with the header's
///  4  2 version = 1                           4  4 CRC of the previous record (of the header for slot 1)
///  6  2 zero                                  8  4 slot
///  8 16 node uuid                            12  1 kind: 1 state, 2 deleted
/// 24  8 generation, +1 with each rewrite     13  1 flags: 1 memory durability, 2 suspect, 4 has a log
/// 32  4 records written with the header      14  2 zero
/// 36 24 zero                                 16 16 topic id
/// 60  4 CRC-32C of bytes 0-59
///                                            32  4 partition
///                                            36  4 term
///                                            40  4 vote, -1 for none
///                                            44  4 flushed slots
///                                            48 16 replica uuid
/// </code>
/// </remarks>
internal static class JournalFormat
{
    public const int SlotBytes = 64;
    public const ushort Version = 1;

    private const uint Magic = 0x4A534C52; // "RLSJ"
    private const int HeaderCrcAt = 60;

    /// <param name="slot">Where to.</param>
    /// <param name="nodeUuid">Whose journal it is.</param>
    /// <param name="generation">Which rewrite.</param>
    /// <param name="records">Records that were durable before this file took the old one's place: fewer found later is damage.</param>
    /// <returns>The header's CRC.</returns>
    public static uint WriteHeader(Span<byte> slot, Guid nodeUuid, long generation, uint records = 0)
    {
        slot[..SlotBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(slot, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[4..], Version);
        WriteUuid(slot[8..], nodeUuid);
        BinaryPrimitives.WriteInt64LittleEndian(slot[24..], generation);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[32..], records);
        var crc = Crc32C.Compute(slot[..HeaderCrcAt]);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[HeaderCrcAt..], crc);
        return crc;
    }

    /// <summary>Reads the header; says what is wrong with it otherwise.</summary>
    public static bool TryReadHeader(
        ReadOnlySpan<byte> slot, out Guid nodeUuid, out long generation, out uint crc, out string problem)
    {
        (nodeUuid, generation, crc) = (Guid.Empty, 0, 0);
        problem = "it is shorter than its header";
        if (slot.Length < SlotBytes) return false;
        problem = "its header's checksum does not match";
        crc = BinaryPrimitives.ReadUInt32LittleEndian(slot[HeaderCrcAt..]);
        if (crc != Crc32C.Compute(slot[..HeaderCrcAt])) return false;
        var version = BinaryPrimitives.ReadUInt16LittleEndian(slot[4..]);
        problem = $"it has version {version}, and this version of RaftLog reads version {Version}";
        if (BinaryPrimitives.ReadUInt32LittleEndian(slot) != Magic || version != Version) return false;
        nodeUuid = new Guid(slot.Slice(8, 16), bigEndian: true);
        generation = BinaryPrimitives.ReadInt64LittleEndian(slot[24..]);
        return true;
    }

    /// <summary>Writes a record and returns its CRC, which the next one carries.</summary>
    public static uint WriteRecord(Span<byte> slot, in JournalRecord record, in JournalPlace place, uint headerCrc)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(slot[4..], place.PreviousCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[8..], place.Slot);
        slot[12] = (byte)record.Kind;
        slot[13] = (byte)record.State.Flags;
        slot[14] = slot[15] = 0;
        WriteUuid(slot[16..], record.Group.TopicId);
        BinaryPrimitives.WriteInt32LittleEndian(slot[32..], record.Group.Partition);
        BinaryPrimitives.WriteInt32LittleEndian(slot[36..], record.State.Term.Value);
        BinaryPrimitives.WriteInt32LittleEndian(slot[40..], record.State.Vote.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[44..], place.FlushedSlots);
        WriteUuid(slot[48..], record.State.ReplicaUuid);
        var crc = Crc32C.Append(headerCrc, slot[4..SlotBytes]);
        BinaryPrimitives.WriteUInt32LittleEndian(slot, crc);
        return crc;
    }

    /// <summary>How many records the file was written with (see <see cref="WriteHeader"/>).</summary>
    public static uint RecordsWrittenWith(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32LittleEndian(header[32..]);

    /// <summary>True when the slot holds a record that was written there, in this generation of the file.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> slot, uint slotNumber, uint headerCrc) =>
        CrcOf(slot) == Crc32C.Append(headerCrc, slot[4..SlotBytes]) && ReadPlace(slot).Slot == slotNumber;

    public static uint CrcOf(ReadOnlySpan<byte> slot) => BinaryPrimitives.ReadUInt32LittleEndian(slot);

    public static JournalPlace ReadPlace(ReadOnlySpan<byte> slot) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(slot[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(slot[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(slot[44..]));

    /// <summary>Reads an intact slot; false when it says something this version does not know.</summary>
    public static bool TryReadRecord(ReadOnlySpan<byte> slot, out JournalRecord record)
    {
        const ReplicaFlags known = ReplicaFlags.MemoryDurability | ReplicaFlags.Suspect | ReplicaFlags.HasLog;
        var (kind, flags) = ((JournalRecordKind)slot[12], (ReplicaFlags)slot[13]);
        record = new JournalRecord(
            new RaftGroupId(new Guid(slot.Slice(16, 16), bigEndian: true), BinaryPrimitives.ReadInt32LittleEndian(slot[32..])),
            kind,
            new ReplicaState(
                new Term(BinaryPrimitives.ReadInt32LittleEndian(slot[36..])),
                new NodeId(BinaryPrimitives.ReadInt32LittleEndian(slot[40..])),
                new Guid(slot.Slice(48, 16), bigEndian: true),
                flags));
        return kind is JournalRecordKind.State or JournalRecordKind.Deleted && (flags & ~known) == 0;
    }

    private static void WriteUuid(Span<byte> target, Guid value) => value.TryWriteBytes(target, bigEndian: true, out _);
}
