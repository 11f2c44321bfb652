namespace RaftLog.Server.Observability;

/// <summary>What the broker publishes for a scrape: values the owners of partitions left behind, not locks taken on them.</summary>
public interface IBrokerMetricsSource
{
    /// <summary>One sample for each replica on this broker, internal topics included. Called by one scrape at a time.</summary>
    IEnumerable<PartitionSample> Partitions();

    /// <summary>One sample for each filesystem with log data; empty when logs are in memory.</summary>
    IEnumerable<DiskSample> Disks();
}

/// <summary>One replica at the time of a scrape.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="Role">What this replica is in its Raft group.</param>
/// <param name="LeaderId">The leader's node id; -1 when none is known.</param>
/// <param name="LogStartOffset">First readable offset.</param>
/// <param name="HighWatermark">Exclusive end of the committed prefix.</param>
/// <param name="LogEndOffset">The offset the next record will get.</param>
/// <param name="Replicas">Replicas the partition should have.</param>
/// <param name="InSyncReplicas">Replicas near the log end, as told to clients; the leader knows, others give 0.</param>
/// <param name="InSyncReplicasMin">The topic's <c>min.insync.replicas</c>.</param>
/// <param name="SizeBytes">Bytes of its log on this broker.</param>
/// <param name="Segments">Segment files of its log on this broker.</param>
public readonly record struct PartitionSample(
    string Topic,
    int Partition,
    ReplicaRole Role,
    int LeaderId,
    long LogStartOffset,
    long HighWatermark,
    long LogEndOffset,
    int Replicas,
    int InSyncReplicas,
    int InSyncReplicasMin,
    long SizeBytes,
    int Segments);

/// <summary>What a replica is in its Raft group, as metrics tell it.</summary>
public enum ReplicaRole
{
    /// <summary>Follows a leader, or waits for one.</summary>
    Follower,

    /// <summary>Asks for votes.</summary>
    Candidate,

    /// <summary>Leads.</summary>
    Leader,

    /// <summary>Takes entries and does not vote.</summary>
    Learner,

    /// <summary>Stopped because its disk or its log failed.</summary>
    Failed,
}

/// <summary>One filesystem at the time of a scrape.</summary>
/// <param name="Path">The data directory on it.</param>
/// <param name="FreeBytes">Bytes the broker could still write.</param>
/// <param name="TotalBytes">The filesystem's size.</param>
public readonly record struct DiskSample(string Path, long FreeBytes, long TotalBytes);
