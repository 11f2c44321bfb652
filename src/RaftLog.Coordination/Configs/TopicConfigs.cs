using static RaftLog.Coordination.Configs.Define;

namespace RaftLog.Coordination.Configs;

/// <summary>
/// Every topic config Kafka knows, with Kafka's names, types, defaults and bounds, and <c>raftlog.durability</c>. All are
/// accepted, stored and reported; the documentation of each says so where RaftLog does not act on it.
/// </summary>
public static class TopicConfigs
{
    /// <summary><c>cleanup.policy</c></summary>
    public const string CleanupPolicy = "cleanup.policy";

    /// <summary><c>compression.type</c></summary>
    public const string CompressionType = "compression.type";

    /// <summary><c>compression.gzip.level</c></summary>
    public const string CompressionGzipLevel = "compression.gzip.level";

    /// <summary><c>compression.lz4.level</c></summary>
    public const string CompressionLz4Level = "compression.lz4.level";

    /// <summary><c>compression.zstd.level</c></summary>
    public const string CompressionZstdLevel = "compression.zstd.level";

    /// <summary><c>delete.retention.ms</c></summary>
    public const string DeleteRetentionMs = "delete.retention.ms";

    /// <summary><c>file.delete.delay.ms</c></summary>
    public const string FileDeleteDelayMs = "file.delete.delay.ms";

    /// <summary><c>flush.messages</c></summary>
    public const string FlushMessages = "flush.messages";

    /// <summary><c>flush.ms</c></summary>
    public const string FlushMs = "flush.ms";

    /// <summary><c>index.interval.bytes</c></summary>
    public const string IndexIntervalBytes = "index.interval.bytes";

    /// <summary><c>max.compaction.lag.ms</c></summary>
    public const string MaxCompactionLagMs = "max.compaction.lag.ms";

    /// <summary><c>max.message.bytes</c></summary>
    public const string MaxMessageBytes = "max.message.bytes";

    /// <summary><c>message.timestamp.type</c></summary>
    public const string MessageTimestampType = "message.timestamp.type";

    /// <summary><c>message.timestamp.before.max.ms</c></summary>
    public const string MessageTimestampBeforeMaxMs = "message.timestamp.before.max.ms";

    /// <summary><c>message.timestamp.after.max.ms</c></summary>
    public const string MessageTimestampAfterMaxMs = "message.timestamp.after.max.ms";

    /// <summary><c>min.cleanable.dirty.ratio</c></summary>
    public const string MinCleanableDirtyRatio = "min.cleanable.dirty.ratio";

    /// <summary><c>min.compaction.lag.ms</c></summary>
    public const string MinCompactionLagMs = "min.compaction.lag.ms";

    /// <summary><c>min.insync.replicas</c></summary>
    public const string MinInsyncReplicas = "min.insync.replicas";

    /// <summary><c>raftlog.durability</c></summary>
    public const string RaftLogDurability = "raftlog.durability";

    /// <summary><c>retention.bytes</c></summary>
    public const string RetentionBytes = "retention.bytes";

    /// <summary><c>retention.ms</c></summary>
    public const string RetentionMs = "retention.ms";

    /// <summary><c>segment.bytes</c></summary>
    public const string SegmentBytes = "segment.bytes";

    /// <summary><c>segment.jitter.ms</c></summary>
    public const string SegmentJitterMs = "segment.jitter.ms";

    /// <summary><c>segment.ms</c></summary>
    public const string SegmentMs = "segment.ms";

    /// <summary><c>unclean.leader.election.enable</c></summary>
    public const string UncleanLeaderElectionEnable = "unclean.leader.election.enable";

    /// <summary>Value of <see cref="RaftLogDurability"/>: acknowledged when a majority has fsynced.</summary>
    public const string QuorumFsync = "quorum-fsync";

    /// <summary>Value of <see cref="RaftLogDurability"/>: acknowledged when a majority has it in its page cache.</summary>
    public const string QuorumMemory = "quorum-memory";

    private const long HourMs = 3_600_000;
    private const long WeekMs = 168 * HourMs;
    private const string StoredOnly = " Stored and reported; RaftLog does not act on it.";

    /// <summary>All of them.</summary>
    public static ConfigRegistry Registry { get; } = new([.. Retention(), .. Segments(), .. Messages(), .. Compaction(), .. Replication(), .. Inert()]);

    private static ConfigDefinition[] Retention() =>
    [
        List(CleanupPolicy, "delete",
            "How old data goes: 'delete' drops whole segments by age and size, 'compact' keeps the latest record of each key, both"
            + " may be given. Empty keeps everything.", "compact", "delete").From("log.cleanup.policy"),
        Long(RetentionMs, WeekMs,
            "How long records are kept under the 'delete' policy, in ms; -1 for ever. Segments go as a whole once their newest"
            + " record is older than this.", -1)
            .From(new("log.retention.ms"), new("log.retention.minutes", 60_000), new("log.retention.hours", HourMs)),
        Long(RetentionBytes, -1,
            "How many bytes of each partition are kept under the 'delete' policy; -1 for no limit.").From("log.retention.bytes"),
        Long(FileDeleteDelayMs, 60_000,
            "How long files of deleted segments and partitions stay in the trash before they are removed, in ms.", 0)
            .From("log.segment.delete.delay.ms"),
    ];

    private static ConfigDefinition[] Segments() =>
    [
        Int(SegmentBytes, 1 << 30,
            "The size at which a segment file is closed and the next one begun. Kafka 4 refuses less than 1 MiB; RaftLog, like"
            + " Kafka before it, takes smaller ones.", 1024).From("log.segment.bytes"),
        Long(SegmentMs, WeekMs, "The age at which a segment is closed even when it is not full, in ms.", 1)
            .From(new("log.roll.ms"), new("log.roll.hours", HourMs)),
        Long(SegmentJitterMs, 0, "At most this much, in ms, is taken off segment.ms so that segments do not all roll at once.", 0)
            .From(new("log.roll.jitter.ms"), new("log.roll.jitter.hours", HourMs)),
        Int(IndexIntervalBytes, 4096, "How many bytes of log lie between two entries of the sparse index.", 0)
            .From("log.index.interval.bytes"),
        Long(FlushMessages, long.MaxValue,
            "Kafka's flush interval in records." + StoredOnly + " An acknowledgement already implies what raftlog.durability says.", 1)
            .From("log.flush.interval.messages"),
        Long(FlushMs, long.MaxValue,
            "Kafka's flush interval in ms." + StoredOnly + " An acknowledgement already implies what raftlog.durability says.", 0)
            .From(new("log.flush.interval.ms"), new("log.flush.scheduler.interval.ms")),
    ];

    private static ConfigDefinition[] Messages() =>
    [
        Int(MaxMessageBytes, 1_048_588, "The largest record batch a producer may send, in bytes, after compression.", 0)
            .From("message.max.bytes"),
        Text(CompressionType, "producer",
            "The codec batches are stored with; 'producer' keeps what the producer chose.",
            "uncompressed", "zstd", "lz4", "snappy", "gzip", "producer").From("compression.type"),
        Int(CompressionGzipLevel, -1, "The gzip level used when compression.type is gzip: 1 to 9, or -1 for the library's.")
            .With(static value => value is "-1" || (value.Length == 1 && value[0] is >= '1' and <= '9')
                ? null
                : "Value must be between 1 and 9 or equal to -1").From("compression.gzip.level"),
        Int(CompressionLz4Level, 9, "The lz4 level used when compression.type is lz4.", 1, 17).From("compression.lz4.level"),
        Int(CompressionZstdLevel, 3, "The zstd level used when compression.type is zstd.", -131072, 22).From("compression.zstd.level"),
        Text(MessageTimestampType, "CreateTime",
            "Whose clock a record's timestamp is from: the producer's (CreateTime) or the leader's at append (LogAppendTime).",
            "CreateTime", "LogAppendTime").From("log.message.timestamp.type"),
        Long(MessageTimestampBeforeMaxMs, long.MaxValue,
            "How far, in ms, a CreateTime timestamp may lie before the leader's clock; older records are refused.", 0)
            .From("log.message.timestamp.before.max.ms"),
        Long(MessageTimestampAfterMaxMs, HourMs,
            "How far, in ms, a CreateTime timestamp may lie after the leader's clock; later records are refused.", 0)
            .From("log.message.timestamp.after.max.ms"),
    ];

    private static ConfigDefinition[] Compaction() =>
    [
        Long(DeleteRetentionMs, 24 * HourMs, "How long compaction keeps a tombstone, in ms, so that slow readers see it.", 0)
            .From("log.cleaner.delete.retention.ms"),
        new()
        {
            Name = MinCleanableDirtyRatio,
            Type = ConfigType.Double,
            Default = "0.5",
            Documentation = "The share of a log that must be uncompacted before compaction starts on it.",
            Minimum = 0,
            Maximum = 1,
            Synonyms = [new("log.cleaner.min.cleanable.ratio")],
        },
        Long(MinCompactionLagMs, 0, "How long a record is safe from compaction, in ms.", 0).From("log.cleaner.min.compaction.lag.ms"),
        Long(MaxCompactionLagMs, long.MaxValue, "How long a record may stay uncompacted at most, in ms.", 1)
            .From("log.cleaner.max.compaction.lag.ms"),
    ];

    private static ConfigDefinition[] Replication() =>
    [
        Int(MinInsyncReplicas, 1,
            "How many replicas must have a record before an acks=all producer gets its acknowledgement, when that is more than a"
            + " majority.", 1).From("min.insync.replicas"),
        Text(RaftLogDurability, QuorumFsync,
            "What an acknowledgement of acks=all promises: on disk (fsync) on a majority of replicas, or in the page cache of a"
            + " majority, which a power cut of several machines at once can lose. RaftLog only.", QuorumFsync, QuorumMemory)
            .From(RaftLogDurability),
        Boolean(UncleanLeaderElectionEnable, false,
            "Kafka's switch for electing a leader that lacks acknowledged records. Only false: Raft has no such election.")
            .With(static value => bool.Parse(value)
                ? "every partition is a Raft group, and Raft elects only a replica that has all committed records;"
                  + " only false is accepted"
                : null).From("unclean.leader.election.enable"),
        List("leader.replication.throttled.replicas", "", "Replicas whose sending is throttled during moves." + StoredOnly)
            .With(static value => ThrottledReplicas(value, "leader.replication.throttled.replicas")),
        List("follower.replication.throttled.replicas", "", "Replicas whose catching up is throttled during moves." + StoredOnly)
            .With(static value => ThrottledReplicas(value, "follower.replication.throttled.replicas")),
    ];

    private static ConfigDefinition[] Inert() =>
    [
        Boolean("preallocate", false, "Whether Kafka reserves a segment's size on disk when it creates it." + StoredOnly)
            .From("log.preallocate"),
        Int("segment.index.bytes", 10_485_760, "The largest size of Kafka's index files. RaftLog's grow as needed." + StoredOnly, 4)
            .From("log.index.size.max.bytes"),
        Boolean("remote.storage.enable", false, "Whether old segments move to tiered storage, which RaftLog does not have; only false.")
            .With(static value => bool.Parse(value)
                ? "Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage."
                : null),
        Boolean("remote.log.copy.disable", false, "Whether copying to tiered storage pauses." + StoredOnly),
        Boolean("remote.log.delete.on.disable", false, "Whether tiered data goes when tiering is switched off." + StoredOnly),
        Long("local.retention.bytes", -2, "Bytes kept locally once tiered; -2 follows retention.bytes." + StoredOnly, -2)
            .From("log.local.retention.bytes"),
        Long("local.retention.ms", -2, "Time kept locally once tiered, in ms; -2 follows retention.ms." + StoredOnly, -2)
            .From("log.local.retention.ms"),
        Boolean("message.downconversion.enable", true,
            "Whether Kafka before 4.0 converted batches for old consumers. RaftLog never converts." + StoredOnly)
            .From("log.message.downconversion.enable"),
        Text("message.format.version", "3.0-IV1",
            "The oldest broker able to read a topic, in Kafka before 4.0. RaftLog stores batch format v2 only." + StoredOnly)
            .From("log.message.format.version"),
        Long("message.timestamp.difference.max.ms", long.MaxValue,
            "The predecessor of message.timestamp.before.max.ms and .after.max.ms in Kafka before 4.0." + StoredOnly, 0)
            .From("log.message.timestamp.difference.max.ms"),
    ];

    private static string? ThrottledReplicas(string value, string name)
    {
        if (value is "" or "*") return null;
        foreach (var element in ConfigDefinition.Elements(value))
        {
            var parts = element.Split(':');
            if (parts.Length == 2 && IsNumber(parts[0]) && IsNumber(parts[1])) continue;
            return $"{name} must be the literal '*' or a list of replicas in the following format:"
                + " [partitionId]:[brokerId],[partitionId]:[brokerId],...";
        }

        return null;
    }

    private static bool IsNumber(string text) => text.Length is > 0 and <= 10 && text.All(char.IsAsciiDigit);
}
