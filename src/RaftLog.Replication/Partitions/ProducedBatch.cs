using RaftLog.Primitives;

namespace RaftLog.Replication.Partitions;

/// <summary>
/// A validated record batch on its way into a partition. <see cref="Payload"/> carries one reference, which
/// <see cref="Partition.Produce"/> takes over whatever the outcome.
/// </summary>
public readonly record struct ProducedBatch
{
    /// <summary>The whole batch v2; base offset and leader epoch are stamped in place, both lie outside its CRC.</summary>
    public required Payload Payload { get; init; }

    /// <summary>Last offset delta + 1.</summary>
    public required int RecordSpan { get; init; }

    /// <summary>The producer's id, or -1 when it is not idempotent.</summary>
    public required long ProducerId { get; init; }

    /// <summary>The producer's epoch; -1 without an id.</summary>
    public required short ProducerEpoch { get; init; }

    /// <summary>The sequence number of its first record; -1 without an id.</summary>
    public required int BaseSequence { get; init; }

    /// <summary>The append time to report for a LogAppendTime topic (already stamped into the batch), -1 otherwise.</summary>
    public required long LogAppendTimeMs { get; init; }
}
