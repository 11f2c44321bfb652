using Microsoft.Extensions.Logging;
using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Replication.Partitions;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;

namespace RaftLog.Replication.Groups;

/// <summary>
/// One replica of one Raft group at work: carries out what its <see cref="RaftNode"/> decides, against its log, its state machine and
/// its peers. Everything here runs on the pump: one thread at a time, whichever posted and found the group free.
/// </summary>
/// <remarks>
/// The pump never blocks: writing, syncing and cold reading happen on their own threads, which post completions. Answers to clients are
/// deferred until the pump has let go of the group. A drain is bounded, then handed to the thread pool, so that a busy group never keeps
/// a socket thread.
/// </remarks>
internal sealed partial class RaftGroup : ILogObserver
{
    /// <summary>How many rounds over the mailbox one thread makes before it hands the group on.</summary>
    private const int DrainRoundsMax = 4;

    private readonly Mailbox _mailbox = new();
    private readonly ReplicationServices _services;
    private readonly GroupSettings _settings;
    private readonly RaftNode _node;
    private readonly PartitionLog _log;
    private readonly IReplicatedState _state;
    private readonly LogEntrySource _entries;
    private readonly IGroupListener _listener;
    private readonly ILogger _logger;
    private readonly Queue<AppendedEntry> _uncommitted = new();
    private readonly Queue<ParkedDecision> _parkedDecisions = new();
    private readonly List<Payload> _borrowed = [];
    private readonly Queue<RaftMessage> _heldMessages = new();
    private List<IDeferred> _deferred = [];
    private LogIndex _replayedIndex;
    private LogIndex _commitIndex;

    // Where the entries begin whose offsets are known one by one. A commit before it says nothing of how far consumers may read.
    private LogIndex _recoveredEnd;
    private Offset _highWatermark;
    private int _unpersistedHardStates;
    private HardState _hardState;
    private ReplicaFlags _savedFlags;
    private bool _acksFromMemory;
    private bool _hasLog;
    private long _nodeGeneration;
    private PartitionHealth _health;
    private int _pumpThread;
    private int _tickQueued;
    private volatile bool _needsTicks = true;
    private volatile bool _isDiskFull;

    internal RaftGroup(
        RaftGroupId id,
        GroupSettings settings,
        ReplicationServices services,
        RecoveredGroup recovered,
        IReplicatedState state,
        IGroupListener listener)
    {
        Id = id;
        _settings = settings;
        _services = services;
        _log = recovered.Log;
        _state = state;
        _entries = new LogEntrySource(_log);
        _listener = listener;
        _logger = services.Logger;
        _node = new RaftNode(settings.Raft, recovered.Restored, new LogView(_log), services.Random);
        _commitIndex = recovered.Restored.CommitIndex;
        _highWatermark = _log.FirstOffset;
        _replayedIndex = _recoveredEnd = _log.LastIndex;
        _uncommitted.Enqueue(new AppendedEntry(_log.LastIndex, _log.EndOffset));
        _hardState = recovered.Restored.HardState;
        _savedFlags = recovered.Flags;
        _acksFromMemory = settings.AcksFromMemory;
        _hasLog = (recovered.Flags & ReplicaFlags.HasLog) != 0;
        _health = recovered.IsDamaged ? PartitionHealth.Damaged : PartitionHealth.Healthy;
        _initialConfiguration = recovered.Initial;
        _incoming = recovered.Incoming;
        _log.Attach(this);
    }

    /// <summary>Which group this is.</summary>
    internal RaftGroupId Id { get; }

    // What follows is for the pump only.
    internal RaftNode Node => _node;

    internal PartitionLog Store => _log;

    internal PartitionHealth Health => _health;

    internal LogIndex CommitIndex => _commitIndex;

    internal Offset HighWatermark => _highWatermark;

    internal long NowMs => _services.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A leader may answer reads once it has committed an entry of its own term (Raft §8), or when there is nothing to commit.</summary>
    internal bool CanServe => _node.IsLeader && _node.HasCommittedOwnTerm && _health is not PartitionHealth.Failed;

    /// <summary>True when ticks matter: a lone voter that leads has nobody to hear from. Any thread.</summary>
    internal bool NeedsTicks => _needsTicks;

    /// <summary>Posts an operation; drains the mailbox on this thread when the group is free.</summary>
    internal void Post(GroupOperation operation)
    {
        if (_mailbox.Post(operation)) Drain();
    }

    /// <summary>One tick of abstract time; at most one waits in the mailbox.</summary>
    internal void Tick()
    {
        if (Interlocked.Exchange(ref _tickQueued, 1) == 0) Post(new TickOperation());
    }

    /// <summary>Starts the group; a lone voter campaigns at once instead of waiting for silence to prove itself.</summary>
    internal void Start() => Post(new StartOperation());

    /// <summary>The topic's configuration changed; taken over before the next append.</summary>
    internal void Configure(LogOptions options, bool acksFromMemory) => Post(new ConfigureOperation(options, acksFromMemory));

    /// <summary>There may be room on the disk again; any thread.</summary>
    internal void RetryAfterDiskFull()
    {
        if (_isDiskFull) _log.RetryAfterDiskFull();
    }

    /// <summary>Runs a decision against the state machine; any thread.</summary>
    internal void Submit(GroupDecision decision) => Post(new DecisionOperation(decision));

    /// <summary>Queues an answer for after the pump.</summary>
    internal void Defer(IDeferred answer)
    {
        CheckOnPump();
        _deferred.Add(answer);
    }

    /// <summary>
    /// Appends one entry as the leader and replays it into the state machine at once, so that the next decision of the same round sees
    /// it. Takes over the caller's reference on <paramref name="payload"/> whatever the outcome.
    /// </summary>
    internal ProposeResult Propose(EntryKind kind, int recordSpan, long appendTimeMs, Payload? payload, out LogEntry entry)
    {
        CheckOnPump();
        RollIfFull(payload?.Length ?? 0, appendTimeMs);
        var result = _node.Propose(kind, recordSpan, appendTimeMs, payload, out entry);
        if (result != ProposeResult.Accepted)
        {
            payload?.Release();
            return result;
        }

        if (payload is not null) _borrowed.Add(payload);
        _listener.Stamp(entry);
        _state.Replay(entry, entry.PayloadSpan);
        _replayedIndex = entry.LastIndex;
        return result;
    }

    void ILogObserver.Flushed(LogIndex lastIndex, Term term, long generation) => Post(new FlushedOperation(lastIndex, term, generation));

    void ILogObserver.DiskFull(bool isFull) => Post(new DiskFullOperation(isFull));

    void ILogObserver.Failed(StorageFailedException failure) => Post(new FailOperation(failure));

    private void Drain()
    {
        for (var round = 0; round < DrainRoundsMax; round++)
        {
            var operation = _mailbox.TakeAllOrRelease();
            if (operation is null) return;
            RunRound(operation);
            if (_deferred.Count == 0) continue;

            // A quiet group is let go before its answers leave; a busy one keeps its drainer, and what answers post waits its turn.
            var answers = TakeDeferred();
            var isReleased = _mailbox.TryRelease();
            Deliver(answers);
            if (isReleased) return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static group => group.Drain(), this, preferLocal: false);
    }

    private void RunRound(GroupOperation? operation)
    {
        _pumpThread = Environment.CurrentManagedThreadId;
        try
        {
            while (operation is not null)
            {
                var next = operation.Next;
                operation.Next = null;
                if (_health >= PartitionHealth.Failed) operation.Abandon(this);
                else operation.Execute(this);
                operation = next;
            }

            if (_health < PartitionHealth.Failed)
            {
                CarryOutReady();
                SaveChangedFlags();
            }
        }
#pragma warning disable CA1031 // The group's one seam: whatever breaks here breaks this group and nothing else.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.GroupFailed(_logger, Id, e);
            Stop(PartitionHealth.Failed);
        }

        ReleaseBorrowed();
        _needsTicks = _health < PartitionHealth.Failed && !(_node.IsLeader && _node.IsLoneVoter());
        _listener.RoundEnded();
        _pumpThread = 0;
    }

    private List<IDeferred> TakeDeferred()
    {
        var taken = _deferred;
        _deferred = _services.DeferredLists.Rent();
        return taken;
    }

    private void Deliver(List<IDeferred> answers)
    {
        foreach (var answer in answers) answer.Deliver();
        answers.Clear();
        _services.DeferredLists.Return(answers);
    }

    private void CheckOnPump() => Invariant.Check(_pumpThread == Environment.CurrentManagedThreadId);

    private void ReleaseBorrowed()
    {
        foreach (var payload in _borrowed) payload.Release();
        _borrowed.Clear();
    }
}
