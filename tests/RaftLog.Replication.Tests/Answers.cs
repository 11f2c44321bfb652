using RaftLog.Replication.Partitions;

namespace RaftLog.Replication.Tests;

/// <summary>Collects what became of produced batches, by slot.</summary>
internal sealed class Answers : IProduceObserver
{
    private readonly Dictionary<int, ProduceOutcome> _outcomes = [];

    internal int Count => _outcomes.Count;

    internal ProduceOutcome this[int slot] => _outcomes[slot];

    internal bool Has(int slot) => _outcomes.ContainsKey(slot);

    public void Produced(int slot, in ProduceOutcome outcome) => _outcomes.Add(slot, outcome);
}
