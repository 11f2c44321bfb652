using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RaftLog.Records;

/// <summary>
/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78, initial value and final XOR 0xFFFFFFFF): the checksum of record
/// batches and of everything RaftLog writes to disk or sends between brokers. The CRC of ASCII <c>123456789</c> is
/// 0xE3069283.
/// </summary>
/// <remarks>
/// Three loops, chosen by length and by what the CPU offers, all giving the same value:
/// folding with 512-bit carry-less multiplication (x86 with VPCLMULQDQ, from <see cref="FoldBytesMin"/> bytes);
/// three interleaved streams of the crc32 instruction, which has a latency of three cycles and a throughput of one
/// (x86 with SSE4.2 and PCLMULQDQ); and eight bytes at a time, which also uses the instruction on Arm and a table
/// elsewhere.
/// </remarks>
public static class Crc32C
{
    /// <summary>From here on folding beats interleaving, whose set-up is cheaper.</summary>
    private const int FoldBytesMin = 512;

    private const int FoldStride = 256;
    private const int LongLane = 1024;
    private const int ShortLane = 128;

    private static readonly ulong LongLaneShift = ShiftFactor(LongLane);
    private static readonly ulong LongLaneShiftTwice = ShiftFactor(2 * LongLane);
    private static readonly ulong ShortLaneShift = ShiftFactor(ShortLane);
    private static readonly ulong ShortLaneShiftTwice = ShiftFactor(2 * ShortLane);

    private static readonly Vector512<ulong> FoldBy2048Bits = FoldFactors(2048);
    private static readonly Vector512<ulong> FoldBy1024Bits = FoldFactors(1024);
    private static readonly Vector512<ulong> FoldBy512Bits = FoldFactors(512);

    /// <summary>The CRC of <paramref name="bytes"/>; 0 when empty.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The CRC of all segments in order.</summary>
    public static uint Compute(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment) return Append(0, bytes.FirstSpan);
        var crc = 0u;
        foreach (var segment in bytes) crc = Append(crc, segment.Span);
        return crc;
    }

    /// <summary>
    /// Continues a CRC: <c>Append(Compute(a), b)</c> is the CRC of a followed by b, so any earlier CRC may seed the next one
    /// (the log's headers are chained that way). Seed 0 starts afresh.
    /// </summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var state = ~crc;
        if (Pclmulqdq.V512.IsSupported && Vector512.IsHardwareAccelerated && bytes.Length >= FoldBytesMin)
            state = Fold(state, ref bytes);
        else if (Sse42.X64.IsSupported && Pclmulqdq.IsSupported)
            state = Interleave(state, ref bytes);
        return ~Serial(state, bytes);
    }

    /// <summary>The loop for CPUs without carry-less multiplication, and for what the others leave; a state is a CRC not yet inverted.</summary>
    internal static uint Serial(uint state, ReadOnlySpan<byte> bytes)
    {
        ref var at = ref MemoryMarshal.GetReference(bytes);
        var remaining = bytes.Length;
        for (; remaining >= sizeof(ulong); remaining -= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, Word(ref at, 0));
            at = ref Unsafe.Add(ref at, sizeof(ulong));
        }

        for (; remaining > 0; remaining--)
        {
            state = BitOperations.Crc32C(state, at);
            at = ref Unsafe.Add(ref at, 1);
        }

        return state;
    }

    /// <summary>Consumes whole triples of lanes from the front of <paramref name="bytes"/>. Needs SSE4.2 and PCLMULQDQ.</summary>
    internal static uint Interleave(uint state, ref ReadOnlySpan<byte> bytes)
    {
        ref var at = ref MemoryMarshal.GetReference(bytes);
        var consumed = 0;
        for (; bytes.Length - consumed >= 3 * LongLane; consumed += 3 * LongLane)
            state = ThreeLanes(state, ref Unsafe.Add(ref at, consumed), LongLane, LongLaneShift, LongLaneShiftTwice);
        for (; bytes.Length - consumed >= 3 * ShortLane; consumed += 3 * ShortLane)
            state = ThreeLanes(state, ref Unsafe.Add(ref at, consumed), ShortLane, ShortLaneShift, ShortLaneShiftTwice);
        bytes = bytes[consumed..];
        return state;
    }

    /// <summary>
    /// Consumes whole strides of 256 bytes. Needs VPCLMULQDQ for 512-bit vectors and at least one stride.
    /// </summary>
    /// <remarks>
    /// Four accumulators of four 128-bit lanes each hold a message that is congruent, modulo the polynomial, to the bytes read
    /// so far; what is left after the last stride is 64 such bytes, which the crc32 instruction reduces.
    /// </remarks>
    internal static uint Fold(uint state, ref ReadOnlySpan<byte> bytes)
    {
        ref var at = ref MemoryMarshal.GetReference(bytes);
        var a = Load(ref at, 0) ^ Vector512.CreateScalar((ulong)state);
        var b = Load(ref at, 64);
        var c = Load(ref at, 128);
        var d = Load(ref at, 192);
        var consumed = FoldStride;
        var by2048 = FoldBy2048Bits;
        for (; bytes.Length - consumed >= FoldStride; consumed += FoldStride)
        {
            ref var stride = ref Unsafe.Add(ref at, consumed);
            a = FoldInto(a, by2048, Load(ref stride, 0));
            b = FoldInto(b, by2048, Load(ref stride, 64));
            c = FoldInto(c, by2048, Load(ref stride, 128));
            d = FoldInto(d, by2048, Load(ref stride, 192));
        }

        // a lies 1024 bits before c and b as far before d, and then c 512 bits before d.
        c = FoldInto(a, FoldBy1024Bits, c);
        d = FoldInto(b, FoldBy1024Bits, d);
        d = FoldInto(c, FoldBy512Bits, d);
        bytes = bytes[consumed..];
        var rest = 0u;
        for (var i = 0; i < Vector512<ulong>.Count; i++) rest = BitOperations.Crc32C(rest, d.GetElement(i));
        return rest;
    }

    private static uint ThreeLanes(uint state, ref byte at, int lane, ulong shift, ulong shiftTwice)
    {
        ulong first = state;
        ulong second = 0;
        ulong third = 0;
        for (var i = 0; i < lane; i += sizeof(ulong))
        {
            first = Sse42.X64.Crc32(first, Word(ref at, i));
            second = Sse42.X64.Crc32(second, Word(ref at, lane + i));
            third = Sse42.X64.Crc32(third, Word(ref at, (2 * lane) + i));
        }

        var moved = Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(first), Vector128.CreateScalar(shiftTwice), 0x00)
            ^ Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(second), Vector128.CreateScalar(shift), 0x00);
        return (uint)(Sse42.X64.Crc32(0, moved.ToScalar()) ^ third);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> FoldInto(Vector512<ulong> accumulator, Vector512<ulong> factors, Vector512<ulong> next) =>
        Vector512.Xor(
            Vector512.Xor(
                Pclmulqdq.V512.CarrylessMultiply(accumulator, factors, 0x00),
                Pclmulqdq.V512.CarrylessMultiply(accumulator, factors, 0x11)),
            next);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ref byte at, int offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Load(ref byte at, int offset) =>
        Unsafe.ReadUnaligned<Vector512<ulong>>(ref Unsafe.Add(ref at, offset));

    /// <summary>
    /// What a 32-bit CRC is multiplied with to move it over <paramref name="bytes"/> zero bytes. The product of two reflected
    /// 32-bit values, read as a 64-bit message by the crc32 instruction, gains x^1 from its alignment and x^32 from the CRC:
    /// hence x^(8n - 33).
    /// </summary>
    private static ulong ShiftFactor(int bytes) => PowerOfX((8 * bytes) - 33);

    /// <summary>
    /// The two factors that move a 128-bit lane over <paramref name="bits"/> bits. Its first 64 bits are x^64 above the others,
    /// and a product of two reflected 64-bit values gains x^1 from its alignment; a 32-bit remainder sits in the upper half.
    /// </summary>
    private static Vector512<ulong> FoldFactors(int bits)
    {
        var first = (ulong)PowerOfX(bits + 63) << 32;
        var second = (ulong)PowerOfX(bits - 1) << 32;
        return Vector512.Create(first, second, first, second, first, second, first, second);
    }

    /// <summary>x^n modulo the polynomial, reflected: bit 31 is x^0.</summary>
    private static uint PowerOfX(int n)
    {
        const uint polynomial = 0x82F63B78;
        var power = 0x80000000u;
        for (var i = 0; i < n; i++) power = (power & 1) == 0 ? power >> 1 : (power >> 1) ^ polynomial;
        return power;
    }
}
