using System.Collections.Concurrent;
using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>
/// The bound on bytes that all logs of a node keep in memory for tail reads. The oldest go first, whichever log they are of;
/// entries not yet written stay, so what is pending may exceed the bound (the groups bound that). Thread-safe.
/// </summary>
/// <param name="bytesMax">The bound in bytes.</param>
public sealed class TailCacheBudget(long bytesMax)
{
    /// <summary>How many appends are remembered by age; beyond, the oldest are evicted even if the bytes would fit.</summary>
    private const int TicketsMax = 1 << 18;

    private readonly ConcurrentQueue<(PartitionLog Log, LogIndex End)> _byAge = new();
    private long _bytes;
    private int _tickets;

    /// <summary>Bytes kept at the moment.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>
    /// Accounts for entries just added to a log's tail and evicts the oldest when over the bound. No lock may be held.
    /// </summary>
    internal void Charge(PartitionLog log, LogIndex end, long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Enqueue(log, end);
        EvictOldest();
    }

    /// <summary>Evicts while over the bound; also called once entries have been written and may go. No lock may be held.</summary>
    internal void EvictOldest()
    {
        while ((Bytes > bytesMax || Volatile.Read(ref _tickets) > TicketsMax) && _byAge.TryDequeue(out var oldest))
        {
            Interlocked.Decrement(ref _tickets);
            if (oldest.Log.EvictTailBelow(oldest.End)) continue;

            // Not written yet, so it cannot go. It is not the oldest any more when it can; what is pending is bounded elsewhere.
            Enqueue(oldest.Log, oldest.End);
            break;
        }
    }

    internal void Release(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    private void Enqueue(PartitionLog log, LogIndex end)
    {
        _byAge.Enqueue((log, end));
        Interlocked.Increment(ref _tickets);
    }
}
