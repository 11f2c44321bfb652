using System.Buffers;
using System.Buffers.Binary;
using CsCheck;
using RaftLog.Primitives;
using static RaftLog.Records.Tests.Samples;

namespace RaftLog.Records.Tests;

public class RecordBatchTests
{
    [Fact]
    public void Any_records_come_back_through_every_codec() => Rows.Sample(
        rows =>
        {
            foreach (var codec in Codecs)
            {
                var batch = Build(rows, codec);
                var (fault, read) = Read(batch);
                Assert.Equal(RecordFault.None, fault);
                Assert.Equal(rows.Select(r => r.Text), read.Select(r => r.Text));
                Assert.Equal(Enumerable.Range(0, rows.Length), read.Select(r => r.OffsetDelta));
                Assert.Equal(BatchValidationResult.Valid, BatchValidator.Validate(batch, Rules, out var summary));
                Assert.Equal(rows.Max(r => r.Timestamp), summary.MaxTimestamp);
                Assert.Equal(Array.FindIndex(rows, r => r.Timestamp == summary.MaxTimestamp), summary.MaxTimestampOffsetDelta);
                Assert.False(summary.MaxTimestampNeedsRepair);
            }
        },
        iter: 60);

    [Fact]
    public void Frames_are_found_one_after_the_other_and_a_cut_one_needs_more_data()
    {
        var first = Three();
        var second = Three(CompressionCodec.Gzip);
        byte[] both = [.. first, .. second];

        Assert.Equal(OperationStatus.Done, RecordBatch.ReadFrame(both, out var length));
        Assert.Equal(first.Length, length);
        Assert.Equal(OperationStatus.Done, RecordBatch.ReadFrame(both.AsSpan(length), out length));
        Assert.Equal(second.Length, length);
        for (var cut = 0; cut < first.Length; cut++)
        {
            Assert.Equal(OperationStatus.NeedMoreData, RecordBatch.ReadFrame(first.AsSpan(0, cut), out length));
            Assert.Equal(0, length);
        }
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(-13)]
    [InlineData(0)]
    [InlineData(48)]
    public void Frame_shorter_than_a_header_is_invalid(int batchLength)
    {
        var batch = Three();
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(8), batchLength);

        Assert.Equal(OperationStatus.InvalidData, RecordBatch.ReadFrame(batch, out _));
    }

    [Fact]
    public void Frame_of_the_largest_length_needs_more_data_and_does_not_overflow()
    {
        var batch = Three();
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(8), int.MaxValue);

        Assert.Equal(OperationStatus.NeedMoreData, RecordBatch.ReadFrame(batch, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Frame_of_another_magic_is_invalid(byte magic)
    {
        var batch = Three();
        batch[16] = magic;

        Assert.Equal(OperationStatus.InvalidData, RecordBatch.ReadFrame(batch, out _));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        foreach (var batch in Codecs.Select(c => Three(c)))
        {
            for (var cut = 1; cut < batch.Length; cut++)
                Assert.Equal(BatchValidationResult.Truncated, BatchValidator.Validate(batch.AsSpan(0, cut), Rules, out _));
        }
    }

    [Fact]
    public void Every_flipped_bit_is_refused_but_those_of_the_leader_epoch_which_the_broker_overwrites()
    {
        foreach (var batch in Codecs.Select(c => Three(c)))
        {
            for (var bit = 0; bit < batch.Length * 8; bit++)
            {
                batch[bit / 8] ^= (byte)(1 << (bit % 8));
                var result = BatchValidator.Validate(batch, Rules, out _);
                batch[bit / 8] ^= (byte)(1 << (bit % 8));
                BatchValidationResult[] expected = (bit / 8) switch
                {
                    < 8 => [BatchValidationResult.BaseOffsetNotZero],
                    < 12 =>
                    [
                        BatchValidationResult.Truncated, BatchValidationResult.MoreThanOneBatch, BatchValidationResult.TooLarge,
                        BatchValidationResult.LengthInvalid,
                    ],
                    < 16 => [BatchValidationResult.Valid],
                    16 => [BatchValidationResult.MagicObsolete, BatchValidationResult.MagicUnknown],
                    _ => [BatchValidationResult.CrcMismatch],
                };
                Assert.Contains(result, expected);
            }
        }
    }

    [Fact]
    public void Log_append_time_sets_bit_maximum_and_crc_and_leaves_the_records()
    {
        var batch = Three();
        var before = (byte[])batch.Clone();

        RecordBatch.StampLogAppendTime(batch, T + 99);

        var header = new RecordBatchHeader(batch);
        Assert.Equal(TimestampType.LogAppendTime, header.TimestampType);
        Assert.Equal(T + 99, header.MaxTimestamp);
        Assert.Equal(T, header.BaseTimestamp);
        Assert.True(RecordBatch.HasValidCrc(batch));
        Assert.Equal(before[43..], batch[43..]);
    }

    [Fact]
    public void Wrong_maximum_timestamp_is_noticed_and_repaired()
    {
        var batch = Changed(Three(CompressionCodec.Zstd), (b, _) => BinaryPrimitives.WriteInt64BigEndian(b[35..], T));

        Assert.Equal(BatchValidationResult.Valid, BatchValidator.Validate(batch, Rules, out var summary));
        Assert.True(summary.MaxTimestampNeedsRepair);
        RecordBatch.RepairMaxTimestamp(batch, summary.MaxTimestamp);

        Assert.Equal(Three(CompressionCodec.Zstd), batch);
    }

    [Fact]
    public void Recompression_keeps_records_and_header_whatever_the_codecs()
    {
        var options = new RecordBatchOptions { ProducerId = 9, ProducerEpoch = 1, BaseSequence = 5, IsTransactional = true };
        var pool = new PayloadPool(poisonOnReturn: true);
        foreach (var from in Codecs)
        {
            foreach (var to in Codecs)
            {
                Assert.Equal(RecordFault.None, RecordBatch.Recompress(Three(from, options), to, null, Cap, pool, out var recompressed));
                Assert.Equal(Three(to, options), recompressed!.Span);
                recompressed.Release();
            }
        }
    }

    [Fact]
    public void Recompression_of_garbage_or_beyond_the_cap_fails_and_writes_nothing()
    {
        var garbage = Changed(Three(CompressionCodec.Zstd), (b, _) => b[61..].Fill(0x55));
        var writer = new ArrayBufferWriter<byte>();

        Assert.Equal(RecordFault.CompressionInvalid, RecordBatch.Recompress(garbage, CompressionCodec.Lz4, null, Cap, writer));
        Assert.Equal(RecordFault.DecompressedTooLarge, RecordBatch.Recompress(Three(CompressionCodec.Gzip), CompressionCodec.Lz4, null, 5, writer));
        Assert.Equal(0, writer.WrittenCount);
    }

    [Fact]
    public void Builder_starts_afresh_after_reset()
    {
        var builder = new RecordBatchBuilder();
        builder.Append(5, "a"u8, "b"u8).ToArray();

        builder.Reset(new RecordBatchOptions { BaseOffset = new Offset(3) });
        var batch = builder.Append(T, NullableBytes.Null, "c"u8).ToArray();

        var header = new RecordBatchHeader(batch);
        Assert.Equal((3, 1, 0, T, T), (header.BaseOffset.Value, header.RecordsCount, header.LastOffsetDelta, header.BaseTimestamp, header.MaxTimestamp));
        Assert.Single(Read(batch).Rows);
    }

    [Fact]
    public void Compaction_can_leave_gaps_keep_the_last_offset_and_empty_a_batch()
    {
        var builder = new RecordBatchBuilder();
        var records = new RecordEnumerator(Three().AsSpan(61), 3);
        Assert.True(records.MoveNext());
        builder.AppendCopy(records.Current, 1, T).AppendCopy(records.Current, 4, T + 1).KeepLastOffsetDelta(9);
        var batch = builder.ToArray();

        var (fault, rows) = Read(batch);
        var empty = new RecordBatchBuilder().KeepLastOffsetDelta(9).ToArray();

        Assert.Equal(RecordFault.None, fault);
        Assert.Equal([1, 4], rows.Select(r => r.OffsetDelta));
        Assert.Equal($"{T + 1} '01' '0203' h='04'", rows[1].Text);
        Assert.Equal(9, new RecordBatchHeader(batch).LastOffsetDelta);
        Assert.Equal((61, 9, 0), (empty.Length, new RecordBatchHeader(empty).LastOffsetDelta, Read(empty).Rows.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => Again(builder));

        static void Again(RecordBatchBuilder builder)
        {
            var records = new RecordEnumerator(Three().AsSpan(61), 3);
            records.MoveNext();
            builder.AppendCopy(records.Current, 9, T);
        }
    }

    [Fact]
    public void Batch_in_a_payload_is_the_batch_in_an_array()
    {
        var builder = new RecordBatchBuilder().Append(T, "a"u8, "b"u8);
        var payload = builder.ToPayload(new PayloadPool());
        var writer = new ArrayBufferWriter<byte>();
        builder.WriteTo(writer);

        Assert.Equal(builder.ToArray(), payload.Span);
        Assert.Equal(builder.ToArray(), writer.WrittenSpan);
        payload.Release();
    }

    [Fact]
    public void Data_batches_and_other_control_records_are_no_transaction_markers()
    {
        var marker = ControlBatch.Build(new TransactionMarker(ControlRecordType.Abort, 1, 0, 1, T));
        var leaderChange = Changed(marker, (b, _) => b[^9] = 2);

        Assert.True(ControlBatch.TryRead(marker, out _));
        Assert.Equal(2, Read(leaderChange).Rows[0].Key![3]);
        Assert.False(ControlBatch.TryRead(leaderChange, out _));
        Assert.False(ControlBatch.TryRead(Three(), out _));
        for (var cut = 61; cut < marker.Length; cut++) Assert.False(ControlBatch.TryRead(marker.AsSpan(0, cut), out _));
    }
}
