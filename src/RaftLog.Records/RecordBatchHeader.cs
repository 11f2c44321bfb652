using System.Buffers.Binary;
using RaftLog.Primitives;

namespace RaftLog.Records;

/// <summary>
/// The 61 bytes every record batch v2 starts with, read in place. Reading trusts nothing: each property says what the bytes
/// say, and only the constructor can fail.
/// </summary>
/// <remarks>
/// <code>
///  offset                                                                      big-endian
///   0       8            12           16  17        21      23             27
///   +-------+------------+------------+---+---------+-------+--------------+---------
///   | base  | batch      | partition  | m | crc-32c | attri-| last offset  | base
///   | offset| length     | leader     | a | of 21.. | butes | delta        | timestamp
///   |  (8)  |  (4)       | epoch (4)  | g |   (4)   |  (2)  |  (4)         |   (8)
///   +-------+------------+------------+---+---------+-------+--------------+---------
///  35             43          51        53         57         61
///   +-------------+-----------+---------+----------+----------+--------------------
///   | max         | producer  | producer| base     | records  | records, or one
///   | timestamp   | id        | epoch   | sequence | count    | compressed block
///   |    (8)      |   (8)     |   (2)   |   (4)    |   (4)    | of them
///   +-------------+-----------+---------+----------+----------+--------------------
/// </code>
/// Base offset and leader epoch lie before what the CRC covers, so a broker assigns them without touching it; the batch length
/// counts what follows it.
/// </remarks>
public readonly ref struct RecordBatchHeader
{
    /// <summary>Length of the header in bytes; also the length of the smallest batch, one that compaction has emptied.</summary>
    public const int Bytes = 61;

    /// <summary>The only message format that is stored or accepted.</summary>
    public const byte CurrentMagic = 2;

    /// <summary>"No producer": the batch is not idempotent.</summary>
    public const long NoProducerId = -1;

    /// <summary>"No timestamp".</summary>
    public const long NoTimestamp = -1;

    /// <summary>Bytes up to and including the batch length, which does not count them.</summary>
    public const int LengthPrefixBytes = 12;

    internal const int BaseOffsetAt = 0;
    internal const int BatchLengthAt = 8;
    internal const int LeaderEpochAt = 12;
    internal const int MagicAt = 16;
    internal const int CrcAt = 17;
    internal const int AttributesAt = 21;
    internal const int LastOffsetDeltaAt = 23;
    internal const int BaseTimestampAt = 27;
    internal const int MaxTimestampAt = 35;
    internal const int ProducerIdAt = 43;
    internal const int ProducerEpochAt = 51;
    internal const int BaseSequenceAt = 53;
    internal const int RecordsCountAt = 57;

    private readonly ReadOnlySpan<byte> _header;

    /// <summary>A view of the first 61 bytes of <paramref name="batch"/>.</summary>
    /// <exception cref="ArgumentException">There are fewer; whoever reads from a socket or a disk checks first.</exception>
    public RecordBatchHeader(ReadOnlySpan<byte> batch)
    {
        if (batch.Length < Bytes) throw new ArgumentException("A record batch has at least 61 bytes.", nameof(batch));
        _header = batch[..Bytes];
    }

    /// <summary>Offset of the first record; 0 in what a producer sends.</summary>
    public Offset BaseOffset => new(BinaryPrimitives.ReadInt64BigEndian(_header[BaseOffsetAt..]));

    /// <summary>Bytes after this field; see <see cref="TotalBytes"/>.</summary>
    public int BatchLength => BinaryPrimitives.ReadInt32BigEndian(_header[BatchLengthAt..]);

    /// <summary>Length of the whole batch in bytes, 12 more than <see cref="BatchLength"/>; a long, because the field may say anything.</summary>
    public long TotalBytes => (long)BatchLength + LengthPrefixBytes;

    /// <summary>The term in which the batch was appended; -1 in what a producer sends.</summary>
    public int PartitionLeaderEpoch => BinaryPrimitives.ReadInt32BigEndian(_header[LeaderEpochAt..]);

    /// <summary>Message format; in formats 0 and 1 bytes 12-20 mean something else.</summary>
    public byte Magic => _header[MagicAt];

    /// <summary>CRC-32C of bytes 21 to the end, as stored.</summary>
    public uint Crc => BinaryPrimitives.ReadUInt32BigEndian(_header[CrcAt..]);

    /// <summary>The attribute bits.</summary>
    public BatchAttributes Attributes => (BatchAttributes)BinaryPrimitives.ReadInt16BigEndian(_header[AttributesAt..]);

    /// <summary>Bits 0-2 of the attributes; may be one of the values 5-7 that no codec has.</summary>
    public CompressionCodec Codec => (CompressionCodec)(Attributes & BatchAttributes.CodecMask);

    /// <summary>Bit 3 of the attributes.</summary>
    public TimestampType TimestampType =>
        (Attributes & BatchAttributes.LogAppendTime) == 0 ? TimestampType.CreateTime : TimestampType.LogAppendTime;

    /// <summary>Bit 4 of the attributes.</summary>
    public bool IsTransactional => (Attributes & BatchAttributes.Transactional) != 0;

    /// <summary>Bit 5 of the attributes.</summary>
    public bool IsControl => (Attributes & BatchAttributes.Control) != 0;

    /// <summary>Bit 6 of the attributes.</summary>
    public bool HasDeleteHorizon => (Attributes & BatchAttributes.DeleteHorizon) != 0;

    /// <summary>Offset of the last record less the base offset; compaction keeps it even when that record is gone.</summary>
    public int LastOffsetDelta => BinaryPrimitives.ReadInt32BigEndian(_header[LastOffsetDeltaAt..]);

    /// <summary>Last offset, inclusive.</summary>
    public Offset LastOffset => BaseOffset + LastOffsetDelta;

    /// <summary>Milliseconds since 1970 that the records' timestamp deltas are relative to.</summary>
    public long BaseTimestamp => BinaryPrimitives.ReadInt64BigEndian(_header[BaseTimestampAt..]);

    /// <summary>Largest timestamp of the records, or their append time with <see cref="TimestampType.LogAppendTime"/>.</summary>
    public long MaxTimestamp => BinaryPrimitives.ReadInt64BigEndian(_header[MaxTimestampAt..]);

    /// <summary>-1 when the producer is not idempotent.</summary>
    public long ProducerId => BinaryPrimitives.ReadInt64BigEndian(_header[ProducerIdAt..]);

    /// <summary>-1 without a producer id.</summary>
    public short ProducerEpoch => BinaryPrimitives.ReadInt16BigEndian(_header[ProducerEpochAt..]);

    /// <summary>Sequence number of the first record; -1 without a producer id and in control batches.</summary>
    public int BaseSequence => BinaryPrimitives.ReadInt32BigEndian(_header[BaseSequenceAt..]);

    /// <summary>Sequence number of the last record. Sequences wrap from 2^31 - 1 to 0 (KIP-98).</summary>
    public int LastSequence =>
        BaseSequence < 0 ? BaseSequence : (int)(((long)BaseSequence + LastOffsetDelta) & int.MaxValue);

    /// <summary>How many records the batch holds; 0 after compaction took the last of them.</summary>
    public int RecordsCount => BinaryPrimitives.ReadInt32BigEndian(_header[RecordsCountAt..]);
}
