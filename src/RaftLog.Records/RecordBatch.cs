using System.Buffers;
using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Records.Compression;

namespace RaftLog.Records;

/// <summary>
/// What a broker does to a record batch v2 as a whole: find its end, check its CRC, assign what a broker assigns. The batch is
/// changed in place and never rebuilt, except by <see cref="Recompress(ReadOnlySpan{byte}, CompressionCodec, int?, int, IBufferWriter{byte})"/>.
/// </summary>
/// <remarks>
/// The stampers assume a frame that <see cref="ReadFrame"/> or <see cref="BatchValidator"/> has accepted, and throw
/// <see cref="ArgumentException"/> when there is not even a header.
/// </remarks>
public static class RecordBatch
{
    /// <summary>Kafka's default of <c>max.message.bytes</c>: one MiB and the length prefix.</summary>
    public const int DefaultBytesMax = (1 << 20) + RecordBatchHeader.LengthPrefixBytes;

    /// <summary>Finds the end of the batch at the front of <paramref name="source"/>; nothing but the frame is looked at.</summary>
    /// <param name="source">Batches back to back; the last may be cut, as it is in a fetch response.</param>
    /// <param name="length">Length of the first batch in bytes when done, otherwise 0.</param>
    /// <returns>
    /// <see cref="OperationStatus.Done"/>; <see cref="OperationStatus.NeedMoreData"/> when the source is empty or ends inside the
    /// batch; <see cref="OperationStatus.InvalidData"/> when this is no batch v2: another magic, or a length that its own
    /// header does not fit in. After that, where the next batch would start is unknown.
    /// </returns>
    public static OperationStatus ReadFrame(ReadOnlySpan<byte> source, out int length)
    {
        length = 0;
        if (source.Length <= RecordBatchHeader.MagicAt) return OperationStatus.NeedMoreData;
        if (source[RecordBatchHeader.MagicAt] != RecordBatchHeader.CurrentMagic) return OperationStatus.InvalidData;
        var total = (long)BinaryPrimitives.ReadInt32BigEndian(source[RecordBatchHeader.BatchLengthAt..]) + RecordBatchHeader.LengthPrefixBytes;
        if (total < RecordBatchHeader.Bytes) return OperationStatus.InvalidData;
        if (total > source.Length) return OperationStatus.NeedMoreData;
        length = (int)total;
        return OperationStatus.Done;
    }

    /// <summary>CRC-32C of bytes 21 to the end of <paramref name="batch"/>, which is one whole batch.</summary>
    public static uint ComputeCrc(ReadOnlySpan<byte> batch) => Crc32C.Compute(batch[RecordBatchHeader.AttributesAt..]);

    /// <summary>Whether the stored CRC is that of the bytes. It covers all but the first 21 bytes.</summary>
    public static bool HasValidCrc(ReadOnlySpan<byte> batch) => new RecordBatchHeader(batch).Crc == ComputeCrc(batch);

    /// <summary>Assigns the offset of the first record. Outside the CRC.</summary>
    public static void StampBaseOffset(Span<byte> batch, Offset baseOffset) =>
        BinaryPrimitives.WriteInt64BigEndian(HeaderOf(batch)[RecordBatchHeader.BaseOffsetAt..], baseOffset.Value);

    /// <summary>Assigns the term it was appended in, which Kafka calls the partition leader epoch. Outside the CRC.</summary>
    public static void StampLeaderEpoch(Span<byte> batch, Term term) =>
        BinaryPrimitives.WriteInt32BigEndian(HeaderOf(batch)[RecordBatchHeader.LeaderEpochAt..], term.Value);

    /// <summary>
    /// Makes <paramref name="nowMs"/> the time of all records (<c>message.timestamp.type=LogAppendTime</c>): sets attribute bit 3
    /// and the maximum timestamp, and computes the CRC anew. Record bytes and base timestamp stay.
    /// </summary>
    public static void StampLogAppendTime(Span<byte> batch, long nowMs)
    {
        var attributes = new RecordBatchHeader(batch).Attributes | BatchAttributes.LogAppendTime;
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchHeader.AttributesAt..], (short)attributes);
        RepairMaxTimestamp(batch, nowMs);
    }

    /// <summary>Replaces a maximum timestamp that the records contradict, and computes the CRC anew.</summary>
    /// <param name="batch">One whole batch.</param>
    /// <param name="maxTimestampMs">The right value: <see cref="BatchSummary.MaxTimestamp"/>.</param>
    public static void RepairMaxTimestamp(Span<byte> batch, long maxTimestampMs)
    {
        BinaryPrimitives.WriteInt64BigEndian(HeaderOf(batch)[RecordBatchHeader.MaxTimestampAt..], maxTimestampMs);
        StampCrc(batch);
    }

    /// <summary>
    /// Rewrites a batch with another codec, for topics whose <c>compression.type</c> is not <c>producer</c>. All header fields
    /// stay but the length, the codec bits and the CRC.
    /// </summary>
    /// <param name="batch">One whole batch whose frame has been checked.</param>
    /// <param name="codec">The codec to write with.</param>
    /// <param name="level">See <see cref="RecordCompression.Compress"/>.</param>
    /// <param name="decompressedBytesMax">Cap on what the records of the batch may come to.</param>
    /// <param name="destination">Where the new batch is appended; nothing is when this fails.</param>
    /// <returns><see cref="RecordFault.None"/>, or why the batch could not be decompressed.</returns>
    public static RecordFault Recompress(
        ReadOnlySpan<byte> batch, CompressionCodec codec, int? level, int decompressedBytesMax, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var rewritten = new PooledBuffer(batch.Length);
        var fault = Rewrite(batch, codec, level, decompressedBytesMax, rewritten);
        if (fault == RecordFault.None) destination.Write(rewritten.Written);
        return fault;
    }

    /// <summary>As the other overload, into a buffer of <paramref name="pool"/>.</summary>
    /// <param name="batch">One whole batch whose frame has been checked.</param>
    /// <param name="codec">The codec to write with.</param>
    /// <param name="level">See <see cref="RecordCompression.Compress"/>.</param>
    /// <param name="decompressedBytesMax">Cap on what the records of the batch may come to.</param>
    /// <param name="pool">Where the new batch is rented from.</param>
    /// <param name="recompressed">The new batch, whose one reference the caller releases; null after a failure.</param>
    public static RecordFault Recompress(
        ReadOnlySpan<byte> batch, CompressionCodec codec, int? level, int decompressedBytesMax, PayloadPool pool,
        out Payload? recompressed)
    {
        ArgumentNullException.ThrowIfNull(pool);
        using var rewritten = new PooledBuffer(batch.Length);
        var fault = Rewrite(batch, codec, level, decompressedBytesMax, rewritten);
        recompressed = fault == RecordFault.None ? pool.Copy(rewritten.Written) : null;
        return fault;
    }

    /// <summary>Sets length and CRC of a batch whose other bytes are final.</summary>
    internal static void Seal(Span<byte> batch)
    {
        BinaryPrimitives.WriteInt32BigEndian(
            batch[RecordBatchHeader.BatchLengthAt..], batch.Length - RecordBatchHeader.LengthPrefixBytes);
        StampCrc(batch);
    }

    private static RecordFault Rewrite(
        ReadOnlySpan<byte> batch, CompressionCodec codec, int? level, int decompressedBytesMax, PooledBuffer rewritten)
    {
        using var reader = new RecordBatchReader(batch, decompressedBytesMax);
        if (reader.Fault != RecordFault.None) return reader.Fault;
        rewritten.Write(batch[..RecordBatchHeader.Bytes]);
        RecordCompression.Compress(codec, reader.Block, rewritten, level);
        var attributes = (new RecordBatchHeader(batch).Attributes & ~BatchAttributes.CodecMask) | (BatchAttributes)codec;
        BinaryPrimitives.WriteInt16BigEndian(rewritten.Written[RecordBatchHeader.AttributesAt..], (short)attributes);
        Seal(rewritten.Written);
        return RecordFault.None;
    }

    private static void StampCrc(Span<byte> batch) =>
        BinaryPrimitives.WriteUInt32BigEndian(batch[RecordBatchHeader.CrcAt..], ComputeCrc(batch));

    private static Span<byte> HeaderOf(Span<byte> batch)
    {
        if (batch.Length < RecordBatchHeader.Bytes) throw new ArgumentException("A record batch has at least 61 bytes.", nameof(batch));
        return batch;
    }
}
