namespace RaftLog.Storage.Log;

/// <summary>
/// Bytes that had been flushed do not read back as written. Blast radius: the replica fails and refills from its peers.
/// </summary>
public sealed class LogCorruptException(LogDamage damage) : Exception(damage.ToString())
{
    /// <summary>Where, and how it is known.</summary>
    public LogDamage Damage { get; } = damage;
}
