using System.Collections.Concurrent;

namespace RaftLog.Replication.Groups;

/// <summary>Recycles the lists in which pumps gather their answers.</summary>
internal sealed class DeferredListPool
{
    private const int KeptMax = 64;

    private readonly ConcurrentQueue<List<IDeferred>> _idle = new();

    internal List<IDeferred> Rent() => _idle.TryDequeue(out var list) ? list : [];

    /// <summary>Takes back an empty list.</summary>
    internal void Return(List<IDeferred> list)
    {
        if (_idle.Count < KeptMax) _idle.Enqueue(list);
    }
}
