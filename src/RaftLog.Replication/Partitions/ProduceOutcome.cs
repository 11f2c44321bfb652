using RaftLog.Primitives;

namespace RaftLog.Replication.Partitions;

/// <summary>What became of one produced batch.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="BaseOffset">The offset of its first record; of the original for a duplicate. Meaningful for Ok.</param>
/// <param name="LogAppendTimeMs">The append time for LogAppendTime topics, -1 otherwise.</param>
/// <param name="LogStartOffset">The partition's first readable offset.</param>
/// <param name="Leader">The leader this replica knows of, for the CurrentLeader hint (KIP-951).</param>
/// <param name="LeaderEpoch">That leader's epoch.</param>
public readonly record struct ProduceOutcome(
    ProduceStatus Status,
    Offset BaseOffset,
    long LogAppendTimeMs,
    Offset LogStartOffset,
    NodeId Leader,
    Term LeaderEpoch);
