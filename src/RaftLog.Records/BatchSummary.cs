namespace RaftLog.Records;

/// <summary>What validation learned of a batch, so that nobody downstream looks inside it again.</summary>
public readonly record struct BatchSummary
{
    /// <summary>How many records it holds.</summary>
    public int RecordsCount { get; init; }

    /// <summary>Offset of the last record less that of the first.</summary>
    public int LastOffsetDelta { get; init; }

    /// <summary>
    /// Largest timestamp of the records, -1 when none has one; with <see cref="TimestampType.LogAppendTime"/> the time of the
    /// append.
    /// </summary>
    public long MaxTimestamp { get; init; }

    /// <summary>Offset delta of the earliest record that has <see cref="MaxTimestamp"/>.</summary>
    public int MaxTimestampOffsetDelta { get; init; }

    /// <summary>The header states another maximum: call <see cref="RecordBatch.RepairMaxTimestamp"/> before the append.</summary>
    public bool MaxTimestampNeedsRepair { get; init; }

    /// <summary>-1 when the producer is not idempotent.</summary>
    public long ProducerId { get; init; }

    /// <summary>Meaningful with a producer id.</summary>
    public short ProducerEpoch { get; init; }

    /// <summary>Sequence number of the first record; meaningful with a producer id.</summary>
    public int BaseSequence { get; init; }

    /// <summary>How the records are compressed.</summary>
    public CompressionCodec Codec { get; init; }

    /// <summary>Whether the batch belongs to a transaction.</summary>
    public bool IsTransactional { get; init; }

    /// <summary>
    /// Index in the batch of the record that was refused, for <c>record_errors</c>; -1 when the batch as a whole was. Validation
    /// ends at the first.
    /// </summary>
    public int FaultyRecordIndex { get; init; }
}
