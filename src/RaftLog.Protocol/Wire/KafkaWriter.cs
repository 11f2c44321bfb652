using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace RaftLog.Protocol;

/// <summary>
/// Writes Kafka's encoding straight into an <see cref="IBufferWriter{T}"/>. Sizes are computed beforehand
/// (<see cref="WireSize"/>), so nothing is
/// patched afterwards and no intermediate buffer is needed.
/// </summary>
/// <remarks>Call <see cref="Complete"/> at the end: until then the last bytes are not the output's. Not thread-safe.</remarks>
public ref struct KafkaWriter(IBufferWriter<byte> output)
{
    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _span;
    private int _used;
    private long _completed;

    /// <summary>Bytes written so far.</summary>
    public readonly long Written => _completed + _used;

    /// <summary>Writes one byte, 1 or 0.</summary>
    public void WriteBoolean(bool value) => Take(1)[0] = value ? (byte)1 : (byte)0;

    /// <summary>Writes an int8.</summary>
    public void WriteInt8(sbyte value) => Take(1)[0] = (byte)value;

    /// <summary>Writes an int16.</summary>
    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(Take(2), value);

    /// <summary>Writes a uint16.</summary>
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    /// <summary>Writes an int32.</summary>
    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(4), value);

    /// <summary>Writes a uint32.</summary>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    /// <summary>Writes an int64.</summary>
    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64BigEndian(Take(8), value);

    /// <summary>Writes a float64.</summary>
    public void WriteFloat64(double value) => BinaryPrimitives.WriteDoubleBigEndian(Take(8), value);

    /// <summary>Writes a uuid: 16 bytes, most significant half first.</summary>
    public void WriteUuid(Guid value) => value.TryWriteBytes(Take(16), bigEndian: true, out _);

    /// <summary>Writes an unsigned base-128 number.</summary>
    public void WriteUnsignedVarint(uint value)
    {
        while (value >= 0x80)
        {
            Take(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }

        Take(1)[0] = (byte)value;
    }

    /// <summary>Writes a zig-zag number of 32 bits.</summary>
    public void WriteVarint(int value) => WriteUnsignedVarint((uint)((value << 1) ^ (value >> 31)));

    /// <summary>Writes a zig-zag number of 64 bits.</summary>
    public void WriteVarlong(long value)
    {
        var raw = (ulong)((value << 1) ^ (value >> 63));
        while (raw >= 0x80)
        {
            Take(1)[0] = (byte)(raw | 0x80);
            raw >>= 7;
        }

        Take(1)[0] = (byte)raw;
    }

    /// <summary>Writes a string or null; at most 32,767 bytes, which <see cref="WireSize.OfString"/> has checked.</summary>
    public void WriteString(string? value, bool flexible)
    {
        var length = value is null ? -1 : Encoding.UTF8.GetByteCount(value);
        if (flexible) WriteUnsignedVarint((uint)(length + 1));
        else WriteInt16((short)length);
        if (length > 0) Encoding.UTF8.GetBytes(value, Take(length));
    }

    /// <summary>Writes bytes or null.</summary>
    public void WriteBytes(ReadOnlyMemory<byte>? value, bool flexible)
    {
        WriteLength(value?.Length ?? -1, flexible);
        if (value is { Length: > 0 } bytes) WriteRaw(bytes.Span);
    }

    /// <summary>Writes records or null; a source writes itself straight into the output.</summary>
    public void WriteRecords(WireRecords value, bool flexible)
    {
        WriteLength(value.IsNull ? -1 : value.Length, flexible);
        if (value.Length == 0) return;
        Complete();
        value.WriteTo(_output);
        _completed += value.Length;
    }

    /// <summary>Writes an array's count, -1 for null.</summary>
    public void WriteCount(int count, bool flexible) => WriteLength(count, flexible);

    /// <summary>Writes the byte before a nullable row.</summary>
    public void WritePresence(bool present) => WriteInt8(present ? (sbyte)1 : (sbyte)-1);

    /// <summary>Writes bytes without a length.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= _span.Length - _used)
        {
            bytes.CopyTo(_span[_used..]);
            _used += bytes.Length;
            return;
        }

        Complete();
        _output.Write(bytes);
        _completed += bytes.Length;
    }

    /// <summary>Hands everything written so far to the output.</summary>
    public void Complete()
    {
        if (_used > 0) _output.Advance(_used);
        _completed += _used;
        _used = 0;
        _span = default;
    }

    private void WriteLength(int length, bool flexible)
    {
        if (flexible) WriteUnsignedVarint((uint)(length + 1));
        else WriteInt32(length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int length)
    {
        if (_span.Length - _used < length) Grow(length);
        var taken = _span.Slice(_used, length);
        _used += length;
        return taken;
    }

    private void Grow(int length)
    {
        Complete();
        _span = _output.GetSpan(Math.Max(length, 256));
    }
}
