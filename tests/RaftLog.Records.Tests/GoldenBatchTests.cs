using RaftLog.Primitives;
using static RaftLog.Records.Tests.Samples;

namespace RaftLog.Records.Tests;

/// <summary>Bytes that other implementations have read: two batches and a transaction marker.</summary>
public class GoldenBatchTests
{
    private const string AsSent =
        "00000000000000000000004fffffffff026a650b8f0000000000010000018bcfe568000000018bcfe56805ffffffffffffffffffffffffffff" +
        "0000000222000000046b310a68656c6c6f020268027816000a02010a776f726c6400";

    private const string CommitMarker =
        "00000000000003ea00000042000000070269c199240030000000000000018bcfe568090000018bcfe568090000000000000fa00002ffffffff" +
        "000000012000000008000000010c00000000000300";

    [Fact]
    public void Builder_writes_the_batch_byte_for_byte()
    {
        var batch = new RecordBatchBuilder()
            .Append(T, "k1"u8, "hello"u8, new RecordHeader("h", "x"u8.ToArray()))
            .Append(T + 5, NullableBytes.Null, "world"u8)
            .ToArray();

        Assert.Equal(AsSent, Hex(batch));
    }

    [Fact]
    public void Reader_finds_the_records()
    {
        var (fault, rows) = Read(Convert.FromHexString(AsSent));

        Assert.Equal(RecordFault.None, fault);
        Assert.Equal(
            [$"{T} '6B31' '68656C6C6F' h='78'", $"{T + 5} null '776F726C64' "],
            rows.Select(r => r.Text));
        Assert.Equal([0, 1], rows.Select(r => r.OffsetDelta));
    }

    [Fact]
    public void Validator_accepts_it()
    {
        var result = BatchValidator.Validate(Convert.FromHexString(AsSent), Rules, out var summary);

        Assert.Equal(BatchValidationResult.Valid, result);
        Assert.Equal((2, 1, T + 5, 1), (summary.RecordsCount, summary.LastOffsetDelta, summary.MaxTimestamp, summary.MaxTimestampOffsetDelta));
        Assert.False(summary.MaxTimestampNeedsRepair);
        Assert.Equal(-1, summary.ProducerId);
    }

    [Fact]
    public void Assigning_offset_and_epoch_changes_only_their_bytes_and_keeps_the_crc()
    {
        var batch = Convert.FromHexString(AsSent);

        RecordBatch.StampBaseOffset(batch, new Offset(1000));
        RecordBatch.StampLeaderEpoch(batch, new Term(7));

        Assert.Equal("00000000000003e80000004f00000007026a650b8f" + AsSent[42..], Hex(batch));
        Assert.True(RecordBatch.HasValidCrc(batch));
    }

    [Fact]
    public void Commit_marker_is_written_byte_for_byte_and_read_back()
    {
        var marker = new TransactionMarker(ControlRecordType.Commit, 4000, 2, 3, T + 9);

        var batch = ControlBatch.Build(marker, new Offset(1002), new Term(7));

        Assert.Equal(CommitMarker, Hex(batch));
        Assert.True(ControlBatch.TryRead(batch, out var read));
        Assert.Equal(marker, read);
    }

    [Fact]
    public void Header_view_reads_every_field()
    {
        var header = new RecordBatchHeader(Convert.FromHexString(CommitMarker));

        Assert.Equal(1002, header.BaseOffset.Value);
        Assert.Equal(0x42, header.BatchLength);
        Assert.Equal(CommitMarker.Length / 2, header.TotalBytes);
        Assert.Equal(7, header.PartitionLeaderEpoch);
        Assert.Equal(2, header.Magic);
        Assert.Equal(0x69c19924u, header.Crc);
        Assert.Equal(BatchAttributes.Transactional | BatchAttributes.Control, header.Attributes);
        Assert.Equal(0, header.LastOffsetDelta);
        Assert.Equal(T + 9, header.BaseTimestamp);
        Assert.Equal(T + 9, header.MaxTimestamp);
        Assert.Equal(4000, header.ProducerId);
        Assert.Equal(2, header.ProducerEpoch);
        Assert.Equal(-1, header.BaseSequence);
        Assert.Equal(-1, header.LastSequence);
        Assert.Equal(1, header.RecordsCount);
        Assert.True(header.IsControl && header.IsTransactional && !header.HasDeleteHorizon);
    }

    [Fact]
    public void Snappy_block_starts_with_the_sixteen_bytes_that_kafka_python_compares() =>
        Assert.Equal("82534e4150505900" + "00000001" + "00000001", Hex(Compressed(CompressionCodec.Snappy, [1, 2, 3]).AsSpan(0, 16)));

    [Fact]
    public void Sequence_numbers_wrap_to_zero_after_the_largest_int()
    {
        var options = new RecordBatchOptions { ProducerId = 1, ProducerEpoch = 0, BaseSequence = int.MaxValue - 1 };

        Assert.Equal(0, new RecordBatchHeader(Three(options: options)).LastSequence);
    }
}
