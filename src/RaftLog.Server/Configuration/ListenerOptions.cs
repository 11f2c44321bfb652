using System.Net;

namespace RaftLog.Server.Configuration;

/// <summary>One row of <c>listeners</c>: an address that speaks Kafka's protocol.</summary>
public sealed class ListenerOptions
{
    /// <summary>A name for people and for the <c>listener</c> label of metrics; unique in the broker.</summary>
    public string Name { get; set; } = "external";

    /// <summary>The IP address to listen on, or <c>localhost</c>. Loopback unless said otherwise.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port, 0 to 65535; 0 picks a free one.</summary>
    public int Port { get; set; } = 9092;

    /// <summary>The <c>host:port</c> clients are told to connect to; null for the address and port of the listener.</summary>
    public string? Advertised { get; set; }

    /// <summary>How clients prove who they are and whether bytes are encrypted.</summary>
    public ListenerSecurity Security { get; set; } = ListenerSecurity.Plaintext;

    /// <summary>The end point to bind.</summary>
    /// <exception cref="FormatException">The address was not checked and is none.</exception>
    public IPEndPoint ToEndPoint() => new(HostAddress.ParseIp(Address), Port);

    /// <summary>What clients are told, once the listener is bound.</summary>
    /// <param name="boundPort">The port the listener has, which matters when <see cref="Port"/> is 0.</param>
    public (string Host, int Port) AdvertisedEndpoint(int boundPort) =>
        Advertised is null
            ? (HostAddress.ParseIp(Address).ToString(), boundPort)
            : HostAddress.Split(Advertised);
}

/// <summary>What protects a listener.</summary>
public enum ListenerSecurity
{
    /// <summary>Nothing: neither encryption nor authentication.</summary>
    Plaintext,
}
