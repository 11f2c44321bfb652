using System.Buffers.Binary;
using CsCheck;
using K4os.Compression.LZ4.Streams;
using K4os.Hash.xxHash;
using Snappier;
using static RaftLog.Records.Tests.Samples;

namespace RaftLog.Records.Tests;

public class RecordCompressionTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public void Bytes_of_any_size_come_back_from_every_codec() => Gen.Select(Gen.Int[0, 300_000], Gen.Int[1, 255], Gen.Int).Sample(
        (length, variety, seed) =>
        {
            var bytes = Noise(length, variety, seed);
            foreach (var codec in Codecs)
            {
                var (fault, read) = Decompressed(codec, Compressed(codec, bytes), Math.Max(length, 1));
                Assert.Equal(RecordFault.None, fault);
                Assert.True(read.AsSpan().SequenceEqual(bytes), $"{codec}, {length} bytes");
            }
        },
        iter: 40);

    [Fact]
    public void Every_level_and_any_beyond_the_bounds_can_be_read()
    {
        var bytes = Noise(20_000, 4, 1);
        foreach (var codec in RealCodecs)
        {
            foreach (var level in new[] { int.MinValue, -1, 0, 1, 3, 6, 9, 12, 17, 19, 22, int.MaxValue })
                Assert.Equal(bytes, Decompressed(codec, Compressed(codec, bytes, level)).Bytes);
        }
    }

    [Fact]
    public void Higher_level_compresses_better()
    {
        var random = new Random(5);
        var words = Enumerable.Range(0, 400).Select(i => Noise(3 + (i % 9), 26, i)).ToArray();
        var bytes = Enumerable.Range(0, 20_000).SelectMany(_ => words[random.Next(1 + random.Next(400))]).ToArray();
        foreach (var (codec, low, high) in new[] { (CompressionCodec.Gzip, 1, 9), (CompressionCodec.Lz4, 1, 12), (CompressionCodec.Zstd, 1, 19) })
            Assert.True(Compressed(codec, bytes, high).Length < Compressed(codec, bytes, low).Length, codec.ToString());
    }

    [Fact]
    public void Snappy_is_read_raw_and_framed_and_framed_twice()
    {
        var bytes = Noise(100_000, 3, 2);
        var framed = Compressed(CompressionCodec.Snappy, bytes);

        Assert.Equal(bytes, Decompressed(CompressionCodec.Snappy, Snappy.CompressToArray(bytes)).Bytes);
        Assert.Equal(bytes, Decompressed(CompressionCodec.Snappy, framed).Bytes);
        Assert.Equal((byte[])[.. bytes, .. bytes], Decompressed(CompressionCodec.Snappy, [.. framed, .. framed]).Bytes);
        Assert.Equal(4, BlocksOf(framed).Count);
        Assert.Equal(32 * 1024, Snappy.GetUncompressedLength(BlocksOf(framed)[0]));
    }

    [Fact]
    public void Snappy_framing_is_read_with_its_versions_the_wrong_way_round()
    {
        var framed = Compressed(CompressionCodec.Snappy, [1, 2, 3]);
        framed.AsSpan(8, 4).Reverse();
        framed.AsSpan(12, 4).Reverse();

        Assert.Equal([1, 2, 3], Decompressed(CompressionCodec.Snappy, framed).Bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("82534e4150505900")]
    [InlineData("82534e4150505900000000010000")]
    [InlineData("82534e41505059000000000000000001")]
    [InlineData("82534e4150505900000000010000000100")]
    [InlineData("82534e4150505900000000010000000100000000")]
    [InlineData("82534e41505059000000000100000001ffffffff00")]
    [InlineData("82534e415050590000000001000000017fffffff00")]
    [InlineData("82534e4150505900000000010000000100000002ff")]
    public void Snappy_framing_that_is_broken_is_invalid(string hex) =>
        Assert.Equal(RecordFault.CompressionInvalid, Decompressed(CompressionCodec.Snappy, Convert.FromHexString(hex)).Fault);

    [Fact]
    public void Snappy_block_that_announces_more_than_it_can_hold_costs_nothing()
    {
        byte[] liar = [0xFF, 0xFF, 0xFF, 0x7F, 0x00, 0x61, 0xFE, 0x01, 0x00];

        var allocated = Allocated(() => Assert.Equal(RecordFault.CompressionInvalid, Decompressed(CompressionCodec.Snappy, liar, int.MaxValue).Fault));

        Assert.InRange(allocated, 0, 256 * 1024);
    }

    [Fact]
    public void Concatenated_frames_and_members_are_read_as_one()
    {
        var bytes = Noise(5000, 9, 3);
        foreach (var codec in RealCodecs)
        {
            var once = Compressed(codec, bytes);
            Assert.Equal((byte[])[.. bytes, .. bytes, .. bytes], Decompressed(codec, [.. once, .. once, .. once]).Bytes);
        }
    }

    [Fact]
    public void Lz4_frames_with_chained_blocks_and_checksums_are_read()
    {
        var bytes = Noise(300_000, 3, 4);
        foreach (var chained in new[] { false, true })
        {
            foreach (var checksums in new[] { false, true })
            {
                var settings = new LZ4EncoderSettings { ChainBlocks = chained, ContentChecksum = checksums, BlockChecksum = checksums };
                var frame = LZ4Frame.Encode(bytes.AsSpan(), new System.Buffers.ArrayBufferWriter<byte>(), settings).WrittenSpan.ToArray();
                Assert.Equal(bytes, Decompressed(CompressionCodec.Lz4, frame).Bytes);
                if (!checksums) continue;
                frame[^1] ^= 1;
                Assert.Equal(RecordFault.CompressionInvalid, Decompressed(CompressionCodec.Lz4, frame).Fault);
            }
        }
    }

    [Fact]
    public void Lz4_written_has_independent_blocks_and_a_right_header_checksum()
    {
        var frame = Compressed(CompressionCodec.Lz4, Noise(100, 3, 4));

        Assert.Equal("04224d18", Hex(frame.AsSpan(0, 4)));
        Assert.Equal(0x20, frame[4] & 0x20);
        Assert.Equal((byte)(XXH32.DigestOf(frame.AsSpan(4, 2)) >> 8), frame[6]);
    }

    [Fact]
    public void Lz4_frame_with_content_size_is_read_whatever_size_it_claims()
    {
        Assert.Equal([1, 2, 3], Decompressed(CompressionCodec.Lz4, Lz4WithContentSize(3)).Bytes);
        var allocated = Allocated(() => Decompressed(CompressionCodec.Lz4, Lz4WithContentSize(long.MaxValue)));
        Assert.InRange(allocated, 0, 1 * MiB);
    }

    [Fact]
    public void Zstd_window_of_level_22_is_read_and_a_larger_one_refused()
    {
        Assert.Equal([0x41], Decompressed(CompressionCodec.Zstd, ZstdRaw(windowLog: 27)).Bytes);
        foreach (var windowLog in new[] { 28, 31, 41 })
            Assert.Equal(RecordFault.CompressionInvalid, Decompressed(CompressionCodec.Zstd, ZstdRaw(windowLog)).Fault);
    }

    [Fact]
    public void Zstd_frames_that_need_a_dictionary_or_lie_about_their_size_are_invalid()
    {
        // Frame header descriptors: dictionary id of one byte; single segment with a content size of one byte.
        byte[] dictionary = [0x28, 0xB5, 0x2F, 0xFD, 0x01, 0x58, 0x07, 0x09, 0, 0, 0x41];
        byte[] right = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x01, 0x09, 0, 0, 0x41];
        byte[] liar = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x05, 0x09, 0, 0, 0x41];

        Assert.Equal(RecordFault.CompressionInvalid, Decompressed(CompressionCodec.Zstd, dictionary).Fault);
        Assert.Equal([0x41], Decompressed(CompressionCodec.Zstd, right).Bytes);
        Assert.Equal(RecordFault.CompressionInvalid, Decompressed(CompressionCodec.Zstd, liar).Fault);
    }

    [Fact]
    public void Bomb_stops_at_the_cap_with_bounded_memory()
    {
        var zeros = new byte[48 * MiB];
        foreach (var (name, codec, bomb) in new[]
        {
            ("gzip", CompressionCodec.Gzip, Compressed(CompressionCodec.Gzip, zeros)),
            ("xerial", CompressionCodec.Snappy, Compressed(CompressionCodec.Snappy, zeros)),
            ("raw snappy", CompressionCodec.Snappy, Snappy.CompressToArray(zeros)),
            ("lz4", CompressionCodec.Lz4, Compressed(CompressionCodec.Lz4, zeros)),
            ("zstd", CompressionCodec.Zstd, Compressed(CompressionCodec.Zstd, zeros)),
        })
        {
            var batch = new byte[RecordBatchHeader.Bytes + bomb.Length];
            Three().AsSpan(0, RecordBatchHeader.Bytes).CopyTo(batch);
            bomb.CopyTo(batch.AsSpan(RecordBatchHeader.Bytes));
            batch[22] = (byte)codec;
            RecordBatch.Seal(batch);
            var sink = new Sink();
            Assert.Equal(RecordFault.DecompressedTooLarge, RecordCompression.Decompress(codec, bomb, sink, MiB));
            Assert.True(sink.Bytes <= MiB, name);

            // A block of zeros is records of length 0, so this one is refused at the first of them, whatever follows.
            var rules = Rules with { DecompressedBytesMax = MiB, BatchBytesMax = int.MaxValue };
            var allocated = Allocated(() => Assert.NotEqual(BatchValidationResult.Valid, BatchValidator.Validate(batch, rules, out _)));
            Assert.True(allocated < MiB, $"{name}: {allocated} bytes");
        }
    }

    [Fact]
    public void Bomb_of_one_giant_record_stops_at_the_cap_and_is_never_held()
    {
        var bomb = Build([new(T, null, new byte[48 * MiB], [])]);
        foreach (var codec in RealCodecs)
        {
            Assert.Equal(RecordFault.None, RecordBatch.Recompress(bomb, codec, null, 64 * MiB, new Primitives.PayloadPool(), out var batch));
            var rules = Rules with { BatchBytesMax = int.MaxValue, DecompressedBytesMax = 8 * MiB };
            var allocated = Allocated(() => Assert.Equal(
                BatchValidationResult.DecompressedTooLarge, BatchValidator.Validate(batch!.Span, rules, out _)));
            Assert.True(allocated < MiB, $"{codec}: {allocated} bytes");
            Assert.Equal(BatchValidationResult.Valid, BatchValidator.Validate(batch!.Span, rules with { DecompressedBytesMax = 64 * MiB }, out _));
        }
    }

    [Fact]
    public void Many_empty_frames_come_to_an_end()
    {
        foreach (var codec in RealCodecs)
        {
            var empty = Compressed(codec, []);
            var many = Enumerable.Repeat(empty, 2000).SelectMany(b => b).ToArray();
            var (fault, bytes) = Decompressed(codec, many);
            Assert.Equal((RecordFault.None, 0), (fault, bytes.Length));
        }
    }

    [Fact]
    public void Codecs_that_do_not_exist_are_invalid_to_read_and_an_error_to_write()
    {
        foreach (var codec in new[] { 5, 6, 7, 255 })
        {
            Assert.False(RecordCompression.IsKnown((CompressionCodec)codec));
            Assert.Equal(RecordFault.CompressionInvalid, Decompressed((CompressionCodec)codec, [1, 2]).Fault);
            Assert.Throws<ArgumentOutOfRangeException>(() => Compressed((CompressionCodec)codec, [1, 2]));
        }
    }

    /// <summary>Hostile bytes by mutation: 50,000 for each codec, starting from real blocks.</summary>
    [Theory]
    [InlineData(CompressionCodec.Gzip)]
    [InlineData(CompressionCodec.Snappy)]
    [InlineData(CompressionCodec.Lz4)]
    [InlineData(CompressionCodec.Zstd)]
    public void Mutated_blocks_end_in_a_result_within_the_cap(CompressionCodec codec)
    {
        const int cap = 64 * 1024;
        var random = new Random(17);
        var seeds = SeedsOf(codec);
        var sink = new Sink();
        for (var round = 0; round < 50_000; round++)
        {
            var block = Mutate(seeds[round % seeds.Length], random);
            sink.Bytes = 0;
            var fault = RecordCompression.Decompress(codec, block, sink, cap);
            Assert.True(fault is RecordFault.None or RecordFault.CompressionInvalid or RecordFault.DecompressedTooLarge);
            Assert.InRange(sink.Bytes, 0, cap);
        }
    }

    private static byte[][] SeedsOf(CompressionCodec codec)
    {
        var seeds = new List<byte[]>
        {
            Compressed(codec, []),
            Compressed(codec, Noise(15, 2, 1)),
            Compressed(codec, Noise(700, 2, 2)),
            Compressed(codec, Noise(200, 255, 3)),
            Compressed(codec, new byte[100_000]),
        };
        if (codec == CompressionCodec.Snappy) seeds.AddRange([Snappy.CompressToArray(Noise(15, 2, 4)), Snappy.CompressToArray(Noise(900, 2, 5))]);
        if (codec == CompressionCodec.Lz4) seeds.AddRange([Lz4WithContentSize(3), Lz4Chained()]);
        if (codec == CompressionCodec.Zstd) seeds.AddRange([ZstdRaw(20), ZstdRaw(27)]);
        return [.. seeds];
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var block = (byte[])seed.Clone();
        for (var i = random.Next(1, 6); i > 0 && block.Length > 0; i--)
        {
            var at = random.Next(2) == 0 ? random.Next(block.Length) : random.Next(Math.Min(block.Length, 24));
            block[at] = random.Next(4) switch
            {
                0 => 0xFF,
                1 => 0,
                2 => (byte)(block[at] ^ (1 << random.Next(8))),
                _ => (byte)random.Next(256),
            };
        }

        return random.Next(6) switch
        {
            0 => block[..random.Next(block.Length + 1)],
            1 => [.. block, .. seed],
            2 => [.. block.AsSpan(0, random.Next(block.Length + 1)), .. block.AsSpan(random.Next(block.Length + 1))],
            _ => block,
        };
    }

    private static byte[] Noise(int length, int variety, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)random.Next(variety);
        return bytes;
    }

    private static List<byte[]> BlocksOf(byte[] framed)
    {
        var blocks = new List<byte[]>();
        for (var at = 16; at < framed.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(framed.AsSpan(at));
            blocks.Add(framed[(at + 4)..(at + 4 + length)]);
            at += 4 + length;
        }

        return blocks;
    }

    private static byte[] Lz4WithContentSize(long size)
    {
        var frame = new byte[4 + 10 + 1 + 4 + 3 + 4];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, 0x184D2204);
        frame[4] = 0x68;
        frame[5] = 0x40;
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(6), size);
        frame[14] = (byte)(XXH32.DigestOf(frame.AsSpan(4, 10)) >> 8);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(15), 0x80000003);
        frame[19] = 1;
        frame[20] = 2;
        frame[21] = 3;
        return frame;
    }

    private static byte[] Lz4Chained() => LZ4Frame.Encode(
        Noise(70_000, 2, 6).AsSpan(), new System.Buffers.ArrayBufferWriter<byte>(), new LZ4EncoderSettings { ChainBlocks = true }).WrittenSpan.ToArray();

    /// <summary>A frame with a window descriptor, no content size, and one raw block of one byte.</summary>
    private static byte[] ZstdRaw(int windowLog) =>
        [0x28, 0xB5, 0x2F, 0xFD, 0x00, (byte)((windowLog - 10) << 3), 0x09, 0, 0, 0x41];

    /// <summary>Bytes this thread allocates in a call, after one call that fills the pools.</summary>
    private static long Allocated(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Counts what it is given.</summary>
    private sealed class Sink : System.Buffers.IBufferWriter<byte>
    {
        private readonly byte[] _buffer = new byte[64 * 1024];

        public long Bytes { get; set; }

        public void Advance(int count) => Bytes += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public Span<byte> GetSpan(int sizeHint = 0) => _buffer;
    }
}
