using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// One replica of one Raft group: decides, never acts. Not thread-safe; the group's pump is the only caller. Deterministic: the same
/// calls with the same random numbers give the same effects. README.md states the caller's duties.
/// </summary>
public sealed class RaftNode
{
    private readonly ReplicaState _state;
    private readonly ElectionRules _election;
    private readonly FollowerRules _follower;
    private readonly LeaderRules _leader;
    private readonly ReadRules _reads;
    private readonly TransferRules _transfer;
    private readonly SnapshotReceiver _snapshots;
    private readonly SleepRules _sleep;
    private Term _leadingTerm = Term.None;
    private LogIndex _handedOutCommit;
    private bool _isReadyOut;

    /// <summary>Starts as a follower from what was found on disk. Emits nothing by itself.</summary>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    /// <exception cref="InvalidHardStateException">The log is ahead of the hard state: the replica must not start.</exception>
    /// <exception cref="InvariantBrokenException">The restored state contradicts itself.</exception>
    public RaftNode(RaftOptions options, RestoredState restored, ILogView log, IRandom random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(restored);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(random);
        _state = new ReplicaState(options, restored, log, random);
        _election = new ElectionRules(_state);
        _follower = new FollowerRules(_state);
        _leader = new LeaderRules(_state);
        _reads = new ReadRules(_state, _leader);
        _transfer = new TransferRules(_state, _leader);
        _snapshots = new SnapshotReceiver(_state);
        _sleep = new SleepRules(_state, _leader);
        _handedOutCommit = _state.CommitIndex;
    }

    /// <summary>The broker this replica lives on.</summary>
    public NodeId SelfId => _state.Self.Node;

    /// <summary>This replica's identity on its disk.</summary>
    public Guid ReplicaUuid => _state.Self.ReplicaUuid;

    /// <summary>What this replica is at the moment.</summary>
    public RaftRole Role => _state.Role;

    /// <summary>True while it leads; it may serve reads only when <see cref="HasCommittedOwnTerm"/> too.</summary>
    public bool IsLeader => _state.Role == RaftRole.Leader;

    /// <summary>True when it leads and has committed an entry of its own term, so knows all that was ever acknowledged.</summary>
    public bool HasCommittedOwnTerm => _state.HasCommittedOwnTerm;

    /// <summary>The term in force here; durable once the hard state is.</summary>
    public Term Term => _state.Term;

    /// <summary>The leader of <see cref="Term"/> as far as known; <see cref="NodeId.None"/> otherwise.</summary>
    public NodeId LeaderId => _state.Leader.Node;

    /// <summary>The highest index known to be committed (inclusive).</summary>
    public LogIndex CommitIndex => _state.CommitIndex;

    /// <summary>The last index of the log, including entries not yet handed out.</summary>
    public LogIndex LastIndex => _state.Log.LastIndex;

    /// <summary>Up to here the log is durable on this replica (inclusive).</summary>
    public LogIndex FlushedIndex => _state.Log.FlushedIndex;

    /// <summary>The offset the next proposal's first record gets, when this replica leads.</summary>
    public Offset EndOffset => _state.Log.EndOffset;

    /// <summary>The configuration in force: the newest in the log, committed or not.</summary>
    public RaftConfiguration Configuration => _state.Membership.Current;

    /// <summary>The entry that brought <see cref="Configuration"/>; committed once at or below <see cref="CommitIndex"/>.</summary>
    public LogIndex ConfigurationIndex => _state.Membership.CurrentIndex;

    /// <summary>True when this replica votes in the configuration in force.</summary>
    public bool IsVoter => _state.IsVoter;

    /// <summary>
    /// True while this replica may have lost entries it acknowledged; its vote does not count unless every voter is heard. The driver
    /// keeps this across restarts until it turns false.
    /// </summary>
    public bool IsSuspect => _state.IsSuspect;

    /// <summary>
    /// True for a leader that only won because every voter was heard and no clean majority exists: acknowledged entries may be missing, and
    /// the operator is told (DESIGN D5).
    /// </summary>
    public bool ElectedBySuspects => _state.ElectedBySuspects;

    /// <summary>True while leadership is being handed over and proposals are refused.</summary>
    public bool IsTransferring => _leader.IsHandingOver && IsLeader;

    /// <summary>Payload bytes appended under this leadership and not committed; 0 elsewhere.</summary>
    public long UncommittedBytes => IsLeader ? _leader.UncommittedTotal : 0;

    /// <summary>True while it sleeps: it needs no ticks, and any other call wakes it.</summary>
    public bool IsAsleep => _sleep.IsAsleep;

    /// <summary>
    /// True for a leader with nothing to do that anybody could notice: everything is durable and committed on every member that answers, and
    /// they know it. <see cref="Dormancy"/> says what follows.
    /// </summary>
    public bool MaySleep => _reads.IsIdle && !IsTransferring && _sleep.LeaderMaySleep(HasEffects());

    /// <summary>
    /// Puts a replica to sleep: a leader whose followers have agreed, or a follower whose leader asks for it with its term and last index.
    /// </summary>
    /// <returns>False when this replica's state is not what was agreed; it stays awake.</returns>
    public bool TryFallAsleep(NodeId leader, Term term, LogIndex lastIndex)
    {
        Enter();
        return _reads.IsIdle && !IsTransferring && _sleep.TryFallAsleep(leader, term, lastIndex, HasEffects());
    }

    /// <summary>Ends the sleep. Leases and what is known of the members' liveness start anew.</summary>
    /// <param name="leaderLost">The leader's broker is gone, or is another incarnation: campaign after the jitter.</param>
    /// <param name="jitterTicks">Spreads the campaigns of many groups; at least 0.</param>
    public void Wake(bool leaderLost = false, int jitterTicks = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(jitterTicks);
        _sleep.Wake();
        if (leaderLost && !IsLeader) _state.LoseLeader(jitterTicks);
    }

    /// <summary>One unit of abstract time has passed.</summary>
    public void Tick()
    {
        Enter();
        _sleep.Wake();
        _state.PassTick();
        _reads.Tick();
        if (IsLeader)
        {
            _transfer.Tick();
            _leader.Tick();
        }
        else
        {
            _election.Tick();
        }

        FollowRole();
    }

    /// <summary>
    /// Starts an election now: the first replica of a new group, or a group of one after a restart. Nothing happens when this replica
    /// leads already or is no voter.
    /// </summary>
    public void Campaign()
    {
        Enter();
        _sleep.Wake();
        _election.Campaign();
        FollowRole();
    }

    /// <summary>Takes a message from a peer. Messages that make no sense, come from strangers or are late have no effect.</summary>
    /// <param name="message">The message.</param>
    /// <param name="entries">The entries of an AppendEntries, contiguous from its <see cref="RaftMessage.PrevIndex"/>; payloads are borrowed.</param>
    public void Step(in RaftMessage message, ReadOnlySpan<LogEntry> entries)
    {
        Enter();
        _sleep.Wake();
        if (IsForThisReplica(message) && TakesTerm(message)) Dispatch(message, entries);
        FollowRole();
    }

    /// <summary>Appends an entry when this replica leads.</summary>
    /// <param name="kind">Data or command. No-ops and configurations are the core's own.</param>
    /// <param name="recordSpan">Offsets it occupies: last offset delta + 1 for data, 0 otherwise.</param>
    /// <param name="appendTimeMs">The leader's wall clock in ms since the Unix epoch; data, never compared.</param>
    /// <param name="payload">The bytes, borrowed until the Ready that holds the entry is advanced; null for none.</param>
    /// <param name="entry">The entry as it will be in the next Ready: index, term and base offset are final.</param>
    public ProposeResult Propose(EntryKind kind, long recordSpan, long appendTimeMs, Payload? payload, out LogEntry entry)
    {
        if (kind is not (EntryKind.Data or EntryKind.Command)) throw new ArgumentOutOfRangeException(nameof(kind));
        ArgumentOutOfRangeException.ThrowIfNegative(recordSpan);
        Enter();
        _sleep.Wake();
        return _leader.Propose(kind, recordSpan, appendTimeMs, payload, out entry);
    }

    /// <summary>
    /// Changes the configuration when this replica leads: at once for learners, through a joint phase that ends by itself for voters. It is
    /// in force from the append; it is done when <see cref="ConfigurationIndex"/> is committed and the configuration is not joint.
    /// </summary>
    public ProposeResult ProposeConfiguration(RaftConfigurationChange change, long appendTimeMs)
    {
        ArgumentNullException.ThrowIfNull(change);
        Enter();
        _sleep.Wake();
        return _leader.ProposeConfiguration(change, appendTimeMs);
    }

    /// <summary>
    /// Asks for an index at which a read sees everything acknowledged before this call; on a follower the leader is asked. Answered by one
    /// <see cref="ReadState"/> within two election timeouts.
    /// </summary>
    /// <returns>The id of this attempt, unique in this incarnation. Another attempt gets another.</returns>
    public long RequestRead()
    {
        Enter();
        _sleep.Wake();
        return _reads.Request();
    }

    /// <summary>
    /// Reads without a round trip while the lease lasts. A group of one voter always holds it once it has committed in its own term.
    /// </summary>
    /// <param name="index">The index the read must see.</param>
    /// <param name="overdueTicks">
    /// Ticks, begun ones included, that have passed on the monotonic clock and were not delivered yet: the driver reads the clock right
    /// before the call, so that a process that was paused does not read under a lease that ended meanwhile (RELIABILITY trap 18).
    /// </param>
    public bool TryLeaseRead(out LogIndex index, int overdueTicks = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(overdueTicks);
        index = default;
        return !IsAsleep && _reads.TryLease(overdueTicks, _transfer.IsLoyaltyReleased, out index);
    }

    /// <summary>
    /// Hands leadership to <paramref name="target"/>. Accepted means begun: proposals are refused until another leads or an election timeout
    /// has passed. Refused as <see cref="ProposeResult.ConfigurationChangeRefused"/> when the target is no voter fit to lead.
    /// </summary>
    public ProposeResult TransferLeadership(NodeId target)
    {
        Enter();
        _sleep.Wake();
        return _transfer.Transfer(target);
    }

    /// <summary>A hard state handed out is durable. Reports may come late, in the order of the hand-outs.</summary>
    public void HardStatePersisted(in HardState state)
    {
        _state.Persisted(state);
        _election.OnHardStateDurable();
        FollowRole();
    }

    /// <summary>
    /// Everything up to <paramref name="lastIndex"/> is durable here, where the entry at it had this term. For logs that drop completions in
    /// flight when they truncate; others pass the generation too.
    /// </summary>
    public void EntriesFlushed(LogIndex lastIndex, Term term) => EntriesFlushed(lastIndex, term, _state.Log.Generation);

    /// <summary>
    /// Everything up to <paramref name="lastIndex"/> is durable here. Inert when the log was truncated or reset since
    /// (<see cref="Ready.LogGeneration"/>), or when the entry there has another term.
    /// </summary>
    public void EntriesFlushed(LogIndex lastIndex, Term term, long logGeneration)
    {
        if (!_state.Log.Flushed(lastIndex, term, logGeneration)) return;
        if (IsLeader)
        {
            _leader.CommitWhatQuorumHolds();
            _state.ReconsiderOwnSuspicion();
        }
        else
        {
            _follower.OnFlushed();
        }

        FollowRole();
    }

    /// <summary>A chunk from <see cref="Ready.SnapshotChunks"/> is written (not necessarily durable).</summary>
    public void SnapshotChunkWritten(in SnapshotChunk chunk) => _snapshots.OnChunkWritten(chunk);

    /// <summary>The snapshot from <see cref="Ready.InstallSnapshot"/> is durable, and log and state machine are what it says.</summary>
    public void SnapshotInstalled(SnapshotDescriptor snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        Enter();
        _snapshots.OnInstalled(snapshot);
        _handedOutCommit = LogIndex.Max(_handedOutCommit, _state.CommitIndex);
    }

    /// <summary>A chunk could not be written, or the snapshot could not be installed (its CRC is wrong): it is sent from its start again.</summary>
    public void SnapshotInstallFailed(SnapshotDescriptor snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        _snapshots.OnFailed(snapshot);
    }

    /// <summary>This replica has a newer snapshot it can send.</summary>
    public void SnapshotTaken(SnapshotDescriptor snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        Invariant.Check(snapshot.LastIndex <= CommitIndex);
        if (_state.Snapshot is null || snapshot.LastIndex > _state.Snapshot.LastIndex) _state.Snapshot = snapshot;
    }

    /// <summary>The snapshot being sent to a follower is not there any more; it gets the newest one.</summary>
    public void SnapshotUnavailable(NodeId follower)
    {
        if (IsLeader) _leader.OnSnapshotUnavailable(follower);
    }

    /// <summary>Messages to a peer were dropped or its connection broke: what was under way is sent again when it answers.</summary>
    public void PeerUnreachable(NodeId peer)
    {
        if (IsLeader) _leader.OnUnreachable(peer);
    }

    /// <summary>Collects the effects owed. False when there are none.</summary>
    public bool TryTakeReady(out Ready ready)
    {
        Enter();
        Emit();
        if (!HasEffects())
        {
            ready = default;
            return false;
        }

        _isReadyOut = true;
        var hardState = _state.HardState != _state.HandedOut ? _state.HardState : (HardState?)null;
        var install = _snapshots.HandOut();
        var entries = _state.Log.HandOut(out var truncateFrom);
        ready = new Ready
        {
            HardState = hardState,
            InstallSnapshot = install,
            TruncateFrom = truncateFrom,
            Entries = entries,
            LogGeneration = _state.Log.Generation,
            Messages = _state.Messages.HandOut(),
            CommitIndex = _state.CommitIndex,
            ReadStates = _state.ReadStates.HandOut(),
            SnapshotChunks = _state.SnapshotChunks.HandOut(),
            SnapshotWanted = _state.SnapshotWanted,
            RoleChanged = _state.RoleChanged,
            ConfigurationChanged = _state.ConfigurationChanged,
        };
        _state.HandedOut = _state.HardState;
        _handedOutCommit = _state.CommitIndex;
        _state.SnapshotWanted = _state.RoleChanged = _state.ConfigurationChanged = false;
        return true;
    }

    /// <summary>The Ready taken last is carried out: the log reflects its truncation and entries.</summary>
    public void Advance()
    {
        Invariant.Check(_isReadyOut);
        _isReadyOut = false;
        _state.Log.Advance();
        _state.Messages.Advance();
        _state.ReadStates.Advance();
        _state.SnapshotChunks.Advance();
    }

    /// <summary>What a leader knows of a member, itself included; false elsewhere and for strangers.</summary>
    public bool TryGetProgress(NodeId node, out PeerProgress progress)
    {
        progress = default;
        if (!IsLeader || _leader.Peers.Find(node) is not { } peer) return false;
        progress = Describe(peer);
        return true;
    }

    /// <summary>Fills <paramref name="destination"/> with the members' progress, by node; returns how many there are.</summary>
    public int CopyProgress(Span<PeerProgress> destination)
    {
        if (!IsLeader) return 0;
        var peers = _leader.Peers.All;
        for (var i = 0; i < peers.Length && i < destination.Length; i++) destination[i] = Describe(peers[i]);
        return peers.Length;
    }

    /// <summary>
    /// How many voters, this one included, durably hold everything up to <paramref name="index"/>: an acknowledgement may ask for more than
    /// the majority that commits. 0 when this replica does not lead.
    /// </summary>
    public int CountVotersFlushed(LogIndex index)
    {
        if (!IsLeader) return 0;
        var count = 0;
        foreach (var peer in _leader.Peers.All)
        {
            if (peer.IsVoter && (peer.IsSelf ? FlushedIndex : peer.Flushed) >= index) count++;
        }

        return count;
    }

    /// <summary>Checks what must hold between two calls, whatever happened.</summary>
    /// <exception cref="InvariantBrokenException">It does not: the group must stop.</exception>
    public void Validate()
    {
        _state.Log.Validate();
        Invariant.Check(_state.CommitIndex >= _state.Log.Boundary || _state.Installing is not null);
        Invariant.Check(_state.CommitIndex <= LastIndex);
        Invariant.Check(_state.ValidatedIndex >= _state.CommitIndex && _state.ValidatedIndex <= LastIndex);
        Invariant.Check(_state.Term >= _state.Log.LastTerm);
        Invariant.Check(_state.Term >= _state.Durable.Term);
        Invariant.Check(_state.Membership.CurrentIndex <= LastIndex);
        Invariant.Check(_state.Role != RaftRole.Candidate || _state.Vote == SelfId);
        if (!IsLeader) return;
        Invariant.Check(_state.IsTermDurable && _state.Durable.Vote == SelfId);
        Invariant.Check(_state.Leader == _state.Self);
        Invariant.Check(_state.Log.LastTerm == Term);
        _leader.Validate();
    }

    private void Enter() => Invariant.Check(!_isReadyOut);

    private PeerProgress Describe(Progress peer)
    {
        var flushed = peer.IsSelf ? FlushedIndex : peer.Flushed;
        var match = peer.IsSelf ? LastIndex : peer.Match;
        var isInSync = peer.IsSelf || match >= LastIndex || _state.Now - peer.CaughtUpAt <= _state.Options.InSyncTicks;
        return new PeerProgress(
            peer.Member, peer.IsVoter, match, flushed, _leader.IsActive(peer), isInSync && !peer.HasLostTail,
            peer.State == ProgressState.Snapshot, peer.HasLostTail);
    }

    private bool IsForThisReplica(in RaftMessage message) =>
        message.To == SelfId && message.From != SelfId && !message.From.IsNone
        && (message.ToReplica == Guid.Empty || message.ToReplica == ReplicaUuid)
        && (!message.IsResponse || IsFromCounterpart(message));

    /// <summary>Answers count only from the replica asked: a member under its present uuid, or the leader.</summary>
    private bool IsFromCounterpart(in RaftMessage message)
    {
        var sender = new Member(message.From, message.FromReplica);
        return Configuration.IsMember(sender) || sender == _state.Leader;
    }

    /// <summary>The common term check (Raft figure 2, rules for all servers). False when the message ends here.</summary>
    private bool TakesTerm(in RaftMessage message)
    {
        if (message.Term > Term)
        {
            // A pre-vote changes nothing, and a vote is not even considered while a leader is heard: neither may push the term up.
            if (message.Kind == RaftMessageKind.PreVoteRequest) return true;
            if (message.Kind == RaftMessageKind.VoteRequest && _state.IsLoyal && !message.Urgent) return false;
            _state.BecomeFollower(message.Term, LeaderIn(message));
            return true;
        }

        if (message.Term < Term)
        {
            if (message.IsFromLeader && message.Kind != RaftMessageKind.TimeoutNow) _follower.AnswerDeposedLeader(message);

            // A voter that is behind consents to a pre-vote in its own, lower term; the campaign's term says which round it means.
            return message.Kind is RaftMessageKind.PreVoteRequest or RaftMessageKind.VoteRequest or RaftMessageKind.PreVoteResponse;
        }

        // Election safety: two leaders in one term cannot be.
        if (!message.IsFromLeader || message.Kind == RaftMessageKind.TimeoutNow) return true;
        Invariant.Check(Role != RaftRole.Leader);
        if (Role != RaftRole.Follower || LeaderId.IsNone) _state.BecomeFollower(Term, LeaderIn(message));
        Invariant.Check(_state.Leader.Node == message.From);
        return true;
    }

    private static Member LeaderIn(in RaftMessage message) => message.IsFromLeader && message.Kind != RaftMessageKind.TimeoutNow
        ? new Member(message.From, message.FromReplica)
        : new Member(NodeId.None, Guid.Empty);

    private void Dispatch(in RaftMessage message, ReadOnlySpan<LogEntry> entries)
    {
        var sender = new Member(message.From, message.FromReplica);
        if (message.IsFromLeader && sender == _state.Leader)
        {
            _state.HeardFromLeader(message.Sequence);
            _follower.OnSuspicion(message);
        }

        var peer = IsLeader && message.IsResponse ? _leader.Peers.Find(sender) : null;
        switch (message.Kind)
        {
            case RaftMessageKind.PreVoteRequest: _election.OnPreVoteRequest(message); break;
            case RaftMessageKind.VoteRequest: _election.OnVoteRequest(message); break;
            case RaftMessageKind.PreVoteResponse or RaftMessageKind.VoteResponse: _election.OnVote(message, sender); break;
            case RaftMessageKind.AppendEntries: _follower.OnAppend(message, entries); break;
            case RaftMessageKind.Heartbeat: _follower.OnHeartbeat(message); break;
            case RaftMessageKind.InstallSnapshot: _snapshots.OnChunk(message); break;
            case RaftMessageKind.TimeoutNow: _election.OnTimeoutNow(message); break;
            case RaftMessageKind.ReadIndexRequest: _reads.OnRequest(message); break;
            case RaftMessageKind.ReadIndexResponse when sender == _state.Leader: _reads.OnResponse(message); break;
            case RaftMessageKind.AppendEntriesResponse when peer is not null: _leader.OnAppendResponse(message, peer); break;
            case RaftMessageKind.HeartbeatResponse when peer is not null: _leader.OnHeartbeatResponse(message, peer); break;
            case RaftMessageKind.InstallSnapshotResponse when peer is not null: _leader.OnSnapshotResponse(message, peer); break;
            default: break;
        }
    }

    /// <summary>Starts and ends the duties that go with a role that just changed.</summary>
    private void FollowRole()
    {
        if (IsLeader && _leadingTerm != Term)
        {
            _leadingTerm = Term;
            _leader.Start();
        }
        else if (!IsLeader && _leadingTerm != Term.None)
        {
            _leadingTerm = Term.None;
            _transfer.Abort();
        }
    }

    private void Emit()
    {
        _reads.Emit();
        if (IsLeader)
        {
            _transfer.Emit();
            _leader.Emit();
        }
        else
        {
            _follower.Emit();
        }
    }

    private bool HasEffects() => _state.HardState != _state.HandedOut || _state.Log.HasEffects || _snapshots.ToInstall is not null
        || _state.Messages.HasNew || _state.ReadStates.HasNew || _state.SnapshotChunks.HasNew
        || _state.CommitIndex > _handedOutCommit || _state.RoleChanged || _state.ConfigurationChanged || _state.SnapshotWanted;
}
