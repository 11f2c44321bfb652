namespace RaftLog.Storage.Log;

/// <summary>Settings of one log. Names that Kafka has keep Kafka's name and meaning.</summary>
public sealed record LogOptions
{
    /// <summary>Roll before a segment grows past this (<c>segment.bytes</c>). At least one entry goes into each segment.</summary>
    public long SegmentBytes { get; init; } = 1L << 30;

    /// <summary>Roll when a segment that holds entries is older than this (<c>segment.ms</c>).</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Roll when the sparse index of the segment would grow past this (<c>segment.index.bytes</c>).</summary>
    public int SegmentIndexBytes { get; init; } = 10 << 20;

    /// <summary>Bytes of log between two rows of the sparse index (<c>index.interval.bytes</c>).</summary>
    public int IndexIntervalBytes { get; init; } = 4096;

    /// <summary>What a flush means for this log.</summary>
    public SyncMode SyncMode { get; init; } = SyncMode.Durable;

    /// <summary>In <see cref="SyncMode.Memory"/>: sync in the background once so many bytes are unsynced.</summary>
    public long BackgroundSyncBytes { get; init; } = 16 << 20;

    /// <summary>In <see cref="SyncMode.Memory"/>: sync in the background once bytes are unsynced for so long.</summary>
    public TimeSpan BackgroundSyncAge { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Write the active segment's index, from which recovery starts its scan, each time so many bytes were flushed.</summary>
    public long CheckpointBytes { get; init; } = 128L << 20;

    /// <summary>Check each batch's CRC when it is read from disk for a consumer. Headers are always checked.</summary>
    public bool VerifyBatchCrcOnRead { get; init; } = true;
}
