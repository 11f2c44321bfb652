using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// Hands leadership to a named voter (thesis §3.10): no more proposals, bring it up to date, tell it to campaign; after an election timeout
/// without a successor, go on leading.
/// </summary>
internal sealed class TransferRules(ReplicaState state, LeaderRules leader)
{
    private Member? _target;
    private long _deadline;
    private bool _isTold;
    private Term _releasedTerm = Term.None;

    /// <summary>True once a voter of this term was told to campaign regardless of the leader: leases are off until the next term.</summary>
    public bool IsLoyaltyReleased => _releasedTerm == state.Term;

    public ProposeResult Transfer(NodeId node)
    {
        if (state.Role != RaftRole.Leader) return ProposeResult.NotLeader;
        if (leader.IsHandingOver) return ProposeResult.TransferInProgress;
        if (leader.Peers.Find(node) is not { IsVoter: true, HasLostTail: false } peer) return ProposeResult.ConfigurationChangeRefused;
        if (peer.IsSelf) return ProposeResult.Accepted;
        _target = peer.Member;
        _deadline = state.Now + state.Options.ElectionTimeoutTicks;
        _isTold = false;
        leader.IsHandingOver = true;
        return ProposeResult.Accepted;
    }

    public void Tick()
    {
        if (_target is not null && state.Now >= _deadline) Abort();
    }

    public void Emit()
    {
        if (_target is not { } target || _isTold) return;
        if (state.Role != RaftRole.Leader || leader.Peers.Find(target) is not { IsVoter: true } peer)
        {
            Abort();
            return;
        }

        if (peer.Match < state.Log.LastIndex) return;
        _isTold = true;
        _releasedTerm = state.Term;
        state.Send(state.To(target, RaftMessageKind.TimeoutNow) with { Sequence = leader.Clock.NextSequence() });
    }

    public void Abort()
    {
        _target = null;
        leader.IsHandingOver = false;
    }
}
