using Microsoft.Extensions.Logging;
using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;
using RaftLog.Transport;

namespace RaftLog.Replication;

/// <summary>What the replication layer of one broker runs on; nothing of it is static, so several brokers fit in a process.</summary>
public sealed class ReplicationEnvironment
{
    /// <summary>The node's data directory, opened.</summary>
    public required DataDirectory Directory { get; init; }

    /// <summary>The node's state journal, opened.</summary>
    public required StateJournal Journal { get; init; }

    /// <summary>Where flushes are run.</summary>
    public required IFlushScheduler Flusher { get; init; }

    /// <summary>Where cold reads and deletes are run.</summary>
    public required IIoScheduler Io { get; init; }

    /// <summary>Where batch buffers come from.</summary>
    public required PayloadPool Payloads { get; init; }

    /// <summary>The bound on what tail reads keep in memory.</summary>
    public required TailCacheBudget TailBudget { get; init; }

    /// <summary>How messages reach peers.</summary>
    public required IPeerTransport Transport { get; init; }

    /// <summary>Chance, injected.</summary>
    public required IRandom Random { get; init; }

    /// <summary>The clocks, wall and monotonic.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where log lines go.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Where each log ended at the last clean stop, and only if the stop before this start was one; else empty.</summary>
    public IReadOnlyDictionary<RaftGroupId, LogCheckpoint> Checkpoints { get; init; } = new Dictionary<RaftGroupId, LogCheckpoint>();

    /// <summary>The node's record of how far logs are durable, told before entries it vouches for are dropped; null when there is none.</summary>
    public RecoveryCheckpoint? Checkpoint { get; init; }

    /// <summary>Bounds and times.</summary>
    public ReplicationOptions Options { get; init; } = new();
}
