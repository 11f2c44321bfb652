using RaftLog.Storage.Log;

namespace RaftLog.Replication.Partitions;

/// <summary>What a read found, with the status it was judged by.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Partition">The partition's status at that moment.</param>
/// <param name="Batches">Whole batches the caller disposes; null when there are none.</param>
public readonly record struct PartitionRead(ReadStatus Status, PartitionStatus Partition, BatchLease? Batches);
