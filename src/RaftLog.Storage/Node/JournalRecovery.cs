using RaftLog.Primitives;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Node;

/// <summary>What a journal file was found to hold.</summary>
internal sealed class JournalContent
{
    public required long Generation { get; init; }

    public required uint HeaderCrc { get; init; }

    public required Dictionary<RaftGroupId, ReplicaState> States { get; init; }

    /// <summary>How many records count; the next goes to the slot after them.</summary>
    public required uint Slots { get; init; }

    public required uint LastCrc { get; init; }

    /// <summary>True when something lies beyond the last record that counts, so that it must be cleared before the next is written.</summary>
    public required bool HasRemains { get; init; }
}

/// <summary>
/// Reads a journal and tells the torn tail of a power cut, which is cut off, from corruption, which is refused.
/// </summary>
/// <remarks>
/// The first slot that is not the continuation of the one before ends the journal, and everything after it was never acknowledged,
/// unless it is proved otherwise:
/// 1. a later intact record says that the slot had been flushed when it was written;
/// 2. the slot differs in one bit from an intact record that continues the chain. A torn write practically never looks like that
///    (one in eight million), a decayed bit always does. This catches the last record, which nothing later vouches for.
/// Intact records after a hole are no proof by themselves: sectors of one unsynced batch reach the disk in any order.
/// </remarks>
internal sealed class JournalRecovery
{
    private readonly string _path;
    private readonly byte[] _content;
    private readonly uint _headerCrc;
    private readonly Dictionary<RaftGroupId, ReplicaState> _states = [];

    private JournalRecovery(string path, byte[] content, uint headerCrc) => (_path, _content, _headerCrc) = (path, content, headerCrc);

    public static JournalContent Run(IDisk disk, string path, Guid nodeUuid)
    {
        var content = Read(disk, path);
        if (!JournalFormat.TryReadHeader(content, out var owner, out var generation, out var headerCrc, out var problem))
        {
            throw Corrupt(path, problem);
        }

        if (owner != nodeUuid) throw Corrupt(path, $"it belongs to node uuid {owner}, and this node is {nodeUuid}");
        return new JournalRecovery(path, content, headerCrc).Scan(generation);
    }

    public static StateJournalCorruptException Corrupt(string path, string problem, Exception? cause = null) => new(
        $"{path} is damaged: {problem}. It holds this node's votes, and a node that forgets a vote can lose acknowledged records, so the "
        + "broker does not start. Move the data directory away and start with an empty one: the node comes back as a new one and is "
        + "refilled by the others. Restoring an older copy of this file is not safe.",
        cause);

    private static byte[] Read(IDisk disk, string path)
    {
        try
        {
            return AtomicFile.TryRead(disk, path, int.MaxValue)
                ?? throw Corrupt(path, "the file is missing, and it is made together with the data directory");
        }
        catch (DiskException e) when (e.Failure == DiskFailure.Io)
        {
            throw Corrupt(path, $"it cannot be read ({e.Message})", e);
        }
    }

    private JournalContent Scan(long generation)
    {
        var slots = (uint)(_content.Length / JournalFormat.SlotBytes);
        var crc = _headerCrc;
        uint next = 1;
        for (; next < slots && Continues(next, crc); next++)
        {
            Apply(next);
            crc = JournalFormat.CrcOf(Slot(next));
        }

        RefuseIfFlushed(next, slots, crc);
        var writtenWith = JournalFormat.RecordsWrittenWith(_content);
        if (next - 1 < writtenWith) throw Corrupt(_path, $"it was written with {writtenWith} records, and {next - 1} of them are left");
        return new JournalContent
        {
            Generation = generation,
            HeaderCrc = _headerCrc,
            States = _states,
            Slots = next - 1,
            LastCrc = crc,
            HasRemains = _content.AsSpan((int)(next * JournalFormat.SlotBytes)).ContainsAnyExcept((byte)0),
        };
    }

    private ReadOnlySpan<byte> Slot(uint slot) =>
        _content.AsSpan(checked((int)(slot * JournalFormat.SlotBytes)), JournalFormat.SlotBytes);

    private bool Continues(uint slot, uint previousCrc) =>
        JournalFormat.IsIntact(Slot(slot), slot, _headerCrc) && JournalFormat.ReadPlace(Slot(slot)).PreviousCrc == previousCrc;

    private void Apply(uint slot)
    {
        if (!JournalFormat.TryReadRecord(Slot(slot), out var record))
        {
            throw Corrupt(_path, $"record {slot} was written by a version of RaftLog that this one does not understand");
        }

        if (record.Kind == JournalRecordKind.Deleted)
        {
            _states.Remove(record.Group);
            return;
        }

        if (_states.TryGetValue(record.Group, out var earlier) && !record.State.MayFollow(earlier))
        {
            throw Corrupt(_path, $"record {slot} takes replica {record.Group} from {earlier} back to {record.State}");
        }

        _states[record.Group] = record.State;
    }

    private void RefuseIfFlushed(uint end, uint slots, uint previousCrc)
    {
        for (var later = end + 1; later < slots; later++)
        {
            if (JournalFormat.IsIntact(Slot(later), later, _headerCrc) && JournalFormat.ReadPlace(Slot(later)).FlushedSlots >= end)
            {
                throw Corrupt(_path, $"record {end} is unreadable, and record {later} says it had been flushed");
            }
        }

        if (end < slots && IsOneBitAway(end, previousCrc)) throw Corrupt(_path, $"a bit of record {end} has changed");
    }

    private bool IsOneBitAway(uint slot, uint previousCrc)
    {
        // Zeros are room for the next record. Too many set bits to be one of those and a flip, in any intact record.
        if (!Slot(slot).ContainsAnyExcept((byte)0)) return false;
        Span<byte> candidate = stackalloc byte[JournalFormat.SlotBytes];
        Slot(slot).CopyTo(candidate);
        for (var bit = 0; bit < JournalFormat.SlotBytes * 8; bit++)
        {
            candidate[bit / 8] ^= (byte)(1 << (bit % 8));
            if (JournalFormat.IsIntact(candidate, slot, _headerCrc)
                && JournalFormat.ReadPlace(candidate).PreviousCrc == previousCrc)
            {
                return true;
            }

            candidate[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        return false;
    }
}
