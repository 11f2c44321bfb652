using System.Buffers;
using System.Runtime.Intrinsics.X86;
using System.Text;
using CsCheck;

namespace RaftLog.Records.Tests;

public class Crc32CTests
{
    private delegate uint Loop(uint state, ref ReadOnlySpan<byte> bytes);

    [Fact]
    public void Crc_of_the_check_string_is_the_published_one() =>
        Assert.Equal(0xE3069283u, Crc32C.Compute(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Crc_of_nothing_is_zero() => Assert.Equal(0u, Crc32C.Compute([]));

    [Fact]
    public void Every_length_up_to_5000_agrees_with_the_bitwise_reference()
    {
        var bytes = Noise(5000 + 64);
        for (var length = 0; length <= 5000; length++)
        {
            var start = length % 61;
            Assert.Equal(Reference(0, bytes.AsSpan(start, length)), Crc32C.Compute(bytes.AsSpan(start, length)));
        }
    }

    [Fact]
    public void Any_start_length_and_seed_agree_with_the_bitwise_reference()
    {
        var bytes = Noise(40_000);
        Gen.Select(Gen.Int[0, 64], Gen.Int[0, 20_000], Gen.UInt).Sample(
            (start, length, seed) => Crc32C.Append(seed, bytes.AsSpan(start, length)) == Reference(seed, bytes.AsSpan(start, length)),
            iter: 300);
    }

    [Fact]
    public void Crc_of_two_parts_is_the_second_seeded_with_the_first()
    {
        var bytes = Noise(9000);
        Gen.Int[0, 9000].Sample(cut =>
            Crc32C.Append(Crc32C.Compute(bytes.AsSpan(0, cut)), bytes.AsSpan(cut)) == Crc32C.Compute(bytes));
    }

    [Fact]
    public void Crc_of_a_sequence_is_that_of_its_bytes()
    {
        var bytes = Noise(6000);
        Gen.Int[0, 6000].Array[0, 6].Sample(cuts =>
        {
            Array.Sort(cuts);
            return Crc32C.Compute(Sequence(bytes, cuts)) == Crc32C.Compute(bytes);
        });
    }

    [Fact]
    public void Serial_loop_agrees_with_the_reference() =>
        CheckLoop((uint state, ref ReadOnlySpan<byte> _) => state, 0);

    [Fact]
    public void Interleaved_loop_agrees_with_the_reference()
    {
        Assert.SkipUnless(Sse42.X64.IsSupported && Pclmulqdq.IsSupported, "This CPU has no carry-less multiplication.");
        CheckLoop(Crc32C.Interleave, 0);
    }

    [Fact]
    public void Folding_loop_agrees_with_the_reference()
    {
        Assert.SkipUnless(Pclmulqdq.V512.IsSupported, "This CPU has no 512-bit carry-less multiplication.");
        CheckLoop(Crc32C.Fold, 256);
    }

    private static void CheckLoop(Loop loop, int lengthMin)
    {
        var bytes = Noise(12_000);
        for (var length = lengthMin; length <= 11_000; length += length < 2000 ? 1 : 37)
        {
            ReadOnlySpan<byte> rest = bytes.AsSpan(length % 67, length);
            var state = loop(0xFFFFFFFF, ref rest);
            Assert.Equal(Reference(0, bytes.AsSpan(length % 67, length)), ~Crc32C.Serial(state, rest));
        }
    }

    private static uint Reference(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F63B78;
        }

        return ~crc;
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private static ReadOnlySequence<byte> Sequence(byte[] bytes, int[] cuts)
    {
        var first = new Segment(bytes.AsMemory(0, cuts.Length == 0 ? bytes.Length : cuts[0]), null);
        var last = first;
        for (var i = 0; i < cuts.Length; i++)
            last = new Segment(bytes.AsMemory(cuts[i]..(i + 1 < cuts.Length ? cuts[i + 1] : bytes.Length)), last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null) return;
            previous.Next = this;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
        }
    }
}
