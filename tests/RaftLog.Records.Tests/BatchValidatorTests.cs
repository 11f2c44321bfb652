using System.Buffers.Binary;
using static RaftLog.Records.Tests.Samples;

namespace RaftLog.Records.Tests;

/// <summary>One test for each refusal; each starts from a valid batch with one thing changed and the CRC made right again.</summary>
public class BatchValidatorTests
{
    private static readonly RecordBatchOptions Idempotent = new() { ProducerId = 7, ProducerEpoch = 0, BaseSequence = 0 };

    [Fact]
    public void Valid_batch_is_summed_up()
    {
        var options = new RecordBatchOptions { ProducerId = 7, ProducerEpoch = 3, BaseSequence = 11, IsTransactional = true };

        foreach (var codec in Codecs)
        {
            Assert.Equal(BatchValidationResult.Valid, BatchValidator.Validate(Three(codec, options), Rules, out var summary));
            var expected = new BatchSummary
            {
                RecordsCount = 3,
                LastOffsetDelta = 2,
                MaxTimestamp = T + 7,
                MaxTimestampOffsetDelta = 1,
                ProducerId = 7,
                ProducerEpoch = 3,
                BaseSequence = 11,
                Codec = codec,
                IsTransactional = true,
                FaultyRecordIndex = -1,
            };
            Assert.Equal(expected, summary);
        }
    }

    [Fact]
    public void No_bytes_are_refused() => Refused(BatchValidationResult.Empty, []);

    [Fact]
    public void Second_batch_is_refused() => Refused(BatchValidationResult.MoreThanOneBatch, [.. Three(), .. Three()]);

    [Fact]
    public void Trailing_byte_is_refused() => Refused(BatchValidationResult.MoreThanOneBatch, [.. Three(), 0]);

    [Theory]
    [InlineData(0, BatchValidationResult.MagicObsolete)]
    [InlineData(1, BatchValidationResult.MagicObsolete)]
    [InlineData(3, BatchValidationResult.MagicUnknown)]
    [InlineData(255, BatchValidationResult.MagicUnknown)]
    public void Other_magic_is_refused_before_anything_else_is_read(byte magic, BatchValidationResult expected) =>
        Refused(expected, Changed(Three(), (b, _) => b[16] = magic)[..17]);

    [Fact]
    public void Length_smaller_than_a_header_is_refused() =>
        Refused(BatchValidationResult.LengthInvalid, Changed(Three(), (b, _) => BinaryPrimitives.WriteInt32BigEndian(b[8..], 48)));

    [Fact]
    public void Batch_above_the_limit_is_refused_and_one_at_the_limit_is_not()
    {
        var batch = Three();

        Refused(BatchValidationResult.TooLarge, batch, Rules with { BatchBytesMax = batch.Length - 1 });
        Accepted(batch, Rules with { BatchBytesMax = batch.Length });
    }

    [Fact]
    public void Wrong_crc_is_refused()
    {
        var batch = Three();
        batch[^1] ^= 1;

        Refused(BatchValidationResult.CrcMismatch, batch);
    }

    [Fact]
    public void Base_offset_other_than_zero_is_refused() =>
        Refused(BatchValidationResult.BaseOffsetNotZero, Changed(Three(), (b, _) => b[7] = 1));

    [Theory]
    [InlineData(0x0080)]
    [InlineData(0x0100)]
    [InlineData(0x8000)]
    public void Attribute_bit_without_meaning_is_refused(int bit) => Refused(BatchValidationResult.AttributesInvalid, WithAttribute(bit));

    [Fact]
    public void Delete_horizon_is_refused() => Refused(BatchValidationResult.DeleteHorizonSet, WithAttribute(0x40));

    [Fact]
    public void Control_batch_is_refused() => Refused(
        BatchValidationResult.ControlBatch,
        ControlBatch.Build(new TransactionMarker(ControlRecordType.Commit, 1, 0, 0, T)));

    [Fact]
    public void Log_append_time_from_a_client_is_refused() => Refused(BatchValidationResult.LogAppendTimeSet, WithAttribute(0x08));

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Codec_that_does_not_exist_is_refused(int codec) => Refused(BatchValidationResult.CodecUnknown, WithAttribute(codec));

    [Fact]
    public void Zstd_is_refused_where_the_request_predates_it() =>
        Refused(BatchValidationResult.CodecNotAllowed, Three(CompressionCodec.Zstd), Rules with { AllowZstd = false });

    [Theory]
    [InlineData(0, -1)]
    [InlineData(-1, -2)]
    [InlineData(3, 3)]
    [InlineData(2, 2)]
    [InlineData(int.MinValue, int.MaxValue)]
    public void Record_count_that_contradicts_the_last_offset_is_refused(int count, int lastOffsetDelta) => Refused(
        BatchValidationResult.RecordsCountInvalid, WithCount(Three(), count, lastOffsetDelta));

    [Fact]
    public void Producer_id_without_epoch_is_refused() =>
        Refused(BatchValidationResult.ProducerEpochInvalid, Three(options: Idempotent with { ProducerEpoch = -1 }));

    [Fact]
    public void Producer_id_without_sequence_is_refused() =>
        Refused(BatchValidationResult.BaseSequenceInvalid, Three(options: Idempotent with { BaseSequence = -1 }));

    [Fact]
    public void Transactional_batch_without_producer_id_is_refused() => Refused(
        BatchValidationResult.TransactionalWithoutProducerId, Three(options: new RecordBatchOptions { IsTransactional = true }));

    [Fact]
    public void Transactional_batch_is_refused_where_the_request_is_not() => Refused(
        BatchValidationResult.TransactionalNotAllowed,
        Three(options: Idempotent with { IsTransactional = true }),
        Rules with { AllowTransactional = false });

    [Fact]
    public void Garbage_after_a_valid_header_is_refused_for_every_codec()
    {
        foreach (var codec in RealCodecs)
            Refused(BatchValidationResult.CompressionInvalid, Changed(Three(codec), (b, _) => b[61..].Fill(0x9E)));
        Refused(BatchValidationResult.RecordMalformed, Changed(Three(), (b, _) => b[61..].Fill(0x9E)));
    }

    [Fact]
    public void Compressed_block_cut_short_is_refused_for_every_codec()
    {
        foreach (var codec in RealCodecs)
        {
            var batch = Three(codec);
            for (var cut = RecordBatchHeader.Bytes; cut < batch.Length; cut++)
            {
                var shorter = batch[..cut];
                RecordBatch.Seal(shorter);
                var result = BatchValidator.Validate(shorter, Rules, out _);
                Assert.True(
                    result is BatchValidationResult.CompressionInvalid or BatchValidationResult.RecordMalformed, $"{codec} {cut}: {result}");
            }
        }
    }

    [Fact]
    public void Records_beyond_the_cap_are_refused_and_those_at_it_are_not()
    {
        var bytes = Three().Length - RecordBatchHeader.Bytes;
        foreach (var codec in RealCodecs)
        {
            Refused(BatchValidationResult.DecompressedTooLarge, Three(codec), Rules with { DecompressedBytesMax = bytes - 1 });
            Accepted(Three(codec), Rules with { DecompressedBytesMax = bytes });
        }
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("0c0000000101", 1)]
    [InlineData("0c000000010100ff", 1)]
    [InlineData("0c000000010100", 2)]
    [InlineData("0e00000001010000", 1)]
    [InlineData("0a000000010100", 1)]
    [InlineData("0c000000030100", 1)]
    [InlineData("0c0000000c0100", 1)]
    [InlineData("0c000000010300", 1)]
    [InlineData("0c000000010101", 1)]
    [InlineData("0c000000010102", 1)]
    [InlineData("100000000101020101", 1)]
    [InlineData("ffffffffff", 1)]
    [InlineData("01", 1)]
    [InlineData("00", 1)]
    [InlineData("feffffff0f000000010100", 1)]
    public void Malformed_record_is_refused_in_every_codec(string block, int count)
    {
        foreach (var codec in Codecs) Refused(BatchValidationResult.RecordMalformed, Around(Convert.FromHexString(block), count, codec));
    }

    [Theory]
    [InlineData("0c000000010100", 1)]
    [InlineData("0c0000000101000c000002010100", 2)]
    [InlineData("100000000101020001", 1)]
    [InlineData("100000000101020000", 1)]
    public void Well_formed_counterparts_are_accepted_in_every_codec(string block, int count)
    {
        foreach (var codec in Codecs) Accepted(Around(Convert.FromHexString(block), count, codec), Rules);
    }

    [Fact]
    public void Offset_deltas_that_are_not_consecutive_are_refused_with_the_index()
    {
        foreach (var codec in Codecs)
        {
            Refused(BatchValidationResult.OffsetDeltaNotSequential, Around(Convert.FromHexString("0c0000000101000c000004010100"), 2, codec), index: 1);
            Refused(BatchValidationResult.OffsetDeltaNotSequential, Around(Convert.FromHexString("0c000002010100"), 1, codec), index: 0);
        }
    }

    [Fact]
    public void Missing_key_is_refused_on_compacted_topics_with_the_index()
    {
        Row[] rows = [new(T, [1], [2], []), new(T, [], [2], []), new(T, null, [2], [])];
        foreach (var codec in Codecs)
        {
            Refused(BatchValidationResult.KeyMissing, Build(rows, codec), Rules with { RequireKeys = true }, index: 2);
            Accepted(Build(rows, codec), Rules);
            Accepted(Build(rows[..2], codec), Rules with { RequireKeys = true });
        }
    }

    [Theory]
    [InlineData(-101, false)]
    [InlineData(-100, true)]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public void Timestamp_outside_the_bounds_is_refused_with_the_index(long distance, bool accepted)
    {
        var batch = Build([new(T, null, [1], []), new(T + distance, null, [1], [])]);
        var rules = Rules with { TimestampBeforeMaxMs = 100, TimestampAfterMaxMs = 50 };

        if (accepted) Accepted(batch, rules);
        else Refused(BatchValidationResult.TimestampOutOfRange, batch, rules, index: 1);
        Accepted(batch, rules with { TimestampType = TimestampType.LogAppendTime });
    }

    [Fact]
    public void Record_without_timestamp_is_accepted()
    {
        var batch = Build([new(-1, null, [1], [])]);

        Assert.Equal(BatchValidationResult.Valid, BatchValidator.Validate(batch, Rules with { TimestampBeforeMaxMs = 5 }, out var summary));
        Assert.Equal((-1, false), (summary.MaxTimestamp, summary.MaxTimestampNeedsRepair));
    }

    [Fact]
    public void Timestamp_that_overflows_is_refused_and_extreme_bounds_do_not_overflow()
    {
        var batch = Changed(Three(), (b, _) => BinaryPrimitives.WriteInt64BigEndian(b[27..], long.MaxValue - 5));
        var rules = Rules with { NowMs = long.MaxValue - 6, TimestampBeforeMaxMs = long.MaxValue, TimestampAfterMaxMs = long.MaxValue };

        Refused(BatchValidationResult.TimestampOutOfRange, batch, rules, index: 1);
        Accepted(Build([new(long.MaxValue, null, null, [])]), rules);
    }

    [Fact]
    public void With_log_append_time_the_maximum_is_the_time_of_the_append()
    {
        var rules = Rules with { TimestampType = TimestampType.LogAppendTime, NowMs = T + 1000 };

        Assert.Equal(BatchValidationResult.Valid, BatchValidator.Validate(Three(), rules, out var summary));
        Assert.Equal((T + 1000, 0, false), (summary.MaxTimestamp, summary.MaxTimestampOffsetDelta, summary.MaxTimestampNeedsRepair));
    }

    [Fact]
    public void Uncompressed_validation_allocates_nothing()
    {
        var batch = Build(Enumerable.Range(0, 500).Select(i => new Row(T + i, [1], new byte[100], [])));
        var rules = Rules;
        BatchValidator.Validate(batch, rules, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) BatchValidator.Validate(batch, rules, out _);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Every_result_has_its_own_explanation()
    {
        var results = Enum.GetValues<BatchValidationResult>();

        Assert.Equal(results.Length, results.Select(BatchValidator.Explain).Distinct().Count());
        Assert.DoesNotContain("The batch was refused.", results.Select(BatchValidator.Explain));
    }

    private static byte[] WithAttribute(int bits) => Changed(
        Three(), (b, _) => BinaryPrimitives.WriteInt16BigEndian(b[21..], unchecked((short)bits)));

    private static byte[] WithCount(byte[] batch, int count, int lastOffsetDelta) => Changed(batch, (b, _) =>
    {
        BinaryPrimitives.WriteInt32BigEndian(b[57..], count);
        BinaryPrimitives.WriteInt32BigEndian(b[23..], lastOffsetDelta);
    });

    private static void Accepted(byte[] batch, BatchValidationRules rules) =>
        Assert.Equal(BatchValidationResult.Valid, BatchValidator.Validate(batch, rules, out _));

    private static void Refused(BatchValidationResult expected, byte[] batch, BatchValidationRules? rules = null, int index = -1)
    {
        Assert.Equal(expected, BatchValidator.Validate(batch, rules ?? Rules, out var summary));
        Assert.Equal(index, summary.FaultyRecordIndex);
    }
}
