namespace RaftLog.Server.Connections;

/// <summary>What one client connection, and all of them together, may take. Every queue of the connection layer has its bound here.</summary>
internal sealed record ConnectionOptions
{
    /// <summary>The largest request in bytes, without its length prefix (<c>socket.request.max.bytes</c>). A larger one closes the connection.</summary>
    public int RequestBytesMax { get; init; } = 100 << 20;

    /// <summary>Bytes of requests being read or worked on in the whole broker; above it, sockets are not read.</summary>
    public long RequestMemoryBytesMax { get; init; } = 256L << 20;

    /// <summary>Requests of one connection that are read before the first of them is answered.</summary>
    public int InFlightRequestsMax { get; init; } = 100;

    /// <summary>
    /// Bytes that answers of one connection may hold before they are written, apart from one answer that exceeds it alone. Above it, the
    /// connection is not read: a client that reads nothing cannot make the broker fill its memory with answers.
    /// </summary>
    public long UnsentBytesMax { get; init; } = 4L << 20;

    /// <summary>Open client connections of the whole broker.</summary>
    public int ConnectionsMax { get; init; } = 10_000;

    /// <summary>Open client connections from one IP address; null for no limit but <see cref="ConnectionsMax"/>.</summary>
    public int? ConnectionsPerIpMax { get; init; }

    /// <summary>How long a connection may be silent, with nothing in flight, before it is closed (<c>connections.max.idle.ms</c>).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after connecting the first whole request must be there.</summary>
    public TimeSpan FirstRequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a frame may take from its first byte to its last, plus a second for each <see cref="FrameBytesPerSecondMin"/> of its length.
    /// </summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The slowest link that a large frame is waited for on.</summary>
    public int FrameBytesPerSecondMin { get; init; } = 64 << 10;

    /// <summary>
    /// How long a client may leave an answer unread. As long as the idle timeout: a consumer that works on its last records for
    /// minutes reads nothing meanwhile, and is well.
    /// </summary>
    public TimeSpan UnreadAnswerTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often timeouts are looked at.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(1);
}
