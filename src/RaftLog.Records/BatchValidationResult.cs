namespace RaftLog.Records;

/// <summary>
/// Why a produced batch is refused. The wire error of each is named; those of single records come with
/// <see cref="BatchSummary.FaultyRecordIndex"/>.
/// </summary>
public enum BatchValidationResult : byte
{
    /// <summary>Append it.</summary>
    Valid = 0,

    /// <summary>No bytes at all. INVALID_RECORD.</summary>
    Empty,

    /// <summary>Bytes follow the first batch: a request carries one batch for each partition. INVALID_RECORD.</summary>
    MoreThanOneBatch,

    /// <summary>Message format 0 or 1, which ended with Kafka 4 (KIP-724). UNSUPPORTED_FOR_MESSAGE_FORMAT or INVALID_RECORD.</summary>
    MagicObsolete,

    /// <summary>A message format that does not exist. INVALID_RECORD.</summary>
    MagicUnknown,

    /// <summary>The batch ends before its length says, or before its header does. CORRUPT_MESSAGE.</summary>
    Truncated,

    /// <summary>A batch length smaller than a header. CORRUPT_MESSAGE.</summary>
    LengthInvalid,

    /// <summary>Above <see cref="BatchValidationRules.BatchBytesMax"/>. MESSAGE_TOO_LARGE.</summary>
    TooLarge,

    /// <summary>The bytes are not those the producer sent. CORRUPT_MESSAGE.</summary>
    CrcMismatch,

    /// <summary>A base offset other than 0: offsets are for the broker to give. INVALID_RECORD.</summary>
    BaseOffsetNotZero,

    /// <summary>Attribute bits without meaning are set. INVALID_RECORD.</summary>
    AttributesInvalid,

    /// <summary>A delete horizon, which only log compaction sets. INVALID_RECORD.</summary>
    DeleteHorizonSet,

    /// <summary>A control batch: only the broker writes those. INVALID_RECORD.</summary>
    ControlBatch,

    /// <summary>Log append time claimed by a client. INVALID_TIMESTAMP.</summary>
    LogAppendTimeSet,

    /// <summary>Codec 5, 6 or 7. UNSUPPORTED_COMPRESSION_TYPE.</summary>
    CodecUnknown,

    /// <summary>zstd in a request that predates it. UNSUPPORTED_COMPRESSION_TYPE.</summary>
    CodecNotAllowed,

    /// <summary>No records, or a count that differs from the last offset delta + 1. INVALID_RECORD.</summary>
    RecordsCountInvalid,

    /// <summary>A producer id without an epoch. INVALID_RECORD.</summary>
    ProducerEpochInvalid,

    /// <summary>A producer id without a base sequence. INVALID_RECORD.</summary>
    BaseSequenceInvalid,

    /// <summary>Transactional, but without a producer id. INVALID_RECORD.</summary>
    TransactionalWithoutProducerId,

    /// <summary>Transactional where the request is not. INVALID_RECORD.</summary>
    TransactionalNotAllowed,

    /// <summary>The records do not decompress. CORRUPT_MESSAGE.</summary>
    CompressionInvalid,

    /// <summary>The records decompress to more than <see cref="BatchValidationRules.DecompressedBytesMax"/>. MESSAGE_TOO_LARGE.</summary>
    DecompressedTooLarge,

    /// <summary>A record's lengths contradict each other, or the records do not fill the batch exactly. INVALID_RECORD.</summary>
    RecordMalformed,

    /// <summary>Offset deltas are not 0, 1, 2 and so on. INVALID_RECORD.</summary>
    OffsetDeltaNotSequential,

    /// <summary>A record without key on a compacted topic. INVALID_RECORD.</summary>
    KeyMissing,

    /// <summary>A timestamp outside the topic's bounds. INVALID_TIMESTAMP.</summary>
    TimestampOutOfRange,
}
