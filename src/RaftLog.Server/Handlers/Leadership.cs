using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Replication.Partitions;
using RaftLog.Server.Cluster;

namespace RaftLog.Server.Handlers;

/// <summary>What handlers ask about leadership, in Kafka's terms.</summary>
internal static class Leadership
{
    /// <summary>
    /// Compares the epoch a client names with ours: none when it names none (-1) or the same, FENCED_LEADER_EPOCH when its is older,
    /// UNKNOWN_LEADER_EPOCH when ours is (KP-17).
    /// </summary>
    internal static ErrorCode CheckEpoch(in PartitionStatus status, int currentLeaderEpoch)
    {
        if (currentLeaderEpoch < 0 || currentLeaderEpoch == status.LeaderEpoch.Value) return ErrorCode.None;
        return currentLeaderEpoch < status.LeaderEpoch.Value ? ErrorCode.FencedLeaderEpoch : ErrorCode.UnknownLeaderEpoch;
    }

    /// <summary>Why this replica cannot answer for the partition as its leader; none when it can.</summary>
    internal static ErrorCode CheckLeader(in PartitionStatus status)
    {
        if (status.Health == PartitionHealth.Closed) return ErrorCode.UnknownTopicOrPartition;
        if (status.Health is PartitionHealth.Failed or PartitionHealth.Damaged) return ErrorCode.KafkaStorageError;
        return status.IsLeader ? ErrorCode.None : ErrorCode.NotLeaderOrFollower;
    }

    /// <summary>The leader of a partition, as far as this broker's replica knows, and its term (DESIGN D2).</summary>
    /// <returns>-1 for either that is not known.</returns>
    internal static (NodeId Leader, Term Epoch) Of(IPartitionLookup partitions, RaftGroupId group)
    {
        if (!partitions.TryGet(group, out var partition)) return (NodeId.None, Term.None);
        var status = partition.Status;
        if (status.Health >= PartitionHealth.Failed) return (NodeId.None, status.LeaderEpoch);
        return (status.Leader, status.LeaderEpoch);
    }
}
