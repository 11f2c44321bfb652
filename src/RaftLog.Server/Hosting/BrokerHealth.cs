using RaftLog.Replication.Partitions;
using RaftLog.Server.Cluster;
using RaftLog.Server.Observability;

namespace RaftLog.Server.Hosting;

/// <summary>Where the broker is in its life, and what has to hold before clients can be served.</summary>
internal sealed class BrokerHealth : IBrokerHealth
{
    private volatile BrokerState _state = BrokerState.Starting;
    private IMetadataQuorum? _metadata;
    private IPartitionLookup? _partitions;

    /// <inheritdoc/>
    public BrokerState State
    {
        get => _state;
        internal set => _state = value;
    }

    /// <inheritdoc/>
    public IReadOnlyList<HealthCheck> Checks()
    {
        var metadata = Volatile.Read(ref _metadata)?.Status;
        var failed = Volatile.Read(ref _partitions)?.All.Count(p => p.Status.Health >= PartitionHealth.Failed) ?? 0;
        return
        [
            new HealthCheck("metadata", metadata?.CanServe ?? false, metadata is null ? "not open yet" : $"{metadata.Health}, term {metadata.Term}, leader {metadata.Leader}"),
            new HealthCheck("storage", failed == 0, failed == 0 ? "every replica is usable" : $"{failed} replicas failed or are damaged"),
        ];
    }

    internal void Watch(IMetadataQuorum metadata, IPartitionLookup partitions)
    {
        Volatile.Write(ref _metadata, metadata);
        Volatile.Write(ref _partitions, partitions);
    }
}
