namespace RaftLog.LoadGenerator;

/// <summary>What one run against one broker gave.</summary>
internal sealed record Measurement
{
    public required string System { get; init; }

    public required string Workload { get; init; }

    public required double RecordsPerSecond { get; init; }

    public required double MegabytesPerSecond { get; init; }

    /// <summary>From the intended send time to the acknowledgement, in ms.</summary>
    public required double P50Ms { get; init; }

    public required double P99Ms { get; init; }

    public required double P999Ms { get; init; }

    public required double CpuSecondsPerGigabyte { get; init; }

    public required double CpuMicrosecondsPerRecord { get; init; }

    public required double PeakMegabytes { get; init; }

    /// <summary>Records read back and found equal to what was acknowledged; all of them, or the run does not count.</summary>
    public required long RecordsVerified { get; init; }

    /// <summary>Median fdatasync of a 4 KiB append beside the run, in ms: above 1 the disk was in a slow phase.</summary>
    public required double ControlMs { get; init; }
}
