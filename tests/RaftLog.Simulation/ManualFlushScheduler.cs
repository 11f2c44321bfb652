using RaftLog.Storage.Node;

namespace RaftLog.Simulation;

/// <summary>Gathers what is due and flushes it when told to, in a chosen order. One thread.</summary>
public sealed class ManualFlushScheduler : IFlushScheduler
{
    private readonly List<IFlushable> _due = [];

    /// <summary>How many flushables are due.</summary>
    public int Due => _due.Count;

    public void Schedule(IFlushable flushable)
    {
        if (!_due.Contains(flushable)) _due.Add(flushable);
    }

    /// <summary>Flushes one of those due, the oldest unless <paramref name="random"/> picks another; false when none is.</summary>
    public bool FlushOne(DeterministicRandom? random = null)
    {
        if (_due.Count == 0) return false;
        var at = random?.Next(_due.Count) ?? 0;
        var flushable = _due[at];
        _due.RemoveAt(at);
        if (flushable.Flush()) Schedule(flushable);
        return true;
    }

    /// <summary>Flushes until nothing is due.</summary>
    public void FlushAll()
    {
        while (FlushOne())
        {
        }
    }

    /// <summary>Forgets what is due: the process it belonged to is gone.</summary>
    public void Clear() => _due.Clear();
}
