using System.Runtime.CompilerServices;

namespace RaftLog.Records;

/// <summary>One record of a batch, read in place; valid as long as the bytes it was read from.</summary>
/// <remarks>
/// <code>
///   +--------+------------+-----------------+--------------+--------+-----+----------+-------+---------+- - - - - -
///   | length | attributes | timestamp delta | offset delta | key    | key | value    | value | header  | headers
///   | varint |  int8 (0)  |    varlong      |    varint    | length |     | length   |       | count   |
///   +--------+------------+-----------------+--------------+ varint +-----+ varint   +-------+ varint  +- - - - - -
///   length counts the bytes after itself                     -1 = null      -1 = null
///
///   header:  key length varint (never null) | key, UTF-8 | value length varint, -1 = null | value
/// </code>
/// All integers are zig-zag. The attributes are unused and not looked at; header keys are not checked for well-formed
/// UTF-8, as the broker never interprets them (Kafka does the same).
/// </remarks>
public readonly ref struct RecordView
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly int _keyAt;
    private readonly int _keyLength;
    private readonly int _valueAt;
    private readonly int _valueLength;
    private readonly int _headersAt;

    private RecordView(
        ReadOnlySpan<byte> body, int offsetDelta, long timestampDelta, int keyAt, int keyLength, int valueAt, int valueLength,
        int headersAt, int headersCount)
    {
        _body = body;
        OffsetDelta = offsetDelta;
        TimestampDelta = timestampDelta;
        _keyAt = keyAt;
        _keyLength = keyLength;
        _valueAt = valueAt;
        _valueLength = valueLength;
        _headersAt = headersAt;
        HeadersCount = headersCount;
    }

    /// <summary>Offset less the batch's base offset.</summary>
    public int OffsetDelta { get; }

    /// <summary>Timestamp less the batch's base timestamp, in milliseconds.</summary>
    public long TimestampDelta { get; }

    /// <summary>How many headers follow.</summary>
    public int HeadersCount { get; }

    /// <summary>The key.</summary>
    public NullableBytes Key => _keyLength < 0 ? default : new NullableBytes(_body.Slice(_keyAt, _keyLength));

    /// <summary>Whether there is a key, without making a span of it.</summary>
    public bool HasKey => _keyLength >= 0;

    /// <summary>The value; null marks a tombstone on compacted topics.</summary>
    public NullableBytes Value => _valueLength < 0 ? default : new NullableBytes(_body.Slice(_valueAt, _valueLength));

    /// <summary>The headers, in order.</summary>
    public RecordHeaderEnumerator Headers => new(_body[_headersAt..], HeadersCount);

    /// <summary>The headers as encoded, without their count.</summary>
    internal ReadOnlySpan<byte> HeaderBytes => _body[_headersAt..];

    /// <summary>Reads the record that <paramref name="body"/> holds exactly: all that its length counts.</summary>
    internal static RecordFault Parse(ReadOnlySpan<byte> body, out RecordView record)
    {
        record = default;
        var at = 1;
        if (!TryReadInt64(body, ref at, out var timestampDelta)
            || !TryReadInt32(body, ref at, out var offsetDelta)
            || !TryReadInt32(body, ref at, out var keyLength))
            return RecordFault.FieldInvalid;

        var keyAt = at;
        if (!TrySkip(body, ref at, keyLength) || !TryReadInt32(body, ref at, out var valueLength)) return RecordFault.FieldInvalid;
        var valueAt = at;
        if (!TrySkip(body, ref at, valueLength) || !TryReadInt32(body, ref at, out var headersCount)) return RecordFault.FieldInvalid;
        var headersAt = at;
        if (headersCount != 0 && !TrySkipHeaders(body, ref at, headersCount)) return RecordFault.FieldInvalid;
        if (at != body.Length) return RecordFault.LengthMismatch;
        record = new RecordView(
            body, offsetDelta, timestampDelta, keyAt, keyLength, valueAt, valueLength, headersAt, headersCount);
        return RecordFault.None;
    }

    /// <summary>Reads a varint at <paramref name="at"/>; false when it does not end within the body or does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryReadInt32(ReadOnlySpan<byte> body, ref int at, out int value)
    {
        // Nearly all of these fields take one byte, and the record walk is as fast as this branch.
        if ((uint)at < (uint)body.Length && body[at] < 0x80)
        {
            value = VarInt.Unzigzag((uint)body[at++]);
            return true;
        }

        return TryReadLongInt32(body, ref at, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadInt64(ReadOnlySpan<byte> body, ref int at, out long value)
    {
        if ((uint)at < (uint)body.Length && body[at] < 0x80)
        {
            value = VarInt.Unzigzag((ulong)body[at++]);
            return true;
        }

        if ((uint)at > (uint)body.Length)
        {
            value = 0;
            return false;
        }

        var status = VarInt.ReadInt64(body[at..], out value, out var bytesRead);
        at += bytesRead;
        return status == System.Buffers.OperationStatus.Done;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadLongInt32(ReadOnlySpan<byte> body, ref int at, out int value)
    {
        var rest = body[Math.Min(at, body.Length)..];
        if (rest.Length >= 2 && rest[1] < 0x80)
        {
            value = VarInt.Unzigzag((uint)(rest[0] & 0x7F) | ((uint)rest[1] << 7));
            at += 2;
            return true;
        }

        var status = VarInt.ReadInt32(rest, out value, out var bytesRead);
        at += bytesRead;
        return status == System.Buffers.OperationStatus.Done;
    }

    /// <summary>Passes over a field of a length that may be -1 for null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySkip(ReadOnlySpan<byte> body, ref int at, int length)
    {
        if (length > body.Length - at || length < -1) return false;
        at += Math.Max(length, 0);
        return true;
    }

    private static bool TrySkipHeaders(ReadOnlySpan<byte> body, ref int at, int count)
    {
        // Each header takes at least two bytes, so a count that cannot be true costs nothing.
        if (count < 0 || count > (body.Length - at) / 2) return false;
        for (var i = 0; i < count; i++)
        {
            if (!TryReadInt32(body, ref at, out var keyLength) || keyLength < 0 || !TrySkip(body, ref at, keyLength)) return false;
            if (!TryReadInt32(body, ref at, out var valueLength) || !TrySkip(body, ref at, valueLength)) return false;
        }

        return true;
    }
}
