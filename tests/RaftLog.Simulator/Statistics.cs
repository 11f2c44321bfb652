namespace RaftLog.Simulator;

/// <summary>What happened in a run: events, faults by class, and points that some run must reach or the runs prove little.</summary>
public sealed class Statistics
{
    private readonly SortedDictionary<string, long> _faults = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _sometimes = new(StringComparer.Ordinal);

    /// <summary>Deliveries, flushes, disk jobs, faults and client operations; ticks do not count.</summary>
    public long Events { get; set; }

    /// <summary>How often a point was reached.</summary>
    public long Reached(string point) => _sometimes.GetValueOrDefault(point);

    internal void Fault(string kind) => _faults[kind] = _faults.GetValueOrDefault(kind) + 1;

    internal void Sometimes(string point) => _sometimes[point] = _sometimes.GetValueOrDefault(point) + 1;

    internal void Add(Statistics other)
    {
        Events += other.Events;
        foreach (var (kind, count) in other._faults) _faults[kind] = _faults.GetValueOrDefault(kind) + count;
        foreach (var (point, count) in other._sometimes) _sometimes[point] = _sometimes.GetValueOrDefault(point) + count;
    }

    internal void Print(TextWriter output, TimeSpan elapsed)
    {
        output.WriteLine($"{Events} events in {elapsed.TotalSeconds:F1} s, {Events / elapsed.TotalSeconds:F0} events/s");
        output.WriteLine($"faults: {string.Join(", ", _faults.Select(f => $"{f.Key} {f.Value}"))}");
        output.WriteLine($"sometimes: {string.Join(", ", _sometimes.Select(s => $"{s.Key} {s.Value}"))}");
    }
}
