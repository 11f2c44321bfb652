using RaftLog.Replication.Partitions;

namespace RaftLog.Replication.Groups;

/// <summary>The last operation a group executes: from then on everything posted is abandoned.</summary>
internal sealed class CloseOperation(ManualResetEventSlim isOver) : GroupOperation, IDeferred
{
    internal override void Execute(RaftGroup group)
    {
        group.Stop(PartitionHealth.Closed);
        group.Defer(this);
    }

    internal override void Abandon(RaftGroup group) => Execute(group);

    public void Deliver() => isOver.Set();
}
