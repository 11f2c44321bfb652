namespace RaftLog.Server.Configuration;

/// <summary>The <c>network</c> section: limits on what clients may take.</summary>
public sealed class NetworkOptions
{
    /// <summary>The largest request in bytes, without its length prefix. A larger one closes the connection.</summary>
    public int RequestBytesMax { get; set; } = 100 << 20;

    /// <summary>Bytes of requests being read or worked on in the whole broker; above it, sockets are not read.</summary>
    public long RequestMemoryMax { get; set; } = 256L << 20;

    /// <summary>Requests of one connection that are read before the first of them is answered.</summary>
    public int InFlightRequestsPerConnectionMax { get; set; } = 100;

    /// <summary>Open client connections of the whole broker; one more is closed at once.</summary>
    public int ConnectionsMax { get; set; } = 10_000;

    /// <summary>Open client connections from one IP address; null for no limit but <see cref="ConnectionsMax"/>.</summary>
    public int? ConnectionsPerIpMax { get; set; }

    /// <summary>How long a connection may be silent before it is closed.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);
}
