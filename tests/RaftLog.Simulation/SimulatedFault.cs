using RaftLog.Storage.Disks;

namespace RaftLog.Simulation;

/// <summary>The operations of a disk a fault can strike.</summary>
public enum DiskOperation
{
    Open,
    Read,
    Write,
    SetLength,
    SyncData,
    SyncDirectory,
    Rename,
    Delete,
    CreateDirectory,
}

/// <summary>A rule: operations of one kind on some paths go wrong.</summary>
/// <param name="Operation">The kind of operation.</param>
/// <param name="PathContains">Only paths that contain this; empty for all.</param>
/// <param name="Skip">How many matching operations succeed first.</param>
/// <param name="Times">How many fail after that; <see cref="int.MaxValue"/> for all.</param>
public sealed record SimulatedFault(DiskOperation Operation, string PathContains = "", int Skip = 0, int Times = 1)
{
    /// <summary>What the caller is told.</summary>
    public DiskFailure Failure { get; init; } = DiskFailure.Io;

    /// <summary>The chance that a matching operation is struck; those spared do not count towards <see cref="Times"/>.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>For <see cref="DiskOperation.SyncData"/>: success is reported and nothing is made durable.</summary>
    public bool Lies { get; init; }
}

/// <summary>What has gone wrong so far; a run whose counters stay at zero has tested nothing.</summary>
public sealed class FaultCounters
{
    public int FailedOperations { get; set; }

    public int FailedSyncs { get; set; }

    public int LyingSyncs { get; set; }

    public int FullWrites { get; set; }

    public int FlippedBits { get; set; }

    public int ZeroedSectors { get; set; }

    public int Crashes { get; set; }

    public int LostSectors { get; set; }

    public int TornSectors { get; set; }

    public int LostNames { get; set; }

    internal FaultCounters Clone() => (FaultCounters)MemberwiseClone();
}

/// <summary>How a simulated machine goes down.</summary>
public enum CrashMode
{
    /// <summary>The process is killed and the machine lives: everything written is still there.</summary>
    KeepingAll,

    /// <summary>Power is cut and nothing unsynced had reached the disk.</summary>
    LosingAllUnsynced,

    /// <summary>Power is cut and a random part of what was unsynced had reached the disk.</summary>
    Random,
}
