using RaftLog.Primitives;

namespace RaftLog.Replication.Partitions;

/// <summary>How a request to move the log's start ended (DeleteRecords).</summary>
/// <param name="Status">Ok, NotLeader, OffsetOutOfRange (above the high watermark), StorageError or Closed.</param>
/// <param name="LogStartOffset">The log start after it, Kafka's low watermark.</param>
public readonly record struct TrimOutcome(ReadStatus Status, Offset LogStartOffset);
