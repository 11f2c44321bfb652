using System.Buffers;
using System.Runtime.CompilerServices;

namespace RaftLog.Records;

/// <summary>
/// Where the fields of a record lie within its body, which is all that its length counts (drawn at <see cref="RecordView"/>). The
/// one parser of records in memory; inlined, so that a caller pays only for the fields it uses.
/// </summary>
internal struct RecordLayout
{
    public long TimestampDelta;
    public int OffsetDelta;
    public int KeyAt;
    public int KeyLength;
    public int ValueAt;
    public int ValueLength;
    public int HeadersAt;
    public int HeadersCount;

    /// <summary>Checks every length and count; the fields must fill the body exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RecordFault Parse(ReadOnlySpan<byte> body, out RecordLayout layout)
    {
        Unsafe.SkipInit(out layout);
        var at = 1;
        if (!TryReadInt64(body, ref at, out layout.TimestampDelta)
            || !TryReadInt32(body, ref at, out layout.OffsetDelta)
            || !TryReadInt32(body, ref at, out layout.KeyLength))
            return RecordFault.FieldInvalid;

        layout.KeyAt = at;
        if (!TrySkip(body, ref at, layout.KeyLength) || !TryReadInt32(body, ref at, out layout.ValueLength)) return RecordFault.FieldInvalid;
        layout.ValueAt = at;
        if (!TrySkip(body, ref at, layout.ValueLength) || !TryReadInt32(body, ref at, out layout.HeadersCount)) return RecordFault.FieldInvalid;
        layout.HeadersAt = at;
        if (layout.HeadersCount != 0 && !TrySkipHeaders(body, ref at, layout.HeadersCount)) return RecordFault.FieldInvalid;
        return at == body.Length ? RecordFault.None : RecordFault.LengthMismatch;
    }

    /// <summary>Reads a varint at <paramref name="at"/>; false when it does not end within the body or does not fit.</summary>
    /// <remarks>One and two bytes are read here: that is nearly every field, and the record walk is as fast as these branches.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadInt32(ReadOnlySpan<byte> body, ref int at, out int value)
    {
        if ((uint)at < (uint)body.Length)
        {
            uint first = body[at];
            if (first < 0x80)
            {
                value = VarInt.Unzigzag(first);
                at++;
                return true;
            }

            if ((uint)(at + 1) < (uint)body.Length && body[at + 1] < 0x80)
            {
                value = VarInt.Unzigzag((first & 0x7F) | ((uint)body[at + 1] << 7));
                at += 2;
                return true;
            }
        }

        return TryReadLongInt32(body, ref at, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadInt64(ReadOnlySpan<byte> body, ref int at, out long value)
    {
        if ((uint)at < (uint)body.Length)
        {
            uint first = body[at];
            if (first < 0x80)
            {
                value = VarInt.Unzigzag(first);
                at++;
                return true;
            }

            if ((uint)(at + 1) < (uint)body.Length && body[at + 1] < 0x80)
            {
                value = VarInt.Unzigzag((first & 0x7F) | ((uint)body[at + 1] << 7));
                at += 2;
                return true;
            }
        }

        return TryReadLongInt64(body, ref at, out value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadLongInt32(ReadOnlySpan<byte> body, ref int at, out int value)
    {
        var status = VarInt.ReadInt32(body[Math.Min(at, body.Length)..], out value, out var bytesRead);
        at += bytesRead;
        return status == OperationStatus.Done;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadLongInt64(ReadOnlySpan<byte> body, ref int at, out long value)
    {
        var status = VarInt.ReadInt64(body[Math.Min(at, body.Length)..], out value, out var bytesRead);
        at += bytesRead;
        return status == OperationStatus.Done;
    }

    /// <summary>Passes over a field of a length that may be -1 for null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySkip(ReadOnlySpan<byte> body, ref int at, int length)
    {
        if (length > body.Length - at || length < -1) return false;
        at += Math.Max(length, 0);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
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
