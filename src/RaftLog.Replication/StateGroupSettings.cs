namespace RaftLog.Replication;

/// <summary>How the log of a <see cref="StateGroup"/> is kept.</summary>
public sealed record StateGroupSettings
{
    /// <summary>A segment's size at which the next one is started, with a snapshot of the state before it.</summary>
    public int SegmentBytes { get; init; } = 4 << 20;

    /// <summary>How many segments are kept, the active one included; older ones go as soon as the snapshot after them is committed.</summary>
    public int SegmentsKept { get; init; } = 2;
}
