using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// A leader's progress records, one per member and itself, arranged as the quorums of the configuration in force. Rebuilt when that
/// changes; records of members that stay are kept.
/// </summary>
internal sealed class PeerSet(ReplicaState state)
{
    private Progress[] _all = [];
    private Progress[] _incoming = [];
    private Progress[] _outgoing = [];
    private long[] _scratch = [];

    public ReadOnlySpan<Progress> All => _all;

    public void Clear() => (_all, _incoming, _outgoing) = ([], [], []);

    public void Rebuild()
    {
        var configuration = state.Membership.Current;
        var members = configuration.AllMembers();
        var all = new List<Progress>(members.Count);
        foreach (var member in members)
        {
            var progress = Find(member) ?? new Progress(
                member, member == state.Self, isVoter: false, state.Log.LastIndex + 1, state.Options.MaxInflightMessages);
            progress.IsVoter = configuration.IsVoter(member);
            all.Add(progress);
        }

        _all = [.. all];
        _incoming = Select(configuration.Voters);
        _outgoing = Select(configuration.OutgoingVoters);
        _scratch = new long[Math.Max(_incoming.Length, _outgoing.Length)];
    }

    /// <summary>The record of this very replica; null for strangers and earlier incarnations.</summary>
    public Progress? Find(Member member)
    {
        foreach (var progress in _all)
        {
            if (progress.Member == member) return progress;
        }

        return null;
    }

    public Progress? Find(NodeId node)
    {
        foreach (var progress in _all)
        {
            if (progress.Member.Node == node) return progress;
        }

        return null;
    }

    /// <summary>What a majority (of both sets in a joint phase) holds durably.</summary>
    public LogIndex FlushedByQuorum()
    {
        var index = FlushedBy(_incoming);
        return new LogIndex(_outgoing.Length == 0 ? index : Math.Min(index, FlushedBy(_outgoing)));
    }

    /// <summary>
    /// The highest sequence that a majority (of both sets) has answered: every one of them took this replica for its leader after
    /// that message was sent.
    /// </summary>
    public long AnsweredByQuorum()
    {
        var sequence = AnsweredBy(_incoming);
        return _outgoing.Length == 0 ? sequence : Math.Min(sequence, AnsweredBy(_outgoing));
    }

    private long FlushedBy(Progress[] voters)
    {
        var values = _scratch.AsSpan(0, voters.Length);
        for (var i = 0; i < voters.Length; i++)
        {
            // Trap 4: the leader counts itself for what is durable on its own disk, as anybody else.
            values[i] = voters[i].IsSelf ? state.Log.FlushedIndex.Value : voters[i].Flushed.Value;
        }

        return Quorum.ReachedByMajority(values);
    }

    private long AnsweredBy(Progress[] voters)
    {
        var values = _scratch.AsSpan(0, voters.Length);
        for (var i = 0; i < voters.Length; i++) values[i] = voters[i].IsSelf ? long.MaxValue : voters[i].AckedSequence;
        return Quorum.ReachedByMajority(values);
    }

    private Progress[] Select(IReadOnlyList<Member> members)
    {
        var selected = new Progress[members.Count];
        for (var i = 0; i < selected.Length; i++) selected[i] = Find(members[i])!;
        return selected;
    }
}
