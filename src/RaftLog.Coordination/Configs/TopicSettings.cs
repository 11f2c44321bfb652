using System.Globalization;

namespace RaftLog.Coordination.Configs;

/// <summary>How old data goes (<c>cleanup.policy</c>).</summary>
[Flags]
public enum CleanupPolicy
{
    /// <summary>Nothing goes.</summary>
    None = 0,

    /// <summary>Whole segments go by age and size.</summary>
    Delete = 1,

    /// <summary>The latest record of each key is kept.</summary>
    Compact = 2,
}

/// <summary>The codec batches are stored with (<c>compression.type</c>).</summary>
public enum TopicCompression
{
    /// <summary>As the producer sent them.</summary>
    Producer,

    /// <summary>Not compressed.</summary>
    Uncompressed,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>snappy.</summary>
    Snappy,

    /// <summary>lz4.</summary>
    Lz4,

    /// <summary>zstd.</summary>
    Zstd,
}

/// <summary>Whose clock a record's timestamp is from (<c>message.timestamp.type</c>).</summary>
public enum TopicTimestampType
{
    /// <summary>The producer's.</summary>
    CreateTime,

    /// <summary>The leader's, at append.</summary>
    LogAppendTime,
}

/// <summary>What an acknowledgement of acks=all promises (<c>raftlog.durability</c>).</summary>
public enum TopicDurability
{
    /// <summary>Fsynced on a majority.</summary>
    QuorumFsync,

    /// <summary>In the page cache of a majority.</summary>
    QuorumMemory,
}

/// <summary>A topic's effective configs, parsed. Names and units are those of the Kafka configs.</summary>
public sealed record TopicSettings
{
    /// <summary><c>cleanup.policy</c></summary>
    public required CleanupPolicy CleanupPolicy { get; init; }

    /// <summary><c>retention.ms</c>; -1 for ever.</summary>
    public required long RetentionMs { get; init; }

    /// <summary><c>retention.bytes</c> of each partition; -1 for no limit.</summary>
    public required long RetentionBytes { get; init; }

    /// <summary><c>segment.bytes</c></summary>
    public required int SegmentBytes { get; init; }

    /// <summary><c>segment.ms</c></summary>
    public required long SegmentMs { get; init; }

    /// <summary><c>segment.jitter.ms</c></summary>
    public required long SegmentJitterMs { get; init; }

    /// <summary><c>index.interval.bytes</c></summary>
    public required int IndexIntervalBytes { get; init; }

    /// <summary><c>file.delete.delay.ms</c></summary>
    public required long FileDeleteDelayMs { get; init; }

    /// <summary><c>max.message.bytes</c>: the largest batch.</summary>
    public required int MaxMessageBytes { get; init; }

    /// <summary><c>compression.type</c></summary>
    public required TopicCompression Compression { get; init; }

    /// <summary><c>compression.gzip.level</c>; -1 for the library's own.</summary>
    public required int CompressionGzipLevel { get; init; }

    /// <summary><c>compression.lz4.level</c></summary>
    public required int CompressionLz4Level { get; init; }

    /// <summary><c>compression.zstd.level</c></summary>
    public required int CompressionZstdLevel { get; init; }

    /// <summary><c>message.timestamp.type</c></summary>
    public required TopicTimestampType TimestampType { get; init; }

    /// <summary><c>message.timestamp.before.max.ms</c></summary>
    public required long TimestampBeforeMaxMs { get; init; }

    /// <summary><c>message.timestamp.after.max.ms</c></summary>
    public required long TimestampAfterMaxMs { get; init; }

    /// <summary><c>min.insync.replicas</c></summary>
    public required int MinInsyncReplicas { get; init; }

    /// <summary><c>delete.retention.ms</c></summary>
    public required long DeleteRetentionMs { get; init; }

    /// <summary><c>min.compaction.lag.ms</c></summary>
    public required long MinCompactionLagMs { get; init; }

    /// <summary><c>max.compaction.lag.ms</c></summary>
    public required long MaxCompactionLagMs { get; init; }

    /// <summary><c>min.cleanable.dirty.ratio</c></summary>
    public required double MinCleanableDirtyRatio { get; init; }

    /// <summary><c>flush.messages</c>: stored, never weakens an acknowledgement.</summary>
    public required long FlushMessages { get; init; }

    /// <summary><c>flush.ms</c>: stored, never weakens an acknowledgement.</summary>
    public required long FlushMs { get; init; }

    /// <summary><c>raftlog.durability</c>; always <see cref="TopicDurability.QuorumFsync"/> for internal topics.</summary>
    public required TopicDurability Durability { get; init; }

    /// <summary>True when retention.ms and retention.bytes apply: only then may whole segments be dropped.</summary>
    public bool DropsSegmentsByRetention => CleanupPolicy.HasFlag(CleanupPolicy.Delete);

    /// <summary>Parses what <paramref name="value"/> returns for each config name. Values have been checked when they were stored.</summary>
    internal static TopicSettings Resolve(Func<string, string> value, bool isInternal)
    {
        return new TopicSettings
        {
            CleanupPolicy = Policy(value(TopicConfigs.CleanupPolicy)),
            RetentionMs = Long(TopicConfigs.RetentionMs),
            RetentionBytes = Long(TopicConfigs.RetentionBytes),
            SegmentBytes = Int(TopicConfigs.SegmentBytes),
            SegmentMs = Long(TopicConfigs.SegmentMs),
            SegmentJitterMs = Long(TopicConfigs.SegmentJitterMs),
            IndexIntervalBytes = Int(TopicConfigs.IndexIntervalBytes),
            FileDeleteDelayMs = Long(TopicConfigs.FileDeleteDelayMs),
            MaxMessageBytes = Int(TopicConfigs.MaxMessageBytes),
            Compression = Enum.Parse<TopicCompression>(value(TopicConfigs.CompressionType), ignoreCase: true),
            CompressionGzipLevel = Int(TopicConfigs.CompressionGzipLevel),
            CompressionLz4Level = Int(TopicConfigs.CompressionLz4Level),
            CompressionZstdLevel = Int(TopicConfigs.CompressionZstdLevel),
            TimestampType = Enum.Parse<TopicTimestampType>(value(TopicConfigs.MessageTimestampType)),
            TimestampBeforeMaxMs = Long(TopicConfigs.MessageTimestampBeforeMaxMs),
            TimestampAfterMaxMs = Long(TopicConfigs.MessageTimestampAfterMaxMs),
            MinInsyncReplicas = Int(TopicConfigs.MinInsyncReplicas),
            DeleteRetentionMs = Long(TopicConfigs.DeleteRetentionMs),
            MinCompactionLagMs = Long(TopicConfigs.MinCompactionLagMs),
            MaxCompactionLagMs = Long(TopicConfigs.MaxCompactionLagMs),
            MinCleanableDirtyRatio = double.Parse(value(TopicConfigs.MinCleanableDirtyRatio), CultureInfo.InvariantCulture),
            FlushMessages = Long(TopicConfigs.FlushMessages),
            FlushMs = Long(TopicConfigs.FlushMs),
            // DESIGN D5: what coordinators keep is always fsynced, whatever the default of ordinary topics.
            Durability = !isInternal && value(TopicConfigs.RaftLogDurability) == TopicConfigs.QuorumMemory
                ? TopicDurability.QuorumMemory
                : TopicDurability.QuorumFsync,
        };

        long Long(string name) => long.Parse(value(name), CultureInfo.InvariantCulture);
        int Int(string name) => int.Parse(value(name), CultureInfo.InvariantCulture);
    }

    private static CleanupPolicy Policy(string list)
    {
        var policy = CleanupPolicy.None;
        foreach (var element in ConfigDefinition.Elements(list))
        {
            policy |= element == "compact" ? CleanupPolicy.Compact : CleanupPolicy.Delete;
        }

        return policy;
    }
}
