namespace RaftLog.Replication.Partitions;

/// <summary>An idempotent producer as a partition remembers it.</summary>
/// <param name="ProducerId">Its id.</param>
/// <param name="ProducerEpoch">The newest epoch seen.</param>
/// <param name="LastSequence">The last sequence number appended (inclusive).</param>
/// <param name="LastTimestampMs">When that was, in ms since the Unix epoch by the leader's clock.</param>
public readonly record struct ProducerDescription(long ProducerId, short ProducerEpoch, int LastSequence, long LastTimestampMs);
