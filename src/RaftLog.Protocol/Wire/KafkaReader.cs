using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace RaftLog.Protocol;

/// <summary>
/// Reads Kafka's encoding from one contiguous buffer. Nothing in it is trusted: every length and count is compared with
/// what is left before
/// anything is allocated, and whatever is allocated is charged against a budget, so that input can never make the reader
/// take more
/// than <see cref="BudgetFactor"/> times its own size plus <see cref="BudgetConstant"/> bytes.
/// </summary>
/// <remarks>
/// Bytes and records come back as slices of the buffer, not copies. All failures are
/// <see cref="MalformedMessageException"/>. Not thread-safe.
/// <code>
/// string   int16 length + UTF-8, -1 = null         compact: uvarint(length + 1), 0 = null
/// bytes    int32 length + data,  -1 = null         compact: uvarint(length + 1), 0 = null
/// array    int32 count + elements, -1 = null       compact: uvarint(count + 1),  0 = null
/// tags     uvarint count, then per field: uvarint tag (strictly increasing), uvarint size, size bytes
/// </code>
/// Everything else is big-endian.
/// </remarks>
public ref partial struct KafkaReader
{
    /// <summary>Bytes that may be allocated per byte of input.</summary>
    public const int BudgetFactor = 16;

    /// <summary>Bytes that may be allocated whatever the size of the input.</summary>
    public const int BudgetConstant = 64 * 1024;

    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _span;
    private int _position;
    private int _limit;
    private long _budget;

    /// <summary>Reads <paramref name="memory"/> from its start.</summary>
    public KafkaReader(ReadOnlyMemory<byte> memory)
        : this(memory, ((long)memory.Length * BudgetFactor) + BudgetConstant)
    {
    }

    /// <summary>Reads <paramref name="memory"/> from its start with an allocation budget of one's own.</summary>
    /// <param name="memory">The input.</param>
    /// <param name="allocationBytesMax">Bytes that objects, lists and texts may take together.</param>
    public KafkaReader(ReadOnlyMemory<byte> memory, long allocationBytesMax)
    {
        _memory = memory;
        _span = memory.Span;
        _limit = memory.Length;
        _budget = allocationBytesMax;
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    /// <summary>Bytes left: of the input, or of the tagged field being read.</summary>
    public readonly int Remaining => _limit - _position;

    /// <summary>Bytes that may still be allocated.</summary>
    public readonly long BudgetLeft => _budget;

    /// <summary>Reads one byte; anything but zero is true.</summary>
    public bool ReadBoolean() => Take(1)[0] != 0;

    /// <summary>Reads an int8.</summary>
    public sbyte ReadInt8() => (sbyte)Take(1)[0];

    /// <summary>Reads an int16.</summary>
    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    /// <summary>Reads a uint16.</summary>
    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    /// <summary>Reads an int32.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    /// <summary>Reads a uint32.</summary>
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>Reads an int64.</summary>
    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    /// <summary>Reads a float64.</summary>
    public double ReadFloat64() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>Reads a uuid: 16 bytes, most significant half first.</summary>
    public Guid ReadUuid() => new(Take(16), bigEndian: true);

    /// <summary>Reads an unsigned base-128 number of at most five bytes.</summary>
    public uint ReadUnsignedVarint()
    {
        if (_position < _limit)
        {
            uint first = _span[_position];
            if (first < 0x80)
            {
                _position++;
                return first;
            }
        }

        return ReadLongUnsignedVarint();
    }

    /// <summary>Reads a zig-zag number of 32 bits.</summary>
    public int ReadVarint()
    {
        var raw = ReadUnsignedVarint();
        return (int)(raw >> 1) ^ -(int)(raw & 1);
    }

    /// <summary>Reads a zig-zag number of 64 bits: at most ten bytes.</summary>
    public long ReadVarlong()
    {
        ulong raw = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1)[0];
            if (shift == 63 && next > 1) Malformed.VarintTooLong();
            raw |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return (long)(raw >> 1) ^ -(long)(raw & 1);
        }

        Malformed.VarintTooLong();
        return 0;
    }

    /// <summary>Reads a string that may not be null.</summary>
    public string ReadString(bool flexible)
    {
        var length = ReadStringLength(flexible);
        if (length < 0) Malformed.NullNotAllowed();
        return ReadText(length);
    }

    /// <summary>Reads a string that may be null.</summary>
    public string? ReadNullableString(bool flexible)
    {
        var length = ReadStringLength(flexible);
        return length < 0 ? null : ReadText(length);
    }

    /// <summary>Reads bytes that may not be null, as a slice of the input.</summary>
    public ReadOnlyMemory<byte> ReadBytes(bool flexible)
    {
        var length = ReadLength(flexible);
        if (length < 0) Malformed.NullNotAllowed();
        return Slice(length);
    }

    /// <summary>Reads bytes that may be null, as a slice of the input.</summary>
    public ReadOnlyMemory<byte>? ReadNullableBytes(bool flexible)
    {
        var length = ReadLength(flexible);
        if (length < 0) return null; // not in a conditional: there null would become an empty memory
        return Slice(length);
    }

    /// <summary>Reads records that may not be null, as a slice of the input.</summary>
    public WireRecords ReadRecords(bool flexible) => new(ReadBytes(flexible));

    /// <summary>Reads records that may be null, as a slice of the input.</summary>
    public WireRecords ReadNullableRecords(bool flexible)
    {
        var length = ReadLength(flexible);
        return length < 0 ? WireRecords.Null : new WireRecords(Slice(length));
    }

    /// <summary>Reads the byte before a nullable row: true when the row follows.</summary>
    public bool ReadPresence()
    {
        var mark = ReadInt8();
        if (mark is not (1 or -1)) Malformed.BadPresence(mark);
        return mark == 1;
    }

    /// <summary>Steps over <paramref name="length"/> bytes.</summary>
    public void Skip(int length) => Take(length);

    /// <summary>Counts memory the caller is about to take against the budget.</summary>
    public void Charge(int bytes)
    {
        _budget -= bytes;
        if (_budget < 0) Malformed.BudgetExceeded();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int length)
    {
        var from = _position;
        if ((uint)length > (uint)(_limit - from)) Malformed.Truncated(length, _limit - from);
        _position = from + length;
        return _span.Slice(from, length);
    }

    private ReadOnlyMemory<byte> Slice(int length)
    {
        var from = _position;
        Take(length);
        return _memory.Slice(from, length);
    }

    private uint ReadLongUnsignedVarint()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Take(1)[0];
            if (shift == 28 && next > 0x0f) Malformed.VarintTooLong();
            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }

        Malformed.VarintTooLong();
        return 0;
    }

    private int ReadStringLength(bool flexible)
    {
        if (!flexible) return CheckLength(ReadInt16());
        var length = ReadLength(flexible: true);
        if (length > short.MaxValue) Malformed.BadLength(length);
        return length;
    }

    private int ReadLength(bool flexible)
    {
        if (!flexible) return CheckLength(ReadInt32());
        return CheckLength((long)ReadUnsignedVarint() - 1);
    }

    private readonly int CheckLength(long length)
    {
        if (length < -1 || length > Remaining) Malformed.BadLength(length);
        return (int)length;
    }

    private string ReadText(int length)
    {
        if (length == 0) return string.Empty;
        var bytes = Take(length);
        if (!Utf8.IsValid(bytes)) Malformed.InvalidUtf8();
        Charge(MemoryCost.Text(length));
        return Encoding.UTF8.GetString(bytes);
    }
}
