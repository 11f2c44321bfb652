using RaftLog.Replication;
using RaftLog.Replication.Partitions;
using RaftLog.Server.Observability;

namespace RaftLog.Server.Hosting;

/// <summary>What a scrape reads of partitions and disks: the statuses they publish, no locks taken on them.</summary>
internal sealed class MetricsSource(ReplicationHost host, string dataDirectory) : IBrokerMetricsSource
{
    /// <inheritdoc/>
    public IEnumerable<PartitionSample> Partitions()
    {
        foreach (var partition in host.Partitions)
        {
            var status = partition.Status;
            yield return new PartitionSample(
                partition.Name.Topic,
                partition.Name.Partition,
                RoleOf(status),
                status.Leader.Value,
                status.LogStartOffset.Value,
                status.HighWatermark.Value,
                status.LogEndOffset.Value,
                Replicas: 1,
                InSyncReplicas: status.IsLeader ? 1 : 0,
                partition.Settings.MinInSyncReplicas,
                partition.SizeInBytes,
                partition.SegmentCount);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<DiskSample> Disks()
    {
        if (host.Space is { } space) yield return new DiskSample(dataDirectory, space.Free, space.Total);
    }

    private static ReplicaRole RoleOf(in PartitionStatus status)
    {
        if (status.Health >= PartitionHealth.Failed) return ReplicaRole.Failed;
        return status.IsLeader ? ReplicaRole.Leader : ReplicaRole.Follower;
    }
}
