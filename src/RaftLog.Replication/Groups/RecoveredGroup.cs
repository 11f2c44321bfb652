using RaftLog.Raft;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;

namespace RaftLog.Replication.Groups;

/// <summary>A group as it was found on disk, or as it begins: the log, with the state machine already brought up to its end.</summary>
/// <param name="Log">The opened log.</param>
/// <param name="Restored">What the core starts from.</param>
/// <param name="Flags">What the journal noted of the replica.</param>
/// <param name="IsDamaged">True when the log is damaged: it is kept as it is, never served, never voted with.</param>
internal sealed record RecoveredGroup(PartitionLog Log, RestoredState Restored, ReplicaFlags Flags, bool IsDamaged)
{
    /// <summary>The configuration the group was created with: in force until the log says otherwise.</summary>
    internal required RaftConfiguration Initial { get; init; }

    /// <summary>Where a snapshot from a leader is gathered.</summary>
    internal required IncomingSnapshot Incoming { get; init; }
}
