using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>The knobs of one replica. Times are in ticks; the driver knows how long a tick is and calls <see cref="RaftNode.Tick"/>.</summary>
public sealed record RaftOptions
{
    /// <summary>The highest <see cref="Priority"/>: no delay.</summary>
    public const int PriorityMax = 10;

    /// <summary>The broker this replica lives on.</summary>
    public required NodeId SelfId { get; init; }

    /// <summary>
    /// A follower that hears from no leader for this long, plus a random part of the same length, campaigns; one that does hear from
    /// a leader refuses its vote for this long. 2 to 10,000 ticks, more than <see cref="HeartbeatTicks"/>.
    /// </summary>
    public int ElectionTimeoutTicks { get; init; } = 12;

    /// <summary>Interval between heartbeats, at least 1 tick.</summary>
    public int HeartbeatTicks { get; init; } = 2;

    /// <summary>
    /// By how much a lease ends before the followers' refusal to vote does: covers the drift between two clocks and the tick's
    /// granularity. 1 tick to less than <see cref="ElectionTimeoutTicks"/>.
    /// </summary>
    public int LeaseMarginTicks { get; init; } = 2;

    /// <summary>
    /// Lets <see cref="RaftNode.TryLeaseRead"/> answer without a round trip. A restarted replica then refuses votes for one election
    /// timeout, because it may have promised a leader to.
    /// </summary>
    public bool LeaseReads { get; init; } = true;

    /// <summary>Asks before it campaigns whether it could win, so that a returning replica does not disturb (thesis §9.6).</summary>
    public bool PreVote { get; init; } = true;

    /// <summary>
    /// A leader that has not heard from a quorum for an election timeout steps down, and replicas that hear from a leader refuse their
    /// votes (thesis §6.2, §4.2.3).
    /// </summary>
    public bool CheckQuorum { get; init; } = true;

    /// <summary>0 to <see cref="PriorityMax"/>: each step below the maximum waits a tenth of an election timeout longer to campaign.</summary>
    public int Priority { get; init; } = PriorityMax;

    /// <summary>AppendEntries under way to one follower at most, 1 to 4,096.</summary>
    public int MaxInflightMessages { get; init; } = 64;

    /// <summary>About how many bytes of entries one AppendEntries names; at least 1. One entry is always sent.</summary>
    public long MaxAppendBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Payload bytes a leader has appended and not committed; over it <see cref="RaftNode.Propose"/> refuses. One proposal is always
    /// accepted when nothing is uncommitted.
    /// </summary>
    public long MaxUncommittedBytes { get; init; } = 64 << 20;

    /// <summary>Reads waiting for confirmation at most, 1 to 1,000,000; more are refused.</summary>
    public int MaxPendingReads { get; init; } = 4096;

    /// <summary>Size of a snapshot chunk in bytes, at least 1.</summary>
    public int SnapshotChunkBytes { get; init; } = 256 << 10;

    /// <summary>Snapshot bytes a leader starts to send per tick over all followers of the group, at least 1.</summary>
    public long SnapshotBytesPerTick { get; init; } = 8 << 20;

    /// <summary>A follower counts as in sync while it held the leader's end this recently; at least 1 tick. Reported, never decisive.</summary>
    public int InSyncTicks { get; init; } = 120;

    /// <summary>Refuses options that contradict themselves.</summary>
    /// <exception cref="ArgumentException">A bound stated on a property does not hold; the message names it.</exception>
    public void Validate()
    {
        Require(!SelfId.IsNone, nameof(SelfId));
        Require(ElectionTimeoutTicks is >= 2 and <= 10_000, nameof(ElectionTimeoutTicks));
        Require(HeartbeatTicks >= 1 && HeartbeatTicks < ElectionTimeoutTicks, nameof(HeartbeatTicks));
        Require(LeaseMarginTicks >= 1 && LeaseMarginTicks < ElectionTimeoutTicks, nameof(LeaseMarginTicks));
        Require(!LeaseReads || CheckQuorum, nameof(LeaseReads));
        Require(Priority is >= 0 and <= PriorityMax, nameof(Priority));
        Require(MaxInflightMessages is >= 1 and <= 4096, nameof(MaxInflightMessages));
        Require(MaxAppendBytes >= 1, nameof(MaxAppendBytes));
        Require(MaxUncommittedBytes >= 1, nameof(MaxUncommittedBytes));
        Require(MaxPendingReads is >= 1 and <= 1_000_000, nameof(MaxPendingReads));
        Require(SnapshotChunkBytes >= 1, nameof(SnapshotChunkBytes));
        Require(SnapshotBytesPerTick >= 1, nameof(SnapshotBytesPerTick));
        Require(InSyncTicks >= 1, nameof(InSyncTicks));
    }

    private static void Require(bool holds, string name)
    {
        if (!holds) throw new ArgumentException($"{name} is outside the bounds its documentation states.", name);
    }
}
