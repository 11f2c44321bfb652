using RaftLog.Primitives;

namespace RaftLog.Replication.Partitions;

/// <summary>A record found by its timestamp.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="TimestampMs">Its timestamp.</param>
/// <param name="LeaderEpoch">The epoch of the batch that holds it (KP-20).</param>
public readonly record struct TimestampLookup(Offset Offset, long TimestampMs, Term LeaderEpoch);
