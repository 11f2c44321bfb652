using RaftLog.Raft;
using RaftLog.Storage.Node;

namespace RaftLog.Replication.Groups;

/// <summary>How one group is run.</summary>
internal sealed record GroupSettings
{
    /// <summary>The core's options.</summary>
    internal required RaftOptions Raft { get; init; }

    /// <summary>What the state journal notes of the replica beside its hard state.</summary>
    internal ReplicaFlags ReplicaFlags { get; init; }
}
