using Microsoft.Extensions.Logging;
using RaftLog.Primitives;
using RaftLog.Replication.Time;
using RaftLog.Server.Cluster;
using RaftLog.Server.Connections;
using RaftLog.Server.Fetching;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers;

/// <summary>What handlers are built from.</summary>
internal sealed record HandlerServices
{
    public required IClusterMetadata Cluster { get; init; }

    public required IPartitionLookup Partitions { get; init; }

    public required IAuthorizer Authorizer { get; init; }

    public required IRequestMetrics Metrics { get; init; }

    public required PayloadPool Payloads { get; init; }

    public required DeadlineWheel Deadlines { get; init; }

    public required IBlockingThreads Blocking { get; init; }

    public required IMetadataQuorum Quorum { get; init; }

    public required ILogDirectories LogDirectories { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public required FetchOptions Fetch { get; init; }

    /// <summary>Cap on what a produced batch may decompress to (<see cref="Records.BatchValidationRules.DecompressedBytesMax"/>).</summary>
    public int DecompressedBytesMax { get; init; } = 64 << 20;

    /// <summary>Milliseconds since 1970 by the broker's clock.</summary>
    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();
}
