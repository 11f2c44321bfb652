using System.Collections.Concurrent;
using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Records;
using RaftLog.Replication.Groups;
using RaftLog.Storage.Log;

namespace RaftLog.Replication.Partitions;

/// <summary>
/// This broker's replica of one topic partition: a Raft group whose log holds record batches. What handlers see of it; every member
/// may be called from any thread unless it says otherwise.
/// </summary>
public sealed partial class Partition : IGroupListener
{
    private readonly RaftGroup _group;
    private readonly PartitionLog _log;
    private readonly PartitionState _state;
    private readonly ReplicationServices _services;
    private readonly PublishedStatus _status;
    private readonly Queue<ProduceOperation> _parked = new();
    private readonly List<ProduceOperation> _parkedDuplicates = [];
    private readonly ConcurrentQueue<ProduceOperation> _idleOperations = new();
    private readonly Lock _watchersLock = new();
    private PartitionSettings _settings;
    private IPartitionWatcher[] _watchers = [];
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasMoved;

    internal Partition(
        RaftGroupId id,
        TopicPartition name,
        PartitionSettings settings,
        GroupSettings groupSettings,
        ReplicationServices services,
        RecoveredGroup recovered,
        PartitionState state)
    {
        Id = id;
        Name = name;
        _settings = settings;
        _services = services;
        _log = recovered.Log;
        _state = state;
        _group = new RaftGroup(id, groupSettings, services, recovered, state, this);
        _status = new PublishedStatus(CurrentStatus());
    }

    /// <summary>The group's identity: topic id and partition.</summary>
    public RaftGroupId Id { get; }

    /// <summary>The partition's name.</summary>
    public TopicPartition Name { get; }

    /// <summary>What is known of the partition now; the fields belong together.</summary>
    public PartitionStatus Status => _status.Read();

    /// <summary>The topic's configuration as far as partitions act on it.</summary>
    public PartitionSettings Settings
    {
        get => Volatile.Read(ref _settings);
        internal set => Volatile.Write(ref _settings, value);
    }

    /// <summary>Completes when this replica first knows a leader it can name, or cannot be used at all.</summary>
    public Task Settled => _settled.Task;

    /// <summary>How many segment files the log has.</summary>
    public int SegmentCount => _log.SegmentBoundaries.Length;

    /// <summary>Bytes on disk, snapshots and indexes included as far as they are known.</summary>
    public long SizeInBytes => _log.Bytes;

    internal RaftGroup Group => _group;

    /// <summary>
    /// Appends a validated batch. Batches posted by one thread are appended in that order. The batch's payload reference is taken over.
    /// </summary>
    /// <param name="batch">What <c>BatchValidator</c> accepted.</param>
    /// <param name="acks">When to answer.</param>
    /// <param name="observer">Told once how it ended; may be null only for <see cref="AckLevel.None"/>.</param>
    /// <param name="slot">Handed back to the observer.</param>
    public void Produce(in ProducedBatch batch, AckLevel acks, IProduceObserver? observer, int slot)
    {
        if (!_idleOperations.TryDequeue(out var operation)) operation = new ProduceOperation(this);
        operation.Start(batch, acks, observer, slot);
        _group.Post(operation);
    }

    /// <summary>Has <paramref name="watcher"/> told when the partition moves. Check <see cref="Status"/> again afterwards: it may just have.</summary>
    public void Watch(IPartitionWatcher watcher)
    {
        lock (_watchersLock) Volatile.Write(ref _watchers, [.. _watchers, watcher]);
    }

    /// <summary>Undoes one <see cref="Watch"/>.</summary>
    public void Unwatch(IPartitionWatcher watcher)
    {
        lock (_watchersLock)
        {
            var index = Array.IndexOf(_watchers, watcher);
            if (index < 0) return;
            var rest = new IPartitionWatcher[_watchers.Length - 1];
            Array.Copy(_watchers, rest, index);
            Array.Copy(_watchers, index + 1, rest, index, rest.Length - index);
            Volatile.Write(ref _watchers, rest);
        }
    }

    /// <summary>Moves the log's start to <paramref name="before"/> (exclusive end of what goes); -1 stands for the high watermark (KP-37).</summary>
    public Task<TrimOutcome> TrimAsync(Offset before)
    {
        var decision = new TrimDecision(this, before);
        _group.Submit(decision);
        return decision.Task;
    }

    /// <summary>
    /// The high watermark at a moment after this call at which it covered everything acknowledged before, confirmed by the leader; null when
    /// that could not be had in time. Any replica may be asked.
    /// </summary>
    public Task<Offset?> ConfirmReadAsync() => _group.ConfirmReadAsync();

    /// <summary>Changes who votes and who learns, when this replica leads. Accepted means begun.</summary>
    public Task<ProposeResult> ChangeConfigurationAsync(RaftConfigurationChange change) => _group.ChangeConfigurationAsync(change);

    /// <summary>Hands the leadership to another voter, when this replica leads. Accepted means begun.</summary>
    public Task<ProposeResult> TransferLeadershipAsync(NodeId target) => _group.TransferLeadershipAsync(target);

    /// <summary>Looks for whole segments that retention no longer keeps, and trims them by a committed entry. Only a leader does.</summary>
    internal void EnforceRetention() => _group.Submit(new RetentionDecision(this));

    void IGroupListener.Stamp(in LogEntry entry)
    {
        if (entry.Kind != EntryKind.Data) return;
        var batch = entry.Payload!.Span;
        RecordBatch.StampBaseOffset(batch, entry.BaseOffset);
        RecordBatch.StampLeaderEpoch(batch, entry.Term);
    }

    void IGroupListener.Committed(LogIndex index)
    {
        _hasMoved = true;
        CompleteParked(index);
        TrimLog();
    }

    void IGroupListener.RoleChanged()
    {
        _hasMoved = true;
        if (!_group.Node.IsLeader) FailParked(ProduceStatus.NotLeader);
    }

    void IGroupListener.Stopped()
    {
        _hasMoved = true;
        FailParked(_group.Health == PartitionHealth.Closed ? ProduceStatus.Deleted : ProduceStatus.StorageError);
    }

    void IGroupListener.RoundEnded()
    {
        // A replica beyond the majority that catches up moves no commit, and may be the one that is waited for.
        if (Settings.MinInSyncReplicas > 1 && _group.Node.IsLeader) CompleteParked(_group.CommitIndex);
        var current = CurrentStatus();
        _status.Write(current);
        if (!_settled.Task.IsCompleted && (current.CanServe || current.Health > PartitionHealth.DiskFull || (!current.IsLeader && !current.Leader.IsNone)))
            _settled.TrySetResult();
        if (!_hasMoved) return;
        _hasMoved = false;
        var watchers = Volatile.Read(ref _watchers);
        if (watchers.Length > 0) _group.Defer(new WatchersMoved(this, watchers));
    }

    private PartitionStatus CurrentStatus() => new()
    {
        Health = _group.Health,
        IsLeader = _group.Node.IsLeader,
        CanServe = _group.CanServe,
        Leader = _group.Node.LeaderId,
        LeaderEpoch = _group.Node.Term,
        LogStartOffset = Offset.Max(_state.LogStartOffset, _log.FirstOffset),
        HighWatermark = _group.HighWatermark,
        LastStableOffset = _group.HighWatermark,
        LogEndOffset = _log.EndOffset,
    };

    /// <summary>Drops the segments that lie wholly before the log start and the commit; each boundary has its snapshot.</summary>
    private void TrimLog()
    {
        if (_state.LogStartOffset <= _log.FirstOffset) return;
        var boundary = _log.FirstIndex;
        foreach (var segment in _log.SegmentBoundaries)
        {
            if (segment.BaseOffset > _state.LogStartOffset || segment.FirstIndex - 1 > _group.CommitIndex) break;

            // Its snapshot is on the disk for certain once something behind it is.
            if (segment.FirstIndex > _log.FlushedIndex) break;
            boundary = segment.FirstIndex;
        }

        if (boundary > _log.FirstIndex) _log.TrimTo(boundary);
    }

    private sealed class WatchersMoved(Partition partition, IPartitionWatcher[] watchers) : IDeferred
    {
        public void Deliver()
        {
            foreach (var watcher in watchers) watcher.PartitionMoved(partition);
        }
    }
}
