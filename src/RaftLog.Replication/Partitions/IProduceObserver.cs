namespace RaftLog.Replication.Partitions;

/// <summary>Who waits for produced batches; one request usually waits for several, told apart by slot.</summary>
public interface IProduceObserver
{
    /// <summary>
    /// Told once per batch, on whichever thread completed it and outside the group's pump. It must not block; a slow consumer of the answer
    /// is its own problem, not the group's.
    /// </summary>
    void Produced(int slot, in ProduceOutcome outcome);
}
