using System.Buffers.Binary;
using RaftLog.Primitives;

namespace RaftLog.Records;

/// <summary>Writes and reads the batches that end transactions: one record, transactional and control bits set, never compressed.</summary>
/// <remarks>
/// <code>
///   key:   +-----------+----------+      value: +-----------+-------------------+
///          | version 0 | type     |             | version 0 | coordinator epoch |
///          | int16     | int16    |             | int16     | int32             |
///          +-----------+----------+             +-----------+-------------------+
/// </code>
/// Big-endian. Later versions may only add fields, so a reader takes what it knows.
/// </remarks>
public static class ControlBatch
{
    private const int KeyBytes = 4;
    private const int ValueBytes = 6;

    /// <summary>The batch of a marker; the broker stamps offset and epoch later if they are not known yet.</summary>
    public static byte[] Build(in TransactionMarker marker, Offset baseOffset = default, Term? leaderEpoch = null)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        BinaryPrimitives.WriteInt16BigEndian(key, 0);
        BinaryPrimitives.WriteInt16BigEndian(key[2..], (short)marker.Type);
        Span<byte> value = stackalloc byte[ValueBytes];
        BinaryPrimitives.WriteInt16BigEndian(value, 0);
        BinaryPrimitives.WriteInt32BigEndian(value[2..], marker.CoordinatorEpoch);
        var options = new RecordBatchOptions
        {
            BaseOffset = baseOffset,
            LeaderEpoch = leaderEpoch ?? Term.None,
            ProducerId = marker.ProducerId,
            ProducerEpoch = marker.ProducerEpoch,
            IsTransactional = true,
            IsControl = true,
        };
        return new RecordBatchBuilder(options)
            .Append(marker.TimestampMs, new NullableBytes(key), new NullableBytes(value))
            .ToArray();
    }

    /// <summary>
    /// Reads the marker of a batch; false when it is no control batch, holds a control record of another type, or is malformed.
    /// </summary>
    /// <param name="batch">One whole batch whose frame has been checked.</param>
    /// <param name="marker">The marker.</param>
    public static bool TryRead(ReadOnlySpan<byte> batch, out TransactionMarker marker)
    {
        marker = default;
        var header = new RecordBatchHeader(batch);
        if (!header.IsControl || header.Codec != CompressionCodec.None || header.RecordsCount != 1) return false;
        var records = new RecordEnumerator(batch[RecordBatchHeader.Bytes..], 1);
        if (!records.MoveNext()) return false;
        var key = records.Current.Key.Span;
        var value = records.Current.Value.Span;
        if (key.Length < KeyBytes || value.Length < ValueBytes) return false;
        if (BinaryPrimitives.ReadInt16BigEndian(key) < 0 || BinaryPrimitives.ReadInt16BigEndian(value) < 0) return false;
        var type = (ControlRecordType)BinaryPrimitives.ReadInt16BigEndian(key[2..]);
        if (type is not (ControlRecordType.Abort or ControlRecordType.Commit)) return false;
        marker = new TransactionMarker(
            type,
            header.ProducerId,
            header.ProducerEpoch,
            BinaryPrimitives.ReadInt32BigEndian(value[2..]),
            unchecked(header.BaseTimestamp + records.Current.TimestampDelta));
        return true;
    }
}
