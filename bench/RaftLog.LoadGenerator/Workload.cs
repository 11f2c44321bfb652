namespace RaftLog.LoadGenerator;

/// <summary>What a run does to a broker.</summary>
internal sealed record Workload
{
    /// <summary>Bytes of each record's value.</summary>
    internal int RecordBytes { get; init; } = 1024;

    internal int Partitions { get; init; } = 16;

    /// <summary>How long the measured part lasts.</summary>
    internal TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Records per second over all partitions at fixed intervals; 0 for as many as the broker takes.</summary>
    internal int RatePerSecond { get; init; }

    /// <summary>True for one record per request, sent at once.</summary>
    internal bool IsUnbatched { get; init; }

    /// <summary>True to wait for each acknowledgement before the next record.</summary>
    internal bool IsOneInFlight { get; init; }

    internal int LingerMs { get; init; } = 2;

    internal int BatchBytes { get; init; } = 1 << 20;

    internal string Name =>
        IsOneInFlight ? $"{RecordBytes} B, one in flight"
        : RatePerSecond > 0 ? $"{RecordBytes} B at {RatePerSecond}/s{(IsUnbatched ? " unbatched" : "")}, {Partitions} partitions"
        : $"{RecordBytes} B, {Partitions} partitions";
}
