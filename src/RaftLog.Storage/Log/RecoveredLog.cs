namespace RaftLog.Storage.Log;

/// <summary>A log as it was found on disk.</summary>
public sealed record RecoveredLog
{
    /// <summary>
    /// The log; when <see cref="Verdict"/> is corrupt, it refuses everything but <see cref="PartitionLog.ResetTo"/>.
    /// </summary>
    public required PartitionLog Log { get; init; }

    /// <summary>Whether anything was cut off or is damaged.</summary>
    public required RecoveryVerdict Verdict { get; init; }

    /// <summary>Bytes cut off the end.</summary>
    public long BytesCut { get; init; }

    /// <summary>Where the damage is, when <see cref="Verdict"/> says corrupt.</summary>
    public LogDamage? Damage { get; init; }

    /// <summary>
    /// The configurations the log knows, by ascending index: those of the latest snapshot and those found after it. The last one is in
    /// force; the one before is what a truncation would revert to. Empty when the group still has the one it was created with.
    /// </summary>
    public IReadOnlyList<ConfigurationEntry> Configurations { get; init; } = [];

    /// <summary>The newest readable snapshot, to start the state machine from; null when it starts from nothing.</summary>
    public LogSnapshot? LatestSnapshot { get; init; }
}
