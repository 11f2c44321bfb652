using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace RaftLog.Protocol;

/// <summary>Encodes and decodes single records outside frames, such as the keys and values of coordinator logs.</summary>
public static class WireFormat
{
    private const int PrefixBytes = sizeof(short);

    /// <summary>The message in <paramref name="version"/>.</summary>
    /// <exception cref="MessageNotEncodableException">The version cannot carry it.</exception>
    public static byte[] Encode(IWireMessage message, short version) => Encode([], message, version);

    /// <summary>
    /// The message after an int16: the record type before a coordinator key, the version before a value.
    /// </summary>
    /// <exception cref="MessageNotEncodableException">The version cannot carry it.</exception>
    public static byte[] EncodePrefixed(short prefix, IWireMessage message, short version)
    {
        Span<byte> bytes = stackalloc byte[PrefixBytes];
        BinaryPrimitives.WriteInt16BigEndian(bytes, prefix);
        return Encode(bytes, message, version);
    }

    /// <summary>Reads the int16 before a coordinator key or value; false when there are not so many bytes.</summary>
    public static bool TryReadPrefix(ReadOnlyMemory<byte> bytes, out short prefix, out ReadOnlyMemory<byte> rest)
    {
        rest = default;
        if (!BinaryPrimitives.TryReadInt16BigEndian(bytes.Span, out prefix)) return false;
        rest = bytes[PrefixBytes..];
        return true;
    }

    /// <summary>Reads one message; bytes after it are ignored, because later versions may append fields.</summary>
    /// <exception cref="MalformedMessageException">The bytes are not such a message.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The version is not declared.</exception>
    public static T Decode<T>(ReadOnlyMemory<byte> bytes, short version) where T : class, IWireMessage<T>
    {
        var reader = new KafkaReader(bytes);
        return T.Read(ref reader, version);
    }

    /// <summary>Reads one message as <see cref="Decode{T}"/> does; false when the version is not declared or the bytes
    /// are not such a message.</summary>
    public static bool TryDecode<T>(ReadOnlyMemory<byte> bytes, short version, [NotNullWhen(true)] out T? message)
        where T : class, IWireMessage<T>
    {
        message = null;
        if (!T.Versions.Contains(version)) return false;
        try
        {
            message = Decode<T>(bytes, version);
            return true;
        }
        catch (MalformedMessageException)
        {
            return false;
        }
    }

    private static byte[] Encode(ReadOnlySpan<byte> prefix, IWireMessage message, short version)
    {
        var size = checked(prefix.Length + message.ComputeSize(version));
        var output = new ArrayBufferWriter<byte>(Math.Max(size, 1));
        var writer = new KafkaWriter(output);
        writer.WriteRaw(prefix);
        message.Write(ref writer, version);
        writer.Complete();
        Invariant.Check(writer.Written == size);
        return output.WrittenSpan.ToArray();
    }
}
