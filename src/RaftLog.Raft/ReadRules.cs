using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// Linearizable reads (thesis §6.4): by a round of answers from a quorum, or by lease. A read waits for answers to messages sent after it
/// was asked for, each of which has a number of its own, so no late answer to an earlier round can confirm it (RELIABILITY E3).
/// </summary>
internal sealed class ReadRules(ReplicaState state, LeaderRules leader)
{
    private const long NotStarted = -1;

    private readonly Queue<Pending> _pending = new();
    private readonly List<(long Id, long Deadline)> _forwarded = [];
    private int _notStarted;
    private Term _pendingTerm;
    private Member _asked;
    private Term _askedTerm;
    private long _lastId;

    /// <summary>A read of this replica, answered by a <see cref="ReadState"/>.</summary>
    public long Request()
    {
        var id = ++_lastId;
        if (state.Role == RaftRole.Leader && _pending.Count < state.Options.MaxPendingReads)
        {
            Enqueue(new Pending(id, default, NotStarted, default, Deadline));
        }
        else if (state.Role == RaftRole.Follower && !state.Leader.Node.IsNone && _forwarded.Count < state.Options.MaxPendingReads)
        {
            FailOvertaken();
            (_asked, _askedTerm) = (state.Leader, state.Term);
            _forwarded.Add((id, Deadline));
            state.Send(state.To(state.Leader, RaftMessageKind.ReadIndexRequest) with { ReadId = id });
        }
        else
        {
            state.ReadStates.Add(new ReadState(id, LogIndex.Zero, Failed: true));
        }

        return id;
    }

    public bool IsIdle => _pending.Count == 0 && _forwarded.Count == 0;

    /// <summary>A follower's read.</summary>
    public void OnRequest(in RaftMessage message)
    {
        if (state.Role == RaftRole.Leader && _pending.Count < state.Options.MaxPendingReads)
        {
            Enqueue(new Pending(message.ReadId, new Member(message.From, message.FromReplica), NotStarted, default, Deadline));
        }
        else
        {
            state.Send(state.Reply(message, RaftMessageKind.ReadIndexResponse) with { ReadId = message.ReadId, Rejected = true });
        }
    }

    public void OnResponse(in RaftMessage message)
    {
        for (var i = 0; i < _forwarded.Count; i++)
        {
            if (_forwarded[i].Id != message.ReadId) continue;
            _forwarded.RemoveAt(i);
            state.ReadStates.Add(new ReadState(message.ReadId, message.CommitIndex, message.Rejected));
            return;
        }
    }

    /// <summary>
    /// True while a quorum's refusal to vote for others is certain to last. Not before an own-term commit (trap 17), and never again in a
    /// term in which some voter was released from its loyalty by a TimeoutNow, which may arrive at any time.
    /// </summary>
    public bool TryLease(int overdueTicks, bool isReleased, out LogIndex index)
    {
        index = state.CommitIndex;
        if (!state.HasCommittedOwnTerm || isReleased) return false;
        var answered = leader.Peers.AnsweredByQuorum();
        if (answered == long.MaxValue) return true;
        if (!state.Options.LeaseReads) return false;
        var ticks = state.Options.ElectionTimeoutTicks - state.Options.LeaseMarginTicks - overdueTicks;
        return leader.Clock.WasSentWithin(answered, ticks, state.Now);
    }

    public void Tick()
    {
        while (_pending.Count > 0 && _pending.Peek().Deadline <= state.Now) Answer(_pending.Dequeue(), failed: true);
        if (_notStarted > _pending.Count) _notStarted = _pending.Count;
        for (var i = _forwarded.Count - 1; i >= 0; i--)
        {
            if (_forwarded[i].Deadline <= state.Now) FailForwarded(i);
        }
    }

    /// <summary>Starts a round for the reads that came in, before the leader sends; answers those whose round is complete.</summary>
    public void Emit()
    {
        FailOvertaken();
        if (_pending.Count > 0 && (state.Role != RaftRole.Leader || state.Term != _pendingTerm)) FailAll();
        if (state.Role != RaftRole.Leader || _pending.Count == 0) return;
        if (_notStarted > 0 && state.HasCommittedOwnTerm) StartRound();
        var answered = leader.Peers.AnsweredByQuorum();
        while (_pending.Count > _notStarted && _pending.Peek().Round < answered) Answer(_pending.Dequeue(), failed: false);
    }

    private long Deadline => state.Now + (2 * state.Options.ElectionTimeoutTicks);

    /// <summary>The leader that was asked leads no more: what it answers would not be believed.</summary>
    private void FailOvertaken()
    {
        if (_forwarded.Count == 0 || (_asked == state.Leader && _askedTerm == state.Term)) return;
        for (var i = _forwarded.Count - 1; i >= 0; i--) FailForwarded(i);
    }

    private void Enqueue(Pending read)
    {
        if (state.Term != _pendingTerm) FailAll();
        _pendingTerm = state.Term;
        _pending.Enqueue(read);
        _notStarted++;
    }

    private void StartRound()
    {
        var count = _pending.Count;
        for (var i = 0; i < count; i++)
        {
            var read = _pending.Dequeue();
            if (read.Round == NotStarted) read = read with { Round = leader.Clock.Sequence, Index = state.CommitIndex };
            _pending.Enqueue(read);
        }

        _notStarted = 0;
        leader.DemandHeartbeat();
    }

    private void FailAll()
    {
        while (_pending.Count > 0) Answer(_pending.Dequeue(), failed: true);
        _notStarted = 0;
    }

    private void FailForwarded(int slot)
    {
        state.ReadStates.Add(new ReadState(_forwarded[slot].Id, LogIndex.Zero, Failed: true));
        _forwarded.RemoveAt(slot);
    }

    private void Answer(in Pending read, bool failed)
    {
        if (read.Asker == default)
        {
            state.ReadStates.Add(new ReadState(read.Id, read.Index, failed));
            return;
        }

        state.Send(state.To(read.Asker, RaftMessageKind.ReadIndexResponse) with
        {
            ReadId = read.Id,
            CommitIndex = read.Index,
            Rejected = failed,
        });
    }

    /// <param name="Id">The asker's id.</param>
    /// <param name="Asker">The follower that asks; default for this replica.</param>
    /// <param name="Round">The last message sent before the read was confirmed to be due; answers to later ones confirm it.</param>
    /// <param name="Index">What the read must see.</param>
    /// <param name="Deadline">The tick in which it fails.</param>
    private readonly record struct Pending(long Id, Member Asker, long Round, LogIndex Index, long Deadline);
}
