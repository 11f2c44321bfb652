namespace RaftLog.Server.Fetching;

/// <summary>Bounds of fetches.</summary>
internal sealed record FetchOptions
{
    /// <summary>
    /// The most record bytes in one answer, unless a single batch is larger. Below Kafka's 55 MiB (<c>fetch.max.bytes</c>): an answer is in
    /// memory as a whole while it is sent, and a client that wants more asks again at once.
    /// </summary>
    public int ResponseBytesMax { get; init; } = 8 << 20;

    /// <summary>Fetch sessions kept at once (<c>max.incremental.fetch.session.cache.slots</c>); beyond, clients are served without.</summary>
    public int SessionsMax { get; init; } = 1000;

    /// <summary>Partitions of all sessions together, each some 200 bytes of memory.</summary>
    public int SessionPartitionsMax { get; init; } = 1_000_000;

    /// <summary>How long a session must have been unused before it makes room for another.</summary>
    public TimeSpan SessionEvictionAge { get; init; } = TimeSpan.FromMinutes(2);
}
