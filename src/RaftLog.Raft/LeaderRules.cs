using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>What a leader does (Raft §5.3, §5.4.2, §6): append, replicate within a window, count, commit, keep its quorum.</summary>
internal sealed class LeaderRules
{
    private readonly ReplicaState _state;
    private readonly UncommittedBytes _uncommitted = new();
    private readonly SnapshotSender _snapshots;
    private long _heartbeatAt;
    private bool _heartbeatDue;

    public LeaderRules(ReplicaState state)
    {
        _state = state;
        Peers = new PeerSet(state);
        Clock = new LeaderClock(state.Options.ElectionTimeoutTicks);
        _snapshots = new SnapshotSender(state, Clock);
    }

    public PeerSet Peers { get; }

    public LeaderClock Clock { get; }

    public long UncommittedTotal => _uncommitted.Total;

    /// <summary>The leader is about to append nothing more (a transfer), or may.</summary>
    public bool IsHandingOver { get; set; }

    /// <summary>Opens the term: an entry of its own, so that everything before can be committed (Raft §8).</summary>
    public void Start()
    {
        Peers.Clear();
        Peers.Rebuild();
        Clock.Start(_state.Now);
        _uncommitted.Clear();
        _heartbeatAt = _state.Now;
        _heartbeatDue = false;
        IsHandingOver = false;
        Append(EntryKind.NoOp, 0, _state.Log.LastAppendTimeMs, null, out _);
    }

    public ProposeResult Propose(EntryKind kind, long recordSpan, long appendTimeMs, Payload? payload, out LogEntry entry)
    {
        entry = default;
        if (_state.Role != RaftRole.Leader) return ProposeResult.NotLeader;
        if (IsHandingOver) return ProposeResult.TransferInProgress;
        var length = payload?.Length ?? 0;
        if (length > 0 && _uncommitted.Total > 0 && _uncommitted.Total + length > _state.Options.MaxUncommittedBytes)
        {
            return ProposeResult.TooManyUncommitted;
        }

        Append(kind, recordSpan, appendTimeMs, payload, out entry);
        return ProposeResult.Accepted;
    }

    /// <summary>One change at a time, only after an entry of the own term is committed (RELIABILITY trap 13).</summary>
    public ProposeResult ProposeConfiguration(RaftConfigurationChange change, long appendTimeMs)
    {
        if (_state.Role != RaftRole.Leader) return ProposeResult.NotLeader;
        if (IsHandingOver) return ProposeResult.TransferInProgress;
        var current = _state.Membership.Current;
        var isSettled = _state.HasCommittedOwnTerm && !current.IsJoint && _state.Membership.CurrentIndex <= _state.CommitIndex;
        if (!isSettled || change.TargetFrom(current) is not { } target) return ProposeResult.ConfigurationChangeRefused;
        AppendConfiguration(current.HasSameVoters(target) ? target : current.EnterJoint(target), appendTimeMs);
        return ProposeResult.Accepted;
    }

    public void Tick()
    {
        Clock.TickBegins(_state.Now);
        _snapshots.TickBegins();
        if (_state.Now - _heartbeatAt >= _state.Options.HeartbeatTicks) _heartbeatDue = true;
        foreach (var peer in Peers.All)
        {
            if (peer.Flushed >= _state.CommitIndex && peer.Match >= _state.Log.LastIndex) peer.CaughtUpAt = _state.Now;
            _snapshots.GiveUpOnLostChunk(peer);
        }

        // thesis §6.2: a leader cut off from its quorum must not go on as if it led.
        var timeout = _state.Options.ElectionTimeoutTicks;
        if (!_state.Options.CheckQuorum || _state.Now - Clock.StartedAt < timeout) return;
        if (!Clock.WasSentWithin(Peers.AnsweredByQuorum(), timeout, _state.Now)) StepDown();
    }

    public void DemandHeartbeat() => _heartbeatDue = true;

    public void OnAppendResponse(in RaftMessage message, Progress peer)
    {
        if (!Acknowledge(message, peer)) return;
        if (message.Rejected) OnRejection(message, peer);
    }

    public void OnHeartbeatResponse(in RaftMessage message, Progress peer)
    {
        if (!Acknowledge(message, peer)) return;
        peer.IsProbing = false;

        // Nothing moved since the last heartbeat though something is missing: ask where the follower stands.
        if (peer.State == ProgressState.Replicate && peer.Match < _state.Log.LastIndex && peer.Match == peer.MatchAtHeartbeat
            && peer.Next > peer.Match + 1)
        {
            SendAppend(peer, peer.Next - 1, urgent: true);
        }

        // It was restarted in this term, and nothing is appended that would tell it how much of its log it may commit.
        if (peer.State == ProgressState.Replicate && peer.Match == _state.Log.LastIndex && message.MatchIndex < peer.Match)
            SendAppend(peer, peer.Next - 1, urgent: true);

        peer.MatchAtHeartbeat = peer.Match;
    }

    public void OnSnapshotResponse(in RaftMessage message, Progress peer)
    {
        if (!Acknowledge(message, peer)) return;
        SnapshotSender.OnResponse(message, peer);
    }

    public void OnUnreachable(NodeId node)
    {
        if (Peers.Find(node) is not { IsSelf: false } peer) return;
        if (peer.State == ProgressState.Replicate) peer.BecomeProbe(peer.Match + 1);
        peer.IsProbing = false;
        peer.SnapshotSentAt = null;
    }

    public void OnSnapshotUnavailable(NodeId node)
    {
        if (Peers.Find(node) is { State: ProgressState.Snapshot } peer) peer.BecomeProbe(peer.Match + 1);
    }

    /// <summary>
    /// Raft §5.4.2: only entries of the current term commit by counting; those before them commit with them.
    /// </summary>
    public void CommitWhatQuorumHolds()
    {
        var index = Peers.FlushedByQuorum();
        if (index <= _state.CommitIndex || _state.Log.TermAt(index) != _state.Term) return;
        _state.AdvanceCommit(index);
        _uncommitted.Commit(index);
        OnCommitted();
    }

    /// <summary>Sends what is due. Called once per pump, so that a pump's proposals share a message.</summary>
    public void Emit()
    {
        foreach (var peer in Peers.All)
        {
            if (!peer.IsSelf) Replicate(peer);
        }

        if (!_heartbeatDue) return;
        _heartbeatDue = false;
        _heartbeatAt = _state.Now;
        foreach (var peer in Peers.All)
        {
            if (peer.IsSelf) continue;
            _state.Send(_state.To(peer.Member, RaftMessageKind.Heartbeat) with
            {
                CommitIndex = LogIndex.Min(_state.CommitIndex, peer.Match),
                LastIndex = _state.Log.LastIndex,
                Sequence = Clock.NextSequence(),
                Suspect = peer.HasLostTail,
                SuspectNonce = peer.ClearedNonce,
            });
        }
    }

    public void StepDown() => _state.BecomeFollower(_state.Term, new Member(NodeId.None, Guid.Empty));

    public bool IsActive(Progress peer) => peer.IsSelf
        || Clock.WasSentWithin(peer.AckedSequence, _state.Options.ElectionTimeoutTicks, _state.Now);

    public void Validate()
    {
        foreach (var peer in Peers.All) peer.Validate(_state.Log.LastIndex);
        Invariant.Check(_uncommitted.Total >= 0);
    }

    /// <summary>True when the answer is one this leader's log can explain.</summary>
    private bool Acknowledge(in RaftMessage message, Progress peer)
    {
        if (message.Sequence > Clock.Sequence || message.MatchIndex > _state.Log.LastIndex) return false;
        var flushedMore = peer.Acknowledge(message, Clock.Sequence);
        peer.TakeSuspicion(message, _state.Log.LastIndex);
        peer.FreeWindow();
        if (peer.State == ProgressState.Probe && !message.Rejected && message.Kind == RaftMessageKind.AppendEntriesResponse
            && peer.Match + 1 >= peer.Next)
        {
            peer.BecomeReplicate();
        }

        if (peer.State == ProgressState.Snapshot && peer.Match >= peer.Snapshot!.LastIndex) peer.BecomeReplicate();
        if (flushedMore) CommitWhatQuorumHolds();
        return _state.Role == RaftRole.Leader;
    }

    private void OnRejection(in RaftMessage message, Progress peer)
    {
        // An answer that was overtaken: what it refused is known to match, or another probe is under way.
        if (peer.State == ProgressState.Snapshot || message.PrevIndex <= peer.Match) return;
        if (peer.State == ProgressState.Probe && message.PrevIndex != peer.Next - 1) return;
        var limit = LogIndex.Min(message.HintIndex, message.PrevIndex - 1);
        var next = _state.Log.LastIndexWithTermAtMost(message.HintTerm, limit) + 1;
        peer.BecomeProbe(next);
    }

    private void Replicate(Progress peer)
    {
        if (peer.State == ProgressState.Snapshot || peer.Next <= _state.Log.Boundary)
        {
            _snapshots.Send(peer);
            return;
        }

        if (peer.State == ProgressState.Probe)
        {
            if (peer.IsProbing) return;
            peer.IsProbing = true;
            SendAppend(peer, Limit(peer.Next), urgent: true);
            return;
        }

        var sent = false;
        while (peer.Next <= _state.Log.LastIndex && !peer.IsWindowFull)
        {
            var last = Limit(peer.Next);
            SendAppend(peer, last, urgent: false);
            peer.Sent(last);
            sent = true;
        }

        // The last commit of a burst must not wait for the next one.
        if (!sent && peer.Next > _state.Log.LastIndex && peer.SentCommit < _state.CommitIndex) SendAppend(peer, peer.Next - 1, urgent: false);
    }

    private LogIndex Limit(LogIndex from) =>
        from > _state.Log.LastIndex ? from - 1 : _state.Log.LimitBytes(from, _state.Options.MaxAppendBytes);

    private void SendAppend(Progress peer, LogIndex last, bool urgent)
    {
        peer.SentCommit = _state.CommitIndex;
        _state.Send(_state.To(peer.Member, RaftMessageKind.AppendEntries) with
        {
            PrevIndex = peer.Next - 1,
            PrevTerm = _state.Log.TermAt(peer.Next - 1),
            LastIndex = last,
            CommitIndex = _state.CommitIndex,
            Sequence = Clock.NextSequence(),
            Urgent = urgent,
            Suspect = peer.HasLostTail,
            SuspectNonce = peer.ClearedNonce,
        });
    }

    private void OnCommitted()
    {
        var membership = _state.Membership;
        if (membership.CurrentIndex > _state.CommitIndex) return;
        if (membership.Current.IsJoint)
        {
            // Trap 14: C_old,new is committed under both majorities; C_new follows by itself, under a new leader too.
            AppendConfiguration(membership.Current.LeaveJoint(), _state.Log.LastAppendTimeMs);
        }
        else if (!membership.IsVoter(_state.Self))
        {
            LeaveLeadership();
        }
    }

    /// <summary>Raft §6: a leader that its own commit removed steps down; the best successor need not wait for a timeout.</summary>
    private void LeaveLeadership()
    {
        Progress? best = null;
        foreach (var peer in Peers.All)
        {
            if (peer.IsVoter && !peer.IsSelf && (best is null || peer.Match > best.Match)) best = peer;
        }

        if (best is not null)
        {
            SendAppend(best, best.Next - 1, urgent: false);
            _state.Send(_state.To(best.Member, RaftMessageKind.TimeoutNow) with { Sequence = Clock.NextSequence() });
        }

        StepDown();
    }

    private void AppendConfiguration(RaftConfiguration configuration, long appendTimeMs)
    {
        // Rare, so a pool of its own that keeps nothing: who releases the payload, and whether, does not matter.
        var payload = new PayloadPool(retainedBytesMax: 0).Copy(configuration.ToBytes());
        Append(EntryKind.Configuration, 0, appendTimeMs, payload, out var entry);
        _state.Membership.Append(entry.Index, configuration);
        _state.ConfigurationChanged = true;
        Peers.Rebuild();
    }

    private void Append(EntryKind kind, long recordSpan, long appendTimeMs, Payload? payload, out LogEntry entry)
    {
        entry = new LogEntry
        {
            Kind = kind,
            Index = _state.Log.LastIndex + 1,
            Term = _state.Term,
            BaseOffset = _state.Log.EndOffset,
            RecordSpan = recordSpan,
            AppendTimeMs = appendTimeMs,
            Payload = payload,
        };
        _state.Log.Append(entry);
        _uncommitted.Add(entry.Index, entry.PayloadLength);
    }
}
