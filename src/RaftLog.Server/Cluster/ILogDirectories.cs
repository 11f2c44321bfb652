using RaftLog.Replication.Partitions;

namespace RaftLog.Server.Cluster;

/// <summary>What DescribeLogDirs tells of this broker's disk. Figures may be some seconds old.</summary>
internal interface ILogDirectories
{
    /// <summary>The data directory's absolute path.</summary>
    string Path { get; }

    /// <summary>Size and free bytes of its filesystem; -1 when unknown. Does not block.</summary>
    (long TotalBytes, long UsableBytes) Space { get; }

    /// <summary>The replicas in it.</summary>
    IEnumerable<Partition> Partitions { get; }
}
