namespace RaftLog.Raft;

/// <summary>How a round of (pre-)votes stands.</summary>
internal enum VoteOutcome
{
    /// <summary>Answers are missing.</summary>
    Open,

    /// <summary>A majority of replicas that lost nothing agreed.</summary>
    Won,

    /// <summary>No clean majority, but every voter was heard and agreed: the best log of all wins (DESIGN D5).</summary>
    WonBySuspects,

    /// <summary>So many refused that it cannot be won.</summary>
    Lost,
}

/// <summary>The votes of one round, counted under the configuration in force. One answer per replica; the first stands.</summary>
internal sealed class VoteTally
{
    private readonly List<(Member Voter, bool Granted, bool Suspect)> _votes = [];

    public void Clear() => _votes.Clear();

    public void Record(Member voter, bool granted, bool suspect)
    {
        foreach (var (known, _, _) in _votes)
        {
            if (known == voter) return;
        }

        _votes.Add((voter, granted, suspect));
    }

    /// <summary>During a joint phase both sets must agree (Raft §6).</summary>
    public VoteOutcome Outcome(RaftConfiguration configuration)
    {
        var incoming = Outcome(configuration.Voters);
        if (!configuration.IsJoint) return incoming;
        var outgoing = Outcome(configuration.OutgoingVoters);
        if (incoming == VoteOutcome.Lost || outgoing == VoteOutcome.Lost) return VoteOutcome.Lost;
        if (incoming == VoteOutcome.Open || outgoing == VoteOutcome.Open) return VoteOutcome.Open;
        if (incoming == VoteOutcome.Won && outgoing == VoteOutcome.Won) return VoteOutcome.Won;

        // Without a clean majority of either set, all voters of both have to be heard.
        return IsUnanimous(configuration.Voters) && IsUnanimous(configuration.OutgoingVoters)
            ? VoteOutcome.WonBySuspects
            : VoteOutcome.Open;
    }

    private VoteOutcome Outcome(IReadOnlyList<Member> voters)
    {
        var (clean, refused, agreed) = (0, 0, 0);
        foreach (var (voter, granted, suspect) in _votes)
        {
            if (!RaftConfiguration.Contains(voters, voter)) continue;
            if (!granted) refused++;
            else agreed++;
            if (granted && !suspect) clean++;
        }

        var majority = Quorum.MajorityOf(voters.Count);
        if (clean >= majority) return VoteOutcome.Won;
        if (agreed == voters.Count) return VoteOutcome.WonBySuspects;
        return voters.Count - refused < majority ? VoteOutcome.Lost : VoteOutcome.Open;
    }

    private bool IsUnanimous(IReadOnlyList<Member> voters)
    {
        var agreed = 0;
        foreach (var (voter, granted, _) in _votes)
        {
            if (granted && RaftConfiguration.Contains(voters, voter)) agreed++;
        }

        return agreed == voters.Count;
    }
}
