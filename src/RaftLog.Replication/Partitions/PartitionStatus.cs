using RaftLog.Primitives;

namespace RaftLog.Replication.Partitions;

/// <summary>What any thread may know of a partition, taken at one moment: the fields belong together.</summary>
public readonly record struct PartitionStatus
{
    /// <summary>Whether this broker's replica can be used at all.</summary>
    public required PartitionHealth Health { get; init; }

    /// <summary>True when this replica leads its group in <see cref="LeaderEpoch"/>.</summary>
    public required bool IsLeader { get; init; }

    /// <summary>
    /// True when a leader has committed an entry of its own term (or leads an empty log), so that its high watermark covers all that was
    /// ever acknowledged (Raft §8). Until then reads answer nothing (KP-23).
    /// </summary>
    public required bool CanServe { get; init; }

    /// <summary>The leader this replica knows of; <see cref="NodeId.None"/> when it knows none.</summary>
    public required NodeId Leader { get; init; }

    /// <summary>The group's term, which Kafka calls the leader epoch.</summary>
    public required Term LeaderEpoch { get; init; }

    /// <summary>The first readable offset (inclusive).</summary>
    public required Offset LogStartOffset { get; init; }

    /// <summary>The exclusive end of the committed prefix; never moves back.</summary>
    public required Offset HighWatermark { get; init; }

    /// <summary>The exclusive end of what read_committed consumers may see; at most <see cref="HighWatermark"/>.</summary>
    public required Offset LastStableOffset { get; init; }

    /// <summary>The offset the next record will get.</summary>
    public required Offset LogEndOffset { get; init; }

    /// <summary>True when this replica leads and takes writes.</summary>
    public bool IsWritable => IsLeader && Health == PartitionHealth.Healthy;
}
