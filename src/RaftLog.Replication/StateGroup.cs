using RaftLog.Primitives;
using RaftLog.Replication.Groups;
using RaftLog.Replication.Partitions;

namespace RaftLog.Replication;

/// <summary>
/// This broker's replica of a group that replicates a state machine of our own (the cluster's metadata) instead of record batches.
/// </summary>
public sealed class StateGroup : IGroupListener
{
    private readonly RaftGroup _group;
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _keptSegmentsMax;
    private StateGroupStatus _status;

    internal StateGroup(
        RaftGroupId id, GroupSettings settings, ReplicationServices services, RecoveredGroup recovered, IReplicatedState state, int keptSegmentsMax)
    {
        Id = id;
        _keptSegmentsMax = keptSegmentsMax;
        _group = new RaftGroup(id, settings, services, recovered, state, this);
        _status = Current();
    }

    /// <summary>Which group this is.</summary>
    public RaftGroupId Id { get; }

    /// <summary>What is known of the group now.</summary>
    public StateGroupStatus Status => Volatile.Read(ref _status);

    /// <summary>Completes when this replica first leads with an entry of its own term committed; fails when the group stops before.</summary>
    public Task Serving => _serving.Task;

    internal RaftGroup Group => _group;

    /// <summary>Runs a decision against the state machine, in the order of submission.</summary>
    public void Submit(GroupDecision decision) => _group.Submit(decision);

    void IGroupListener.Stamp(in LogEntry entry)
    {
        // Commands carry no coordinates of their own.
    }

    void IGroupListener.Committed(LogIndex index) => TrimLog();

    void IGroupListener.RoleChanged()
    {
        // Published at the end of the round.
    }

    void IGroupListener.Stopped()
    {
        // Published at the end of the round.
    }

    void IGroupListener.RoundEnded()
    {
        var current = Current();
        if (current != _status) Volatile.Write(ref _status, current);
        if (_serving.Task.IsCompleted) return;
        if (current.CanServe) _serving.TrySetResult();
        else if (current.Health >= PartitionHealth.Failed) _group.Defer(new ServingFailed(this));
    }

    private StateGroupStatus Current() => new(
        _group.Health,
        _group.CanServe,
        _group.Node.LeaderId,
        _group.Node.Term,
        _group.CommitIndex,
        _group.Store.LastIndex,
        _group.Node.Configuration);

    /// <summary>A snapshot stands before each segment, so old segments add nothing but a way back for slow followers.</summary>
    private void TrimLog()
    {
        var segments = _group.Store.SegmentBoundaries;
        if (segments.Length <= _keptSegmentsMax) return;
        var boundary = _group.Store.FirstIndex;
        for (var i = 1; i <= segments.Length - _keptSegmentsMax; i++)
        {
            if (segments[i].FirstIndex - 1 > _group.CommitIndex || segments[i].FirstIndex > _group.Store.FlushedIndex) break;
            boundary = segments[i].FirstIndex;
        }

        if (boundary > _group.Store.FirstIndex) _group.Store.TrimTo(boundary);
    }

    private sealed class ServingFailed(StateGroup group) : IDeferred
    {
        public void Deliver() => group._serving.TrySetException(
            new InvalidOperationException($"Group {group.Id} stopped: {group._group.Health}."));
    }
}
