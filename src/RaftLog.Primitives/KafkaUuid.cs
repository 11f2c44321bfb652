using System.Buffers.Text;

namespace RaftLog.Primitives;

/// <summary>Kafka's text form of a uuid: URL-safe base64 of its 16 big-endian bytes without padding, 22 characters.</summary>
public static class KafkaUuid
{
    /// <summary>The 22 characters Kafka's tools print for <paramref name="value"/>.</summary>
    public static string ToKafkaString(this Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads the 22 characters back; false when <paramref name="text"/> is anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value = Guid.Empty;
        if (text.Length != 22) return false;
        if (!Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out _)) return false;
        value = new Guid(bytes, bigEndian: true);
        return true;
    }
}
