namespace RaftLog.Replication.Partitions;

/// <summary>The part of a topic's configuration that its partitions act on. Replaced as a whole when the topic is altered.</summary>
public sealed record PartitionSettings
{
    /// <summary>Replicas that must have a batch before acks=all is answered, if that is more than a majority.</summary>
    public int MinInSyncReplicas { get; init; } = 1;

    /// <summary>Age in ms after which whole segments go; -1 keeps them for ever.</summary>
    public long RetentionMs { get; init; } = 7L * 24 * 3600 * 1000;

    /// <summary>Size in bytes above which the oldest segments go; -1 for no bound.</summary>
    public long RetentionBytes { get; init; } = -1;

    /// <summary>False for compacted topics, whose old records stay.</summary>
    public bool DeletesOldSegments { get; init; } = true;

    /// <summary>A segment's size in bytes at which the next one is started.</summary>
    public int SegmentBytes { get; init; } = 1 << 30;

    /// <summary>A segment's age in ms at which the next one is started.</summary>
    public long SegmentMs { get; init; } = 7L * 24 * 3600 * 1000;

    /// <summary>Bytes of log between two entries of the sparse index.</summary>
    public int IndexIntervalBytes { get; init; } = 4096;

    /// <summary>True when acknowledgements wait for fsync (quorum-fsync), false for the page cache (quorum-memory).</summary>
    public bool SyncsBeforeAck { get; init; } = true;
}
