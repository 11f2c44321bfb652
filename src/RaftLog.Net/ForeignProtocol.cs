namespace RaftLog.Net;

/// <summary>Recognises what people point at the wrong port: its first bytes read as an absurd frame length (KIP-498).</summary>
public static class ForeignProtocol
{
    private static readonly byte[][] HttpMethods =
        ["GET "u8.ToArray(), "POST"u8.ToArray(), "HEAD"u8.ToArray(), "PUT "u8.ToArray(), "OPTI"u8.ToArray(), "PRI "u8.ToArray()];

    /// <summary>The protocol that four bytes at the start of a connection belong to; null when they are none we know.</summary>
    /// <param name="start">The first bytes of a connection, at least four.</param>
    public static string? Recognise(ReadOnlySpan<byte> start)
    {
        if (start.Length < FrameReader.PrefixBytes) return null;
        // RFC 8446 §5.1: content type handshake (22), then a legacy version 3.x.
        if (start[0] == 0x16 && start[1] == 0x03) return "TLS";
        foreach (var method in HttpMethods)
        {
            if (start[..FrameReader.PrefixBytes].SequenceEqual(method)) return "HTTP";
        }

        return null;
    }
}
