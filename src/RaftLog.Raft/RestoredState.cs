using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>What the driver found on disk, from which a <see cref="RaftNode"/> starts (or an empty group's first state).</summary>
public sealed record RestoredState
{
    /// <summary>The last durable hard state. Its term is at least the term of the log's last entry, or the replica must not start.</summary>
    public required HardState HardState { get; init; }

    /// <summary>The configuration as of the log's boundary: from the snapshot, or the initial members of a new group.</summary>
    public required RaftConfiguration Configuration { get; init; }

    /// <summary>Configuration entries after the boundary, in log order: each took effect when it was appended.</summary>
    public IReadOnlyList<(LogIndex Index, RaftConfiguration Configuration)> LaterConfigurations { get; init; } = [];

    /// <summary>Everything up to here is durable on this replica (a recovered log is durable as a whole).</summary>
    public required LogIndex FlushedIndex { get; init; }

    /// <summary>The highest index known to be committed: at least the boundary.</summary>
    public required LogIndex CommitIndex { get; init; }

    /// <summary>The newest snapshot this replica could send, if it has one.</summary>
    public SnapshotDescriptor? Snapshot { get; init; }

    /// <summary>
    /// True when this replica may have lost entries it acknowledged (memory durability and a new boot, a disk that lied, a damaged log):
    /// it does not vote until a leader has refilled it.
    /// </summary>
    public bool IsSuspect { get; init; }
}
