using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>Who campaigns, who votes, and when a round is won (Raft §5.2, §5.4.1; thesis §4.2.3, §9.6).</summary>
internal sealed class ElectionRules(ReplicaState state)
{
    private readonly VoteTally _tally = new();

    /// <summary>True when the campaign under way is one the leader asked for.</summary>
    private bool _urgent;

    /// <summary>True when this replica may stand: a voter, or one whose removal is not known to be committed, with a log at rest.</summary>
    public bool MayCampaign =>
        state.Role != RaftRole.Leader && state.Installing is null && state.Membership.MayStand(state.Self);

    public void Tick()
    {
        if (state.Role == RaftRole.Leader || state.Now < state.ElectionDeadline) return;
        if (MayCampaign) Campaign();
        else state.RestartElectionTimer(newTimeout: true);
    }

    public void Campaign()
    {
        if (!MayCampaign) return;
        _urgent = false;
        if (state.Options.PreVote) StartPreVote();
        else StartVote();
    }

    /// <summary>thesis §3.10: campaign at once, without a pre-vote, in spite of the voters' loyalty to the leader that asks for it.</summary>
    public void OnTimeoutNow(in RaftMessage message)
    {
        if (!MayCampaign || message.From != state.Leader.Node || message.FromReplica != state.Leader.ReplicaUuid) return;
        _urgent = true;
        StartVote();
    }

    public void OnPreVoteRequest(in RaftMessage message)
    {
        // A higher term in the request is not adopted: a pre-vote changes nothing (thesis §9.6).
        var granted = message.CampaignTerm > state.Term && !state.IsLoyal && IsUpToDate(message);
        Answer(message, RaftMessageKind.PreVoteResponse, granted);
    }

    public void OnVoteRequest(in RaftMessage message)
    {
        var candidate = new Member(message.From, message.FromReplica);
        var free = state.Vote.IsNone ? state.Leader.Node.IsNone : state.Vote == candidate.Node && state.VoteReplica == candidate.ReplicaUuid;

        // Membership is not asked: the voter may not have seen the configuration that makes the candidate a voter (trap 15).
        var granted = message.Term == state.Term && free && IsUpToDate(message);
        if (granted) state.GrantVote(candidate);
        Answer(message, RaftMessageKind.VoteResponse, granted);
    }

    public void OnVote(in RaftMessage message, Member voter)
    {
        var expected = message.Kind == RaftMessageKind.PreVoteResponse ? RaftRole.PreCandidate : RaftRole.Candidate;
        var campaign = expected == RaftRole.PreCandidate ? state.Term.Next() : state.Term;
        if (state.Role != expected || message.CampaignTerm != campaign) return;
        _tally.Record(voter, !message.Rejected, message.Suspect);
        Decide();
    }

    /// <summary>The own vote counts from the moment it is durable (RELIABILITY trap 1).</summary>
    public void OnHardStateDurable()
    {
        if (state.Role != RaftRole.Candidate || !state.IsTermDurable || state.Durable.Vote != state.Self.Node) return;
        _tally.Record(state.Self, granted: true, state.IsSuspect);
        Decide();
    }

    private void StartPreVote()
    {
        state.BecomePreCandidate();
        _tally.Clear();
        _tally.Record(state.Self, granted: true, state.IsSuspect);
        RequestVotes(RaftMessageKind.PreVoteRequest, state.Term.Next());
        Decide();
    }

    private void StartVote()
    {
        state.BecomeCandidate();
        _tally.Clear();
        RequestVotes(RaftMessageKind.VoteRequest, state.Term);
    }

    private void Decide()
    {
        var outcome = _tally.Outcome(state.Membership.Current);
        if (outcome == VoteOutcome.Lost)
        {
            state.BecomeFollower(state.Term, new Member(NodeId.None, Guid.Empty));
            return;
        }

        if (outcome == VoteOutcome.Open) return;
        if (state.Role == RaftRole.PreCandidate)
        {
            StartVote();
        }
        else if (state.IsTermDurable && state.Durable.Vote == state.Self.Node)
        {
            state.BecomeLeader();
            state.ElectedBySuspects = outcome == VoteOutcome.WonBySuspects;
        }
    }

    private void RequestVotes(RaftMessageKind kind, Term campaign)
    {
        foreach (var member in state.Membership.Current.AllMembers())
        {
            if (member == state.Self || !state.Membership.IsVoter(member)) continue;
            state.Send(state.To(member, kind) with
            {
                CampaignTerm = campaign,
                LastIndex = state.Log.LastIndex,
                LastTerm = state.Log.LastTerm,
                Urgent = _urgent,
                Suspect = state.IsSuspect,
            });
        }
    }

    /// <summary>Raft §5.4.1: the candidate's last entry has a later term, or the same and is not before ours.</summary>
    private bool IsUpToDate(in RaftMessage request) =>
        request.LastTerm > state.Log.LastTerm
        || (request.LastTerm == state.Log.LastTerm && request.LastIndex >= state.Log.LastIndex);

    private void Answer(in RaftMessage request, RaftMessageKind kind, bool granted) =>
        state.Send(state.Reply(request, kind) with
        {
            CampaignTerm = request.CampaignTerm,
            Rejected = !granted,
            Suspect = state.IsSuspect,
            LastIndex = state.Log.LastIndex,
            LastTerm = state.Log.LastTerm,
        });
}
