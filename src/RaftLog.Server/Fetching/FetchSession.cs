namespace RaftLog.Server.Fetching;

/// <summary>
/// A fetch session (KIP-227): the partitions a client follows, so that each of its requests names only what changed and each answer only
/// what is new. Guarded by the cache's lock, but for the targets, which belong to the operation that has the session in use.
/// </summary>
/// <param name="id">Positive; unguessable, as nothing ties a session to a connection.</param>
/// <param name="usesTopicIds">Whether its requests name topics by id.</param>
internal sealed class FetchSession(int id, bool usesTopicIds)
{
    private readonly Dictionary<FetchKey, FetchTarget> _byKey = [];
    private readonly List<FetchTarget> _targets = [];

    internal int Id => id;

    internal bool UsesTopicIds => usesTopicIds;

    /// <summary>The epoch of the next request.</summary>
    internal int NextEpoch { get; private set; } = 1;

    /// <summary>True while a request of the session is under way. Clients have one at a time.</summary>
    internal bool IsInUse { get; set; }

    /// <summary>When it was last used, on the broker's monotonic clock.</summary>
    internal long LastUsedTimestamp { get; set; }

    /// <summary>The partitions in the order they were added.</summary>
    internal IReadOnlyList<FetchTarget> Targets => _targets;

    /// <summary>
    /// Where the next read begins: after the last partition that had records, so that a bound on bytes starves nobody (KP-28).
    /// </summary>
    internal int ReadFrom { get; set; }

    /// <summary>Adds a partition or changes what is asked of it.</summary>
    internal void Put(FetchQuery query)
    {
        if (_byKey.TryGetValue(query.Key, out var target))
        {
            target.Query = query;
            return;
        }

        target = new FetchTarget(query);
        _byKey.Add(query.Key, target);
        _targets.Add(target);
    }

    /// <summary>Removes partitions.</summary>
    internal void Forget(HashSet<FetchKey> keys)
    {
        foreach (var key in keys) _byKey.Remove(key);
        _targets.RemoveAll(target => keys.Contains(target.Query.Key));
        ReadFrom = 0;
    }

    /// <summary>The epoch moves on; it wraps to 1, since 0 asks for a new session.</summary>
    internal void Advance() => NextEpoch = NextEpoch == int.MaxValue ? 1 : NextEpoch + 1;
}
