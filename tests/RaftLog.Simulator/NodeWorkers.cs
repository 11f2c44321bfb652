using RaftLog.Storage.Node;

namespace RaftLog.Simulator;

/// <summary>A node's flusher and I/O threads: each job is an event of its own, after a time of its own, so they overtake one another.</summary>
internal sealed class NodeWorkers(World world, Node node, Func<int> flushMaxMs) : IFlushScheduler, IIoScheduler
{
    private readonly HashSet<IFlushable> _due = [];

    public void Schedule(IFlushable flushable)
    {
        if (_due.Add(flushable)) world.At(node, World.Ms(world.Random.Next(flushMaxMs() * 100) / 100.0), () => Flush(flushable));
    }

    public bool TryRun(IIoJob job)
    {
        world.At(node, World.Ms(world.Random.Next(500) / 100.0), job.Run);
        return true;
    }

    private void Flush(IFlushable flushable)
    {
        _due.Remove(flushable);
        if (flushable.Flush()) Schedule(flushable);
    }
}
