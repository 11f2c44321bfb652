namespace RaftLog.Protocol.Tests.Support;

/// <summary>Bytes written as hex digits with spaces wherever they help.</summary>
public static class Hex
{
    public static byte[] Bytes(string text) => Convert.FromHexString(string.Concat(text.Where(character => !char.IsWhiteSpace(character))));

    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
