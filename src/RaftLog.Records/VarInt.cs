using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RaftLog.Records;

/// <summary>
/// The record format's variable-length integers: zig-zag mapped, seven bits to a byte, least significant group first, the
/// high bit saying that another byte follows. At most 5 bytes hold an <see cref="int"/> and 10 a <see cref="long"/>.
/// </summary>
/// <remarks>
/// Longer encodings than needed are read, as Kafka does; bits that do not fit the type are refused, where Kafka drops them.
/// </remarks>
public static class VarInt
{
    /// <summary>Longest encoding of an <see cref="int"/>, in bytes.</summary>
    public const int Int32BytesMax = 5;

    /// <summary>Longest encoding of a <see cref="long"/>, in bytes.</summary>
    public const int Int64BytesMax = 10;

    /// <summary>Reads a zig-zag varint from the front of <paramref name="source"/>.</summary>
    /// <returns>
    /// <see cref="OperationStatus.Done"/>; <see cref="OperationStatus.NeedMoreData"/> when the source ends inside the number;
    /// <see cref="OperationStatus.InvalidData"/> when it does not fit. Unless done, both outputs are 0.
    /// </returns>
    public static OperationStatus ReadInt32(ReadOnlySpan<byte> source, out int value, out int bytesRead)
    {
        var status = ReadUnsigned(source, Int32BytesMax, 0x0F, out var raw, out bytesRead);
        value = Unzigzag((uint)raw);
        return status;
    }

    /// <summary>Reads a zig-zag varlong; see <see cref="ReadInt32"/>.</summary>
    public static OperationStatus ReadInt64(ReadOnlySpan<byte> source, out long value, out int bytesRead)
    {
        var status = ReadUnsigned(source, Int64BytesMax, 0x01, out var raw, out bytesRead);
        value = Unzigzag(raw);
        return status;
    }

    /// <summary>Writes a zig-zag varint and returns its length; the destination needs <see cref="SizeOf(int)"/> bytes.</summary>
    public static int WriteInt32(Span<byte> destination, int value) => WriteUnsigned(destination, Zigzag(value));

    /// <summary>Writes a zig-zag varlong and returns its length; the destination needs <see cref="SizeOf(long)"/> bytes.</summary>
    public static int WriteInt64(Span<byte> destination, long value) => WriteUnsigned(destination, Zigzag(value));

    /// <summary>Encoded length in bytes, 1 to 5.</summary>
    public static int SizeOf(int value) => SizeOfUnsigned(Zigzag(value));

    /// <summary>Encoded length in bytes, 1 to 10.</summary>
    public static int SizeOf(long value) => SizeOfUnsigned(Zigzag(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Unzigzag(uint raw) => (int)(raw >> 1) ^ -(int)(raw & 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Unzigzag(ulong raw) => (long)(raw >> 1) ^ -(long)(raw & 1);

    private static uint Zigzag(int value) => (uint)((value << 1) ^ (value >> 31));

    private static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static int SizeOfUnsigned(ulong raw) => Math.Max(1, (BitOperations.Log2(raw) / 7) + 1);

    private static OperationStatus ReadUnsigned(
        ReadOnlySpan<byte> source, int bytesMax, byte lastByteMax, out ulong raw, out int bytesRead)
    {
        raw = 0;
        bytesRead = 0;
        var result = 0ul;
        for (var i = 0; i < bytesMax; i++)
        {
            if (i >= source.Length) return OperationStatus.NeedMoreData;
            var next = source[i];
            if (i == bytesMax - 1 && next > lastByteMax) return OperationStatus.InvalidData;
            result |= (ulong)(next & 0x7F) << (7 * i);
            if (next >= 0x80) continue;
            raw = result;
            bytesRead = i + 1;
            return OperationStatus.Done;
        }

        return OperationStatus.InvalidData;
    }

    private static int WriteUnsigned(Span<byte> destination, ulong raw)
    {
        var length = 0;
        while (raw >= 0x80)
        {
            destination[length++] = (byte)(raw | 0x80);
            raw >>= 7;
        }

        destination[length++] = (byte)raw;
        return length;
    }
}
