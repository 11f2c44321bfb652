using CsCheck;
using RaftLog.Primitives;
using static RaftLog.Records.Tests.Samples;

namespace RaftLog.Records.Tests;

/// <summary>
/// Two parsers read records: one in place, one streaming through a small buffer. Whatever the bytes, they must agree on what is
/// well-formed and on what every record says.
/// </summary>
public class RecordScannerTests
{
    [Fact]
    public void Streaming_and_in_place_walks_agree_on_mutated_blocks()
    {
        var random = new Random(11);
        var sound = Three().AsSpan(61).ToArray();
        var large = Build([new(T, new byte[90_000], new byte[70_000], [new("h", new byte[66_000])]), new(T, [1], [2], [])]).AsSpan(61).ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var isLarge = round % 50 == 0;
            var block = (byte[])(isLarge ? large : sound).Clone();
            for (var i = random.Next(1, 4); i > 0; i--) block[Position(random, block.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) block = block[..random.Next(block.Length)];
            var count = (isLarge ? 2 : 3) + random.Next(-1, 2);
            var codec = Codecs[round % 5];
            Assert.Equal(InPlace(block, count), Streamed(Around(block, count, codec)));
        }

        // The fields of the large records lie at its ends, where a mutation means something.
        static int Position(Random random, int length) =>
            random.Next(2) == 0 ? random.Next(length) : Math.Min(length - 1, random.Next(2) == 0 ? random.Next(24) : length - 1 - random.Next(24));
    }

    [Fact]
    public void Records_of_every_size_around_the_buffer_stream_through()
    {
        int[] sizes = [0, 1, 63, 64, 65_000, 65_500, 65_520, 65_524, 65_525, 65_526, 65_527, 65_528, 65_529, 65_530, 65_531, 65_536, 65_537, 131_072, 300_000];
        foreach (var codec in Codecs)
        {
            foreach (var size in sizes)
            {
                Row[] rows = [new(T, [1], new byte[30], []), new(T + 1, null, new byte[size], [new("a", new byte[size])]), new(T + 2, new byte[size], null, [])];
                var batch = Build(rows, codec);
                Assert.Equal(InPlace(Build(rows).AsSpan(61), 3), Streamed(batch));
                Assert.Equal(BatchValidationResult.Valid, BatchValidator.Validate(batch, Rules, out _));
            }
        }
    }

    [Fact]
    public void Any_run_of_records_streams_as_it_reads() => Gen.Int[0, 9000].Array[1, 60].Sample(
        sizes =>
        {
            var rows = sizes.Select((s, i) => new Row(T + i, null, new byte[s], [])).ToArray();
            var expected = InPlace(Build(rows).AsSpan(61), rows.Length);
            foreach (var codec in RealCodecs) Assert.Equal(expected, Streamed(Build(rows, codec)));
        },
        iter: 30);

    [Fact]
    public void First_record_at_or_after_a_time_is_found_in_every_codec()
    {
        var options = new RecordBatchOptions { BaseOffset = new Offset(100) };
        foreach (var batch in Codecs.Select(c => Three(c, options)))
        {
            Assert.Equal((100, T), First(batch, T - 5));
            Assert.Equal((101, T + 7), First(batch, T + 1));
            Assert.Equal((101, T + 7), First(batch, T, from: 101));
            Assert.Equal((102, T + 3), First(batch, T, from: 102));
            Assert.Null(First(batch, T + 8));
            Assert.Null(First(batch, T, from: 103));
        }
    }

    [Fact]
    public void Earliest_record_with_the_largest_timestamp_is_found_in_every_codec()
    {
        Row[] rows = [new(T, null, null, []), new(T + 9, null, null, []), new(T + 4, null, null, []), new(T + 9, null, null, [])];
        foreach (var codec in Codecs)
        {
            Assert.Equal(RecordFault.None, RecordSearch.FindMaxTimestamp(Build(rows, codec), Cap, out var found));
            Assert.Equal(new FoundRecord(new Offset(1), T + 9), found);
        }
    }

    [Fact]
    public void With_log_append_time_every_record_has_the_time_of_the_append()
    {
        var batch = Three(CompressionCodec.Lz4);
        RecordBatch.StampLogAppendTime(batch, T + 50);

        Assert.Equal((0, T + 50), First(batch, T + 20));
        Assert.Equal(RecordFault.None, RecordSearch.FindMaxTimestamp(batch, Cap, out var found));
        Assert.Equal(new FoundRecord(Offset.Zero, T + 50), found);
    }

    [Fact]
    public void Search_in_a_malformed_batch_says_so_and_in_an_emptied_one_finds_nothing()
    {
        var malformed = Around([0x0c, 0, 0, 0, 1, 1], 1, CompressionCodec.Gzip);
        var emptied = new RecordBatchBuilder().KeepLastOffsetDelta(3).ToArray();

        Assert.Equal(RecordFault.Truncated, RecordSearch.FindMaxTimestamp(malformed, Cap, out var found));
        Assert.Null(found);
        Assert.Equal(RecordFault.DecompressedTooLarge, RecordSearch.FindFirstAtOrAfter(Three(CompressionCodec.Zstd), T, Offset.Zero, 3, out found));
        Assert.Null(found);
        Assert.Equal(RecordFault.None, RecordSearch.FindMaxTimestamp(emptied, Cap, out found));
        Assert.Null(found);
    }

    [Fact]
    public void Search_stops_at_the_record_it_wants_even_if_damage_follows()
    {
        var block = Three().AsSpan(61).ToArray();
        block[^1] = 0x7F;

        Assert.Equal((1, T + 7), First(Around(block, 3, CompressionCodec.Snappy), T + 1));
    }

    private static (long, long)? First(byte[] batch, long timestamp, long from = 0)
    {
        Assert.Equal(RecordFault.None, RecordSearch.FindFirstAtOrAfter(batch, timestamp, new Offset(from), Cap, out var found));
        return found is null ? null : (found.Value.Offset.Value, found.Value.TimestampMs);
    }

    private static string InPlace(ReadOnlySpan<byte> block, int count)
    {
        var walked = new List<string>();
        var records = new RecordEnumerator(block, count);
        while (records.MoveNext()) walked.Add($"{records.Current.OffsetDelta}/{records.Current.TimestampDelta}/{records.Current.HasKey}");
        return string.Join(' ', walked) + (records.Fault == RecordFault.None ? " ok" : " bad");
    }

    private static string Streamed(ReadOnlySpan<byte> batch)
    {
        var walked = new List<string>();
        using var records = new RecordScanner(batch, Cap);
        while (Next(ref System.Runtime.CompilerServices.Unsafe.AsRef(in records)))
            walked.Add($"{records.OffsetDelta}/{records.TimestampDelta}/{records.HasKey}");
        return string.Join(' ', walked) + (records.Fault == RecordFault.None ? " ok" : " bad");

        static bool Next(ref RecordScanner records) => records.MoveNext();
    }
}
