using System.Diagnostics.CodeAnalysis;
using RaftLog.Primitives;
using RaftLog.Replication;
using RaftLog.Replication.Partitions;
using RaftLog.Server.Cluster;

namespace RaftLog.Server.Hosting;

/// <summary>This broker's partitions and its data directory, as handlers see them.</summary>
internal sealed class BrokerPartitions(ReplicationHost host, string dataDirectory) : IPartitionLookup, ILogDirectories
{
    /// <inheritdoc/>
    public IEnumerable<Partition> All => host.Partitions;

    /// <inheritdoc/>
    public string Path => dataDirectory;

    /// <inheritdoc/>
    public (long TotalBytes, long UsableBytes) Space => host.Space is { } space ? (space.Total, space.Free) : (-1, -1);

    IEnumerable<Partition> ILogDirectories.Partitions => host.Partitions;

    /// <inheritdoc/>
    public bool TryGet(TopicPartition name, [NotNullWhen(true)] out Partition? partition) => host.TryGet(name, out partition);

    /// <inheritdoc/>
    public bool TryGet(RaftGroupId id, [NotNullWhen(true)] out Partition? partition) => host.TryGet(id, out partition);
}
