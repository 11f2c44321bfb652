using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using RaftLog.Primitives;
using RaftLog.Records.Compression;

namespace RaftLog.Records;

/// <summary>
/// Builds record batches: append records, then take the batch; <see cref="Reset"/> starts the next one in the same buffer. For
/// producers, internal topics and compaction. Not thread-safe.
/// </summary>
/// <remarks>The batch is laid out as drawn at <see cref="RecordBatchHeader"/>, the records as at <see cref="RecordView"/>.</remarks>
public sealed class RecordBatchBuilder(RecordBatchOptions? options = null)
{
    /// <summary>Two lengths, attributes, two deltas, two field lengths and the header count, at their longest.</summary>
    private const int RecordOverheadMax = 1 + VarInt.Int64BytesMax + (5 * VarInt.Int32BytesMax);

    private readonly ArrayBufferWriter<byte> _records = new();
    private RecordBatchOptions _options = options ?? RecordBatchOptions.Plain;
    private long _baseTimestamp = RecordBatchHeader.NoTimestamp;
    private long _maxTimestamp = RecordBatchHeader.NoTimestamp;
    private int _lastOffsetDelta = -1;
    private int _count;

    /// <summary>Records so far.</summary>
    public int Count => _count;

    /// <summary>Length of the batch if it were taken now, uncompressed.</summary>
    public int UncompressedBytes => RecordBatchHeader.Bytes + _records.WrittenCount;

    /// <summary>Forgets all records; the buffer stays.</summary>
    /// <param name="options">The next batch's header; null keeps the present one.</param>
    public void Reset(RecordBatchOptions? options = null)
    {
        _records.ResetWrittenCount();
        _options = options ?? _options;
        _baseTimestamp = RecordBatchHeader.NoTimestamp;
        _maxTimestamp = RecordBatchHeader.NoTimestamp;
        _lastOffsetDelta = -1;
        _count = 0;
    }

    /// <summary>Appends a record at the next offset.</summary>
    /// <param name="timestampMs">Milliseconds since 1970; -1 for none.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="value">The value, or null.</param>
    /// <param name="headers">In the order they are to be read.</param>
    public RecordBatchBuilder Append(
        long timestampMs, NullableBytes key, NullableBytes value, params ReadOnlySpan<RecordHeader> headers)
    {
        var headerBytes = HeaderBytes(headers);
        var target = Begin(_lastOffsetDelta + 1, timestampMs, key, value, headers.Length, headerBytes, out var at);
        foreach (var header in headers)
        {
            var keyBytes = Encoding.UTF8.GetByteCount(header.Key);
            at += VarInt.WriteInt32(target[at..], keyBytes);
            at += Encoding.UTF8.GetBytes(header.Key, target[at..]);
            at += WriteField(target[at..], header.Value);
        }

        _records.Advance(at);
        return this;
    }

    /// <summary>Appends a copy of a record of another batch, at any offset after the last (compaction leaves gaps).</summary>
    /// <param name="record">The record; its own deltas are ignored.</param>
    /// <param name="offsetDelta">Offset less this batch's base offset; larger than that of the record before.</param>
    /// <param name="timestampMs">Its timestamp.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset does not come after the last one.</exception>
    public RecordBatchBuilder AppendCopy(in RecordView record, int offsetDelta, long timestampMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(offsetDelta, _lastOffsetDelta);
        var headers = record.HeaderBytes;
        var target = Begin(offsetDelta, timestampMs, record.Key, record.Value, record.HeadersCount, headers.Length, out var at);
        headers.CopyTo(target[at..]);
        _records.Advance(at + headers.Length);
        return this;
    }

    /// <summary>States a last offset beyond that of the last record: compaction keeps it when the record itself has gone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Smaller than the last record's.</exception>
    public RecordBatchBuilder KeepLastOffsetDelta(int lastOffsetDelta)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lastOffsetDelta, _lastOffsetDelta);
        _lastOffsetDelta = lastOffsetDelta;
        return this;
    }

    /// <summary>Appends the finished batch to <paramref name="destination"/>. The builder keeps its records.</summary>
    public void WriteTo(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var batch = Build();
        destination.Write(batch.Written);
    }

    /// <summary>The finished batch as an array.</summary>
    public byte[] ToArray()
    {
        using var batch = Build();
        return batch.Written.ToArray();
    }

    /// <summary>The finished batch in a buffer of <paramref name="pool"/>, whose one reference the caller releases.</summary>
    public Payload ToPayload(PayloadPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        using var batch = Build();
        return pool.Copy(batch.Written);
    }

    private static int HeaderBytes(ReadOnlySpan<RecordHeader> headers)
    {
        var bytes = 0;
        foreach (var header in headers)
        {
            var keyBytes = Encoding.UTF8.GetByteCount(header.Key);
            var valueBytes = header.Value?.Length ?? -1;
            bytes += VarInt.SizeOf(keyBytes) + keyBytes + VarInt.SizeOf(valueBytes) + Math.Max(valueBytes, 0);
        }

        return bytes;
    }

    private static int WriteField(Span<byte> target, NullableBytes field)
    {
        var at = VarInt.WriteInt32(target, field.Length);
        field.Span.CopyTo(target[at..]);
        return at + field.Span.Length;
    }

    /// <summary>Writes a record up to its header count and returns the span that also has room for its headers.</summary>
    private Span<byte> Begin(
        int offsetDelta, long timestampMs, NullableBytes key, NullableBytes value, int headersCount, int headerBytes, out int at)
    {
        if (_count == 0) _baseTimestamp = timestampMs;
        var timestampDelta = timestampMs - _baseTimestamp;
        var bodyBytes = 1 + VarInt.SizeOf(timestampDelta) + VarInt.SizeOf(offsetDelta)
            + VarInt.SizeOf(key.Length) + key.Span.Length
            + VarInt.SizeOf(value.Length) + value.Span.Length
            + VarInt.SizeOf(headersCount) + headerBytes;
        var target = _records.GetSpan(RecordOverheadMax + key.Span.Length + value.Span.Length + headerBytes);
        at = VarInt.WriteInt32(target, bodyBytes);
        target[at++] = 0;
        at += VarInt.WriteInt64(target[at..], timestampDelta);
        at += VarInt.WriteInt32(target[at..], offsetDelta);
        at += WriteField(target[at..], key);
        at += WriteField(target[at..], value);
        at += VarInt.WriteInt32(target[at..], headersCount);
        _lastOffsetDelta = offsetDelta;
        _maxTimestamp = Math.Max(_maxTimestamp, timestampMs);
        _count++;
        return target;
    }

    private PooledBuffer Build()
    {
        var batch = new PooledBuffer(UncompressedBytes);
        batch.GetSpan(RecordBatchHeader.Bytes)[..RecordBatchHeader.Bytes].Clear();
        batch.Advance(RecordBatchHeader.Bytes);
        RecordCompression.Compress(_options.Codec, _records.WrittenSpan, batch, _options.CompressionLevel);
        WriteHeader(batch.Written);
        RecordBatch.Seal(batch.Written);
        return batch;
    }

    private void WriteHeader(Span<byte> header)
    {
        var attributes = (BatchAttributes)_options.Codec;
        if (_options.IsTransactional) attributes |= BatchAttributes.Transactional;
        if (_options.IsControl) attributes |= BatchAttributes.Control;
        RecordBatch.StampBaseOffset(header, _options.BaseOffset);
        RecordBatch.StampLeaderEpoch(header, _options.LeaderEpoch);
        header[RecordBatchHeader.MagicAt] = RecordBatchHeader.CurrentMagic;
        BinaryPrimitives.WriteInt16BigEndian(header[RecordBatchHeader.AttributesAt..], (short)attributes);
        BinaryPrimitives.WriteInt32BigEndian(header[RecordBatchHeader.LastOffsetDeltaAt..], _lastOffsetDelta);
        BinaryPrimitives.WriteInt64BigEndian(header[RecordBatchHeader.BaseTimestampAt..], _baseTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(header[RecordBatchHeader.MaxTimestampAt..], _maxTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(header[RecordBatchHeader.ProducerIdAt..], _options.ProducerId);
        BinaryPrimitives.WriteInt16BigEndian(header[RecordBatchHeader.ProducerEpochAt..], _options.ProducerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(header[RecordBatchHeader.BaseSequenceAt..], _options.BaseSequence);
        BinaryPrimitives.WriteInt32BigEndian(header[RecordBatchHeader.RecordsCountAt..], _count);
    }
}
