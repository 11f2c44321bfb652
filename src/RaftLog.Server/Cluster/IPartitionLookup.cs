using System.Diagnostics.CodeAnalysis;
using RaftLog.Primitives;
using RaftLog.Replication.Partitions;

namespace RaftLog.Server.Cluster;

/// <summary>This broker's partitions.</summary>
internal interface IPartitionLookup
{
    /// <summary>By name. False when this broker has no replica of it (yet): look into the image to tell why.</summary>
    bool TryGet(TopicPartition name, [NotNullWhen(true)] out Partition? partition);

    /// <summary>By topic id and number.</summary>
    bool TryGet(RaftGroupId id, [NotNullWhen(true)] out Partition? partition);

    /// <summary>All of them, in no particular order.</summary>
    IEnumerable<Partition> All { get; }
}
