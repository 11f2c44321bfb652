using RaftLog.Primitives;
using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>The Raft paper (extended version), section by section: elections and the rules for all servers.</summary>
public class RaftPaperTests
{
    private const int Timeout = 12;

    [Fact]
    public void Section_5_1_a_leader_that_sees_a_higher_term_becomes_a_follower_and_adopts_it()
    {
        var cluster = new TestCluster(3).Elect(1);

        cluster.Give(TestCluster.Compose(RaftMessageKind.AppendEntriesResponse, 2, 1, term: 7) with { Rejected = true });

        Assert.Equal((RaftRole.Follower, new Term(7)), (cluster[1].Node.Role, cluster[1].Node.Term));
        Assert.Equal(new HardState(new Term(7), NodeId.None, TestCluster.UuidOf(1)), cluster[1].DurableHardState);
        Assert.Equal(NodeId.None, cluster[1].Node.LeaderId);
    }

    [Fact]
    public void Section_5_1_a_request_with_an_old_term_is_refused_and_told_the_present_one()
    {
        var cluster = new TestCluster(3);
        cluster[2].Preload(term: 5, 1);

        cluster.Append(1, 2, term: 3, prev: (1, 1), commit: 1, 3);

        var answer = cluster.TakeLast(RaftMessageKind.AppendEntriesResponse, 2, 1);
        Assert.True(answer.Rejected);
        Assert.Equal(new Term(5), answer.Term);
        Assert.Equal("1@1", cluster[2].LogText());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Section_5_2_a_follower_that_hears_of_no_leader_campaigns_between_one_and_two_timeouts(ulong seed)
    {
        var cluster = new TestCluster(3, seed: seed);

        cluster[1].Node.Tick();
        for (var tick = 1; tick < Timeout - 1; tick++) cluster[1].Node.Tick();
        Assert.Equal(RaftRole.Follower, cluster[1].Node.Role);

        for (var tick = 0; tick <= Timeout; tick++) cluster[1].Node.Tick();
        Assert.Equal(RaftRole.PreCandidate, cluster[1].Node.Role);
    }

    [Fact]
    public void Section_5_2_timeouts_are_random_so_that_split_votes_are_rare()
    {
        var firsts = new HashSet<int>();
        for (ulong seed = 1; seed <= 30; seed++)
        {
            var replica = new TestCluster(3, seed: seed)[1];
            var ticks = 0;
            for (; replica.Node.Role == RaftRole.Follower; ticks++) replica.Node.Tick();
            firsts.Add(ticks);
        }

        Assert.True(firsts.Count >= 6, $"30 seeds gave {firsts.Count} timeouts");
        Assert.All(firsts, ticks => Assert.InRange(ticks, Timeout, (2 * Timeout) - 1));
    }

    [Fact]
    public void Section_5_2_a_candidate_raises_its_term_votes_for_itself_and_asks_all_others()
    {
        var cluster = new TestCluster(3, configure: options => options with { PreVote = false });

        cluster[1].Node.Campaign();
        cluster.Pump();

        Assert.Equal((RaftRole.Candidate, new Term(1)), (cluster[1].Node.Role, cluster[1].Node.Term));
        Assert.Equal(new NodeId(1), cluster[1].DurableHardState.Vote);
        Assert.Equal(2, cluster.Network.Count);
        Assert.All(cluster.Network, packet => Assert.Equal((RaftMessageKind.VoteRequest, new Term(1)), (packet.Message.Kind, packet.Message.Term)));
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 1, true)]
    [InlineData(3, 0, false)]
    [InlineData(3, 1, true)]
    [InlineData(4, 1, false)]
    [InlineData(4, 2, true)]
    [InlineData(5, 1, false)]
    [InlineData(5, 2, true)]
    public void Section_5_2_a_candidate_wins_with_a_majority_of_all_voters(int voters, int granted, bool wins)
    {
        var cluster = new TestCluster(voters, configure: options => options with { PreVote = false });
        cluster[1].Node.Campaign();
        cluster.Pump();

        for (var voter = 2; voter <= granted + 1; voter++) cluster.Deliver(cluster.Find(RaftMessageKind.VoteRequest, 1, voter));
        cluster.Settle(message => message.Kind == RaftMessageKind.VoteResponse);

        Assert.Equal(wins, cluster[1].Node.IsLeader);
    }

    [Fact]
    public void Section_5_2_a_voter_gives_one_vote_per_term_to_the_first_that_asks()
    {
        var cluster = new TestCluster(3);
        var ask = (int from) => TestCluster.Compose(RaftMessageKind.VoteRequest, from, 1, term: 1) with { CampaignTerm = new Term(1) };

        cluster.Give(ask(2));
        cluster.Give(ask(3));
        cluster.Give(ask(2));

        Assert.False(cluster.TakeLast(RaftMessageKind.VoteResponse, 1, 2).Rejected);
        Assert.True(cluster.TakeLast(RaftMessageKind.VoteResponse, 1, 3).Rejected);
        Assert.Equal(new NodeId(2), cluster[1].DurableHardState.Vote);
    }

    [Theory]
    [InlineData(3, RaftRole.Follower)]
    [InlineData(4, RaftRole.Follower)]
    [InlineData(2, RaftRole.Candidate)]
    public void Section_5_2_a_candidate_follows_a_leader_of_at_least_its_own_term(int leaderTerm, RaftRole expected)
    {
        var cluster = new TestCluster(3, configure: options => options with { PreVote = false });
        cluster[1].Preload(term: 2, 1);
        cluster[1].Node.Campaign();
        cluster.Pump();

        cluster.Append(2, 1, leaderTerm, prev: (1, 1), commit: 0);

        Assert.Equal(expected, cluster[1].Node.Role);
        if (expected == RaftRole.Follower) Assert.Equal(new NodeId(2), cluster[1].Node.LeaderId);
    }

    [Fact]
    public void Section_5_2_a_split_vote_ends_by_itself_with_one_leader()
    {
        var cluster = new TestCluster(2, configure: options => options with { PreVote = false });
        cluster[1].Node.Campaign();
        cluster[2].Node.Campaign();
        cluster.Settle();
        Assert.Null(cluster.Leader);

        cluster.Tick(6 * Timeout);

        Assert.NotNull(cluster.Leader);
        Assert.True(cluster.Leader.Node.HasCommittedOwnTerm);
    }

    [Fact]
    public void Section_5_2_a_leader_sends_heartbeats_that_keep_others_from_campaigning()
    {
        var cluster = new TestCluster(3).Elect(1);
        var before = cluster.Sent.GetValueOrDefault(RaftMessageKind.Heartbeat);

        cluster.Tick(10 * Timeout);

        Assert.Equal(new Term(1), cluster[1].Node.Term);
        Assert.True(cluster[1].Node.IsLeader);
        Assert.Equal(10 * Timeout / 2 * 2, cluster.Sent[RaftMessageKind.Heartbeat] - before);
    }

    [Theory]
    [InlineData(2, 2, true)]
    [InlineData(2, 3, true)]
    [InlineData(3, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(1, 9, false)]
    public void Section_5_4_1_a_voter_refuses_a_candidate_whose_log_is_less_up_to_date(int lastTerm, int lastIndex, bool granted)
    {
        var cluster = new TestCluster(3);
        cluster[1].Preload(term: 3, 1, 2);
        cluster[1].Node.Tick();
        for (var tick = 0; tick < Timeout; tick++) cluster[1].Node.Tick();

        cluster.Give(TestCluster.Compose(RaftMessageKind.VoteRequest, 2, 1, term: 40) with
        {
            CampaignTerm = new Term(40),
            LastTerm = new Term(lastTerm),
            LastIndex = new LogIndex(lastIndex),
        });

        Assert.Equal(granted, !cluster.TakeLast(RaftMessageKind.VoteResponse, 1, 2).Rejected);
    }

    [Fact]
    public void Section_5_4_2_figure_8_an_older_entry_is_not_committed_by_counting()
    {
        var cluster = new TestCluster(5);
        cluster[1].Preload(4, 1, 2);
        cluster[2].Preload(4, 1, 2);
        cluster[3].Preload(4, 1);
        cluster[4].Preload(4, 1);
        cluster[5].Preload(4, 1, 3);
        cluster.ForgetLeader(1, 2, 3, 4, 5);
        cluster.Crash(5);
        cluster.Crash(4);

        // S1 leads again and ships its entry of term 2 to S3, but not its own term's no-op.
        cluster[1].Node.Campaign();
        cluster.Settle(message => message.Kind is not RaftMessageKind.AppendEntries);
        Assert.True(cluster[1].Node.IsLeader);
        cluster[1].Node.EntriesFlushed(new LogIndex(2), new Term(2), cluster[1].Generation);
        var entries = cluster[1].Log.Read(new LogIndex(1), new LogIndex(2));
        RaftMessage[] appends =
            [cluster.Find(RaftMessageKind.AppendEntries, 1, 2).Message, cluster.Find(RaftMessageKind.AppendEntries, 1, 3).Message];
        cluster.Network.Clear();
        foreach (var append in appends)
        {
            cluster.Give(append with { PrevIndex = new LogIndex(1), PrevTerm = new Term(1), LastIndex = new LogIndex(2) }, entries);
        }

        foreach (var packet in cluster.Network.ToList()) cluster[1].Receive(packet.Message, []);
        cluster[1].Pump();

        // Three of five hold 2@2 durably, and yet it is not committed.
        Assert.Equal("1@1 2@2", cluster[3].LogText());
        Assert.True(cluster[1].Node.TryGetProgress(new NodeId(3), out var progress));
        Assert.Equal(new LogIndex(2), progress.FlushedIndex);
        Assert.Equal(LogIndex.Zero, cluster[1].Node.CommitIndex);

        // For S5 may still win and overwrite it.
        cluster.Crash(1);
        cluster.Network.Clear();
        cluster.Restart(4);
        cluster.Restart(5);
        cluster.ForgetLeader(2, 3, 4, 5);
        cluster[5].Node.Campaign();
        cluster.Settle();
        cluster.Elect(5);
        cluster.Tick(4);
        Assert.StartsWith("1@1 2@3 3@", cluster[3].LogText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Section_8_a_leader_opens_its_term_with_a_no_op_that_takes_no_offset()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Propose(1, "a");

        var (noOp, first) = (cluster[1].Log.Find(new LogIndex(1)), cluster[1].Log.Find(new LogIndex(2)));
        Assert.Equal((EntryKind.NoOp, 0L), (noOp.Kind, noOp.RecordSpan));
        Assert.Equal((EntryKind.Data, Offset.Zero), (first.Kind, first.BaseOffset));
    }
}
