using System.Buffers;
using RaftLog.Primitives;

namespace RaftLog.Replication.Groups;

/// <summary>
/// The state machine a Raft group replicates. Every replica replays the same entries in the same order and must arrive at the same
/// state: no wall clock, no chance, no iteration over unordered collections.
/// </summary>
/// <remarks>
/// All calls come from the group's pump, one at a time. <see cref="Replay"/> runs when an entry is <em>appended</em>, not when it commits:
/// the next decision must see it. Whoever shows state to the outside waits for <see cref="Committed"/>.
/// </remarks>
public interface IReplicatedState
{
    /// <summary>Takes in one entry, in log order. The payload is valid during the call only.</summary>
    /// <param name="entry">Coordinates and kind; its payload handle is not to be kept.</param>
    /// <param name="payload">The payload's bytes; at least the batch header (61 bytes) for data read back at start-up.</param>
    void Replay(in LogEntry entry, ReadOnlySpan<byte> payload);

    /// <summary>Everything up to <paramref name="index"/> (inclusive) is committed and will never be taken back.</summary>
    void Committed(LogIndex index);

    /// <summary>Writes the state as of the last replayed entry. Equal states give equal bytes.</summary>
    void WriteSnapshot(IBufferWriter<byte> output);

    /// <summary>
    /// Forgets everything and starts from a snapshot, or from nothing when it is empty. Entries from <paramref name="lastIndex"/> + 1 on
    /// are replayed next.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are not a snapshot this version can read; the replica stops.</exception>
    void Restore(LogIndex lastIndex, ReadOnlySpan<byte> snapshot);
}
