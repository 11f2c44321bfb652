using System.Globalization;
using System.Net;

namespace RaftLog.Server.Configuration;

/// <summary>Addresses as people write them: an IP to bind, <c>host:port</c> to tell others.</summary>
internal static class HostAddress
{
    /// <summary>Reads an address to bind: an IP literal or <c>localhost</c>, which means 127.0.0.1.</summary>
    public static bool TryParseIp(string text, out IPAddress address)
    {
        if (text == "localhost")
        {
            address = IPAddress.Loopback;
            return true;
        }

        // IPAddress also takes "1" and "0x7f.1"; a person who writes that means something else.
        var ok = IPAddress.TryParse(text, out var parsed) && (text.Contains(':') || text.Count(c => c == '.') == 3);
        address = parsed ?? IPAddress.None;
        return ok;
    }

    /// <summary>As <see cref="TryParseIp"/>, for options that were checked before.</summary>
    /// <exception cref="FormatException">The text is no address to bind.</exception>
    public static IPAddress ParseIp(string text) =>
        TryParseIp(text, out var address) ? address : throw new FormatException($"'{text}' is not an IP address");

    /// <summary>Reads <c>host:port</c> or <c>[ipv6]:port</c> with a port of 1 to 65535.</summary>
    public static bool TrySplit(string text, out string host, out int port)
    {
        host = "";
        port = 0;
        var colon = text.LastIndexOf(':');
        if (colon <= 0) return false;
        if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)) return false;

        host = text[..colon];
        if (host.StartsWith('[') && host.EndsWith(']')) host = host[1..^1];
        else if (host.Contains(':')) return false;
        return port is >= 1 and <= 65535 && Uri.CheckHostName(host) != UriHostNameType.Unknown;
    }

    /// <summary>As <see cref="TrySplit"/>, for options that were checked before.</summary>
    /// <exception cref="FormatException">The text is not <c>host:port</c>.</exception>
    public static (string Host, int Port) Split(string text) =>
        TrySplit(text, out var host, out var port) ? (host, port) : throw new FormatException($"'{text}' is not host:port");

    /// <summary>True for 0.0.0.0 and ::, which can be bound and never connected to.</summary>
    public static bool IsAny(string host) =>
        IPAddress.TryParse(host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
}
