using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// When one replica may stop its clock. Asleep it hears nothing and sends nothing; <see cref="Dormancy"/> watches over the brokers for it.
/// </summary>
internal sealed class SleepRules(ReplicaState state, LeaderRules leader)
{
    public bool IsAsleep { get; private set; }

    /// <summary>
    /// A dead follower does not keep a group awake, as long as a quorum is alive and complete: it is probed when its broker returns.
    /// </summary>
    public bool LeaderMaySleep(bool owesEffects)
    {
        if (owesEffects || !state.HasCommittedOwnTerm || !IsComplete(state.Log.LastIndex)) return false;
        if (state.Membership.Current.IsJoint || leader.Peers.FlushedByQuorum() < state.Log.LastIndex) return false;
        foreach (var peer in leader.Peers.All)
        {
            if (peer.IsSelf || !leader.IsActive(peer)) continue;
            if (peer.Flushed < state.Log.LastIndex || peer.SentCommit < state.CommitIndex || peer.HasLostTail) return false;
        }

        return state.Now - leader.Clock.StartedAt >= state.Options.ElectionTimeoutTicks;
    }

    public bool TryFallAsleep(NodeId leaderNode, Term term, LogIndex lastIndex, bool owesEffects)
    {
        if (owesEffects || term != state.Term || leaderNode != state.Leader.Node || !state.IsTermDurable || !IsComplete(lastIndex)) return false;
        if (state.Role == RaftRole.Leader && !LeaderMaySleep(owesEffects)) return false;
        if (state.Role is not (RaftRole.Leader or RaftRole.Follower) || state.IsSuspect || state.Installing is not null) return false;
        IsAsleep = true;
        return true;
    }

    public void Wake()
    {
        if (!IsAsleep) return;
        IsAsleep = false;
        if (state.Role == RaftRole.Leader)
        {
            leader.Clock.StartAnew(state.Now);
            leader.DemandHeartbeat();
        }
        else
        {
            state.RestartElectionTimer(newTimeout: true);
        }
    }

    private bool IsComplete(LogIndex lastIndex) => state.Log.LastIndex == lastIndex
        && state.CommitIndex == lastIndex && state.Log.FlushedIndex == lastIndex;
}
