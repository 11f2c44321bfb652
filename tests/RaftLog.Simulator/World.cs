using RaftLog.Simulation;

namespace RaftLog.Simulator;

/// <summary>Time, chance and what is due: the only source of order in a run. One thread.</summary>
internal sealed class World(ulong seed, TextWriter? trace)
{
    private const int AnyIncarnation = -1;
    private readonly PriorityQueue<(Node? Node, int Incarnation, bool Counts, Action Action), (long Time, long Sequence)> _due = new();
    private long _sequence;

    internal DeterministicRandom Random { get; } = new(seed);

    internal Statistics Statistics { get; } = new();

    /// <summary>Ticks of 100 ns since the start.</summary>
    internal long Now { get; private set; }

    internal ulong TraceHash { get; private set; } = 14695981039346656037;

    internal void At(long delay, Action action, bool counts = true) => _due.Enqueue((null, 0, counts, action), (Now + delay, _sequence++));

    /// <summary>The same on a node: late when it is paused, never when it has crashed since.</summary>
    internal void At(Node node, long delay, Action action, bool counts = true) =>
        _due.Enqueue((node, node.Incarnation, counts, action), (Now + delay, _sequence++));

    /// <summary>The same, whatever the incarnation: what comes from outside finds the node as it is.</summary>
    internal void AtAnyIncarnation(Node node, long delay, Action action) => _due.Enqueue((node, AnyIncarnation, true, action), (Now + delay, _sequence++));

    /// <summary>Runs the next event and returns the node it ran on; null when it ran on none.</summary>
    internal Node? RunNext()
    {
        var found = _due.TryDequeue(out var item, out var key);
        Invariant.Check(found);
        Now = Math.Max(Now, key.Time);
        if (item.Node is { } node)
        {
            if (item.Incarnation != AnyIncarnation && node.Incarnation != item.Incarnation) return null;
            if (node.PausedUntil > Now)
            {
                _due.Enqueue(item, (node.PausedUntil, _sequence++));
                return null;
            }
        }

        if (item.Counts) Statistics.Events++;
        item.Action();
        return item.Node;
    }

    internal static long Ms(double milliseconds) => (long)(milliseconds * TimeSpan.TicksPerMillisecond);

    /// <summary>Takes a step into the trace: FNV-1a over its numbers.</summary>
    internal void Note(string what, long a, long b, long c, long d)
    {
        Mix(Now);
        Mix(what.Length);
        Mix(a);
        Mix(b);
        Mix(c);
        Mix(d);
        trace?.WriteLine($"{Now / (double)TimeSpan.TicksPerMillisecond,12:F3} {what} {a} {b} {c} {d}");
    }

    private void Mix(long value) => TraceHash = (TraceHash ^ (ulong)value) * 1099511628211;
}
