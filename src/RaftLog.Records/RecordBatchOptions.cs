using RaftLog.Primitives;

namespace RaftLog.Records;

/// <summary>The header of a batch to be built; the defaults are those of a plain producer.</summary>
public sealed record RecordBatchOptions
{
    /// <summary>What a producer without idempotence sends.</summary>
    public static RecordBatchOptions Plain { get; } = new();

    /// <summary>Offset of the first record.</summary>
    public Offset BaseOffset { get; init; }

    /// <summary>Partition leader epoch.</summary>
    public Term LeaderEpoch { get; init; } = Term.None;

    /// <summary>How the records are compressed.</summary>
    public CompressionCodec Codec { get; init; }

    /// <summary>See <see cref="RecordCompression.Compress"/>.</summary>
    public int? CompressionLevel { get; init; }

    /// <summary>-1 without idempotence.</summary>
    public long ProducerId { get; init; } = RecordBatchHeader.NoProducerId;

    /// <summary>-1 without idempotence.</summary>
    public short ProducerEpoch { get; init; } = -1;

    /// <summary>Sequence number of the first record; -1 without idempotence.</summary>
    public int BaseSequence { get; init; } = -1;

    /// <summary>Part of a transaction.</summary>
    public bool IsTransactional { get; init; }

    /// <summary>A control batch; see <see cref="ControlBatch"/>.</summary>
    public bool IsControl { get; init; }
}
