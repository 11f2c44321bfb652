namespace RaftLog.Records;

/// <summary>What a topic and a request allow in a produced batch. Start from <see cref="Default"/>.</summary>
public readonly record struct BatchValidationRules
{
    /// <summary>Kafka's default of <c>message.timestamp.after.max.ms</c>: one hour.</summary>
    public const long DefaultTimestampAfterMaxMs = 3_600_000;

    /// <summary>Kafka's defaults for a topic, at time <paramref name="nowMs"/>.</summary>
    /// <param name="nowMs">The broker's clock in milliseconds since 1970.</param>
    public static BatchValidationRules Default(long nowMs) => new()
    {
        BatchBytesMax = RecordBatch.DefaultBytesMax,
        DecompressedBytesMax = 64 << 20,
        TimestampType = TimestampType.CreateTime,
        NowMs = nowMs,
        TimestampBeforeMaxMs = long.MaxValue,
        TimestampAfterMaxMs = DefaultTimestampAfterMaxMs,
        AllowTransactional = true,
        AllowZstd = true,
    };

    /// <summary><c>max.message.bytes</c>: the whole batch, as sent.</summary>
    public int BatchBytesMax { get; init; }

    /// <summary>Cap on what compressed records may come to, in bytes. Bounds the time a batch can cost.</summary>
    public int DecompressedBytesMax { get; init; }

    /// <summary>The topic is compacted: every record needs a key.</summary>
    public bool RequireKeys { get; init; }

    /// <summary><c>message.timestamp.type</c>. With log append time the records' own timestamps do not matter.</summary>
    public TimestampType TimestampType { get; init; }

    /// <summary>The broker's clock in milliseconds since 1970.</summary>
    public long NowMs { get; init; }

    /// <summary><c>message.timestamp.before.max.ms</c>: how far a timestamp may lie before <see cref="NowMs"/>, inclusive.</summary>
    public long TimestampBeforeMaxMs { get; init; }

    /// <summary><c>message.timestamp.after.max.ms</c>: how far a timestamp may lie after <see cref="NowMs"/>, inclusive.</summary>
    public long TimestampAfterMaxMs { get; init; }

    /// <summary>Whether a transactional batch is welcome (the request names a transactional id).</summary>
    public bool AllowTransactional { get; init; }

    /// <summary>Produce requests before version 7 may not carry zstd (KIP-110).</summary>
    public bool AllowZstd { get; init; }
}
