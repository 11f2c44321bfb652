using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;

namespace RaftLog.Protocol;

/// <summary>Encoded sizes, for generated <c>ComputeSize</c> methods; also where a value that cannot be written is
/// refused.</summary>
public static class WireSize
{
    /// <summary>Size of an unsigned base-128 number: 1 to 5 bytes.</summary>
    public static int OfUnsignedVarint(uint value) => (BitOperations.Log2(value | 1) / 7) + 1;

    /// <summary>Size of a zig-zag number of 32 bits.</summary>
    public static int OfVarint(int value) => OfUnsignedVarint((uint)((value << 1) ^ (value >> 31)));

    /// <summary>Size of a zig-zag number of 64 bits: 1 to 10 bytes.</summary>
    public static int OfVarlong(long value) => (BitOperations.Log2((ulong)((value << 1) ^ (value >> 63)) | 1) / 7) + 1;

    /// <summary>Size of a string with its length.</summary>
    /// <exception cref="MessageNotEncodableException">Longer than 32,767 bytes, or null where <paramref name="nullable"/>
    /// is false.</exception>
    public static int OfString(string? value, bool flexible, bool nullable)
    {
        if (value is null) return OfNull(flexible ? 1 : 2, nullable);
        var length = Encoding.UTF8.GetByteCount(value);
        if (length > short.MaxValue) ThrowTooLong(length);
        return length + (flexible ? OfUnsignedVarint((uint)length + 1) : 2);
    }

    /// <summary>Size of bytes with their length.</summary>
    /// <exception cref="MessageNotEncodableException">Null where <paramref name="nullable"/> is false.</exception>
    public static int OfBytes(ReadOnlyMemory<byte>? value, bool flexible, bool nullable) =>
        value is { } bytes ? OfLength(bytes.Length, flexible) + bytes.Length : OfNull(flexible ? 1 : 4, nullable);

    /// <summary>Size of records with their length.</summary>
    /// <exception cref="MessageNotEncodableException">Null where <paramref name="nullable"/> is false.</exception>
    public static int OfRecords(WireRecords value, bool flexible, bool nullable) =>
        value.IsNull ? OfNull(flexible ? 1 : 4, nullable) : OfLength(value.Length, flexible) + value.Length;

    /// <summary>Size of an array's count.</summary>
    public static int OfCount(int count, bool flexible) => OfLength(count, flexible);

    /// <summary>Size of a null array.</summary>
    /// <exception cref="MessageNotEncodableException"><paramref name="nullable"/> is false.</exception>
    public static int OfNullArray(bool flexible, bool nullable) => OfNull(flexible ? 1 : 4, nullable);

    /// <summary>Size of an array of strings with its count.</summary>
    public static int OfStrings(List<string> values, bool flexible)
    {
        var size = OfLength(values.Count, flexible);
        foreach (var value in values) size += OfString(value, flexible, nullable: false);
        return size;
    }

    /// <summary>Refuses a null row where the version has no way to say null.</summary>
    [DoesNotReturn]
    public static void ThrowNullRow(string field) =>
        throw new MessageNotEncodableException($"{field} is null, which this version has no way to say.");

    /// <summary>Refuses a value that the version being written has no field for.</summary>
    [DoesNotReturn]
    public static void ThrowNotCarried(string field, short version) =>
        throw new MessageNotEncodableException($"{field} is set, but version {version} does not carry it.");

    /// <summary>Refuses a version that is not declared.</summary>
    [DoesNotReturn]
    public static void ThrowVersion(string message, short version, VersionRange versions) =>
        throw new MessageNotEncodableException($"{message} has no version {version}; it has {versions}.");

    /// <summary>Refuses to read a version that is not declared; whoever read the version must check it first.</summary>
    [DoesNotReturn]
    public static void ThrowUnreadableVersion(string message, short version, VersionRange versions) =>
        throw new ArgumentOutOfRangeException(nameof(version), version, $"{message} has versions {versions}.");

    private static int OfLength(int length, bool flexible) => flexible ? OfUnsignedVarint((uint)length + 1) : 4;

    private static int OfNull(int size, bool nullable)
    {
        if (!nullable) throw new MessageNotEncodableException("A null where this version has no way to say it.");
        return size;
    }

    [DoesNotReturn]
    private static void ThrowTooLong(int length) =>
        throw new MessageNotEncodableException($"A string of {length} bytes is longer than the 32,767 the protocol allows.");
}
