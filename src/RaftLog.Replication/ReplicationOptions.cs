using RaftLog.Raft;

namespace RaftLog.Replication;

/// <summary>Bounds and times of the replication layer.</summary>
public sealed record ReplicationOptions
{
    /// <summary>One tick of Raft's abstract time.</summary>
    public TimeSpan TickInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Silence after which a follower campaigns; randomized up to twice this.</summary>
    public TimeSpan ElectionTimeout { get; init; } = TimeSpan.FromMilliseconds(600);

    /// <summary>Interval of heartbeats.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Bytes a leader may have appended and not committed, per group; produces beyond are refused.</summary>
    public long UncommittedBytesMax { get; init; } = 64 << 20;

    /// <summary>How often retention looks for segments that may go.</summary>
    public TimeSpan RetentionInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often free disk space, the clock and checkpoints are looked after.</summary>
    public TimeSpan CareInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Below this much free disk produces are refused (at most 5 % of the file system).</summary>
    public long FreeDiskBytesMin { get; init; } = 1L << 30;

    /// <summary>How long a partition remembers an idempotent producer it hears nothing of (<c>producer.id.expiration.ms</c>).</summary>
    public TimeSpan ProducerExpiration { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Alters what the core is given, for simulations with small windows.</summary>
    internal Func<RaftOptions, RaftOptions> TuneRaft { get; init; } = static options => options;

    /// <summary>How far the wall clock may move against the monotonic one before nothing is deleted by age any more.</summary>
    public TimeSpan ClockDeviationMax { get; init; } = TimeSpan.FromMinutes(10);
}
