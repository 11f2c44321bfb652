using RaftLog.Primitives;
using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>thesis §6.4 and §3.10: reads that are never stale, and leadership handed over.</summary>
public class ReadAndTransferTests
{
    [Fact]
    public void A_read_is_confirmed_by_a_quorum_that_answers_after_it_was_asked()
    {
        var cluster = new TestCluster(3).Elect(1);

        var id = cluster[1].Node.RequestRead();
        cluster.Pump();
        Assert.Empty(cluster[1].Reads);

        cluster.Settle();
        Assert.Equal([new ReadState(id, new LogIndex(1), Failed: false)], cluster[1].Reads);
    }

    [Fact]
    public void Trap_17_answers_to_an_earlier_round_do_not_confirm_a_later_read()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster[1].Node.RequestRead();
        cluster.Pump();
        cluster.Deliver(cluster.Find(RaftMessageKind.Heartbeat, 1, 2));
        var late = cluster.TakeLast(RaftMessageKind.HeartbeatResponse, 2, 1);
        cluster.Isolate(1);
        cluster.Network.Clear();

        // The others move on, and A is asked again before the answer of the first round arrives, twice.
        cluster.ForgetLeader(2, 3);
        cluster.Elect(2);
        cluster.Propose(2, "newer");
        cluster.Settle();
        var second = cluster[1].Node.RequestRead();
        cluster.Pump();
        cluster.Give(late);
        cluster.Give(late);

        Assert.DoesNotContain(cluster[1].Reads, read => read.RequestId == second && !read.Failed);
        cluster.Tick(30);
        Assert.Contains(cluster[1].Reads, read => read.RequestId == second && read.Failed);
    }

    [Fact]
    public void Trap_17_no_read_before_an_own_term_commit()
    {
        var cluster = new TestCluster(3);
        cluster[1].Preload(1, 1, 1);
        cluster[2].Preload(1, 1, 1);
        cluster.ForgetLeader(1, 2, 3);
        foreach (var replica in cluster.Replicas) replica.AutoFlush = false;
        cluster.Elect(1);

        var id = cluster[1].Node.RequestRead();
        cluster.Settle();
        cluster.Tick(4);
        Assert.Empty(cluster[1].Reads);
        Assert.False(cluster[1].Node.TryLeaseRead(out _));

        foreach (var replica in cluster.Replicas) replica.Flush();
        cluster.Settle();
        Assert.Equal([new ReadState(id, new LogIndex(3), Failed: false)], cluster[1].Reads);
    }

    [Fact]
    public void A_follower_reads_through_its_leader_and_fails_without_one()
    {
        var cluster = new TestCluster(3);
        var early = cluster[2].Node.RequestRead();
        cluster.Pump();
        Assert.Equal([new ReadState(early, LogIndex.Zero, Failed: true)], cluster[2].Reads);

        cluster.Elect(1);
        cluster.Propose(1, "a");
        cluster.Settle();
        var id = cluster[2].Node.RequestRead();
        cluster.Settle();
        Assert.Contains(new ReadState(id, new LogIndex(2), Failed: false), cluster[2].Reads);
    }

    [Fact]
    public void Trap_18_a_lease_lasts_less_than_the_voters_loyalty_and_is_checked_at_use()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Tick(4);
        Assert.True(cluster[1].Node.TryLeaseRead(out var index));
        Assert.Equal(new LogIndex(1), index);

        // A pause: the ticks were not delivered yet, but the driver's clock knows them.
        Assert.False(cluster[1].Node.TryLeaseRead(out _, overdueTicks: 12));

        cluster.Isolate(1);
        var lasted = 0;
        for (; cluster[1].Node.TryLeaseRead(out _); lasted++) cluster.Tick();
        Assert.InRange(lasted, 5, 10);
        Assert.True(cluster[2].Node.Role == RaftRole.Follower, "the voters were still loyal");
    }

    [Fact]
    public void Trap_18_a_restarted_voter_keeps_the_loyalty_it_may_have_promised()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Crash(3);
        cluster.Restart(3);
        var ask = TestCluster.Compose(RaftMessageKind.VoteRequest, 2, 3, term: 9) with
        {
            CampaignTerm = new Term(9),
            LastTerm = new Term(1),
            LastIndex = new LogIndex(9),
        };

        cluster.Give(ask);
        Assert.Equal(new Term(1), cluster[3].Node.Term);

        cluster.ForgetLeader(3);
        cluster.Give(ask);
        Assert.Equal(new NodeId(2), cluster[3].DurableHardState.Vote);
    }

    [Fact]
    public void Trap_18_there_is_no_lease_once_a_voter_was_told_to_campaign()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Tick(4);
        cluster[1].Node.TransferLeadership(new NodeId(2));
        cluster.Pump();
        cluster.Network.Clear();
        cluster.Tick(20);

        Assert.True(cluster[1].Node.IsLeader);
        Assert.False(cluster[1].Node.TryLeaseRead(out _));
    }

    [Fact]
    public void A_transfer_makes_the_target_lead_at_once_and_refuses_proposals_meanwhile()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.CutBoth(1, 2);
        cluster.Propose(1, "a");
        cluster.Settle();
        cluster.Heal();

        Assert.Equal(ProposeResult.Accepted, cluster[1].Node.TransferLeadership(new NodeId(2)));
        Assert.Equal(ProposeResult.TransferInProgress, cluster[1].Propose("b", out _));
        cluster.Tick(4);

        Assert.True(cluster[2].Node.IsLeader);
        Assert.Equal(["a"], cluster[2].AppliedTexts());
    }

    [Fact]
    public void A_transfer_that_does_not_happen_within_an_election_timeout_is_given_up()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.CutBoth(1, 2);
        cluster[1].Node.TransferLeadership(new NodeId(2));

        cluster.Tick(13);

        Assert.True(cluster[1].Node.IsLeader);
        Assert.Equal(ProposeResult.Accepted, cluster[1].Propose("a", out _));
    }

    [Fact]
    public void A_transfer_goes_to_a_voter_only()
    {
        var cluster = new TestCluster(voters: 3, learners: 1).Elect(1);

        Assert.Equal(ProposeResult.ConfigurationChangeRefused, cluster[1].Node.TransferLeadership(new NodeId(4)));
        Assert.Equal(ProposeResult.ConfigurationChangeRefused, cluster[1].Node.TransferLeadership(new NodeId(9)));
        Assert.Equal(ProposeResult.NotLeader, cluster[2].Node.TransferLeadership(new NodeId(3)));
    }

    [Fact]
    public void Check_quorum_a_leader_cut_off_from_its_quorum_steps_down_within_an_election_timeout()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Tick(20);
        cluster.Isolate(1);

        cluster.Tick(12);

        Assert.Equal(RaftRole.Follower, cluster[1].Node.Role);
    }

    [Fact]
    public void Trap_16_a_replica_that_returns_from_a_partition_does_not_raise_the_term()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Isolate(3);
        cluster.Tick(100);
        Assert.Equal(new Term(1), cluster[3].Node.Term);

        cluster.Heal();
        cluster.Tick(30);
        Assert.Equal((true, new Term(1)), (cluster[1].Node.IsLeader, cluster[1].Node.Term));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    public void Trap_16_one_broken_link_leaves_one_stable_leader(int a, int b)
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.CutBoth(a, b);
        cluster.Tick(120);

        var term = cluster.Leader!.Node.Term;
        cluster.Tick(120);
        Assert.Equal(term, cluster.Leader!.Node.Term);
        cluster.Propose(cluster.Leader.Id.Value, "a");
        cluster.Tick(8);
        Assert.Equal(["a"], cluster.Leader.AppliedTexts());
    }

    [Fact]
    public void Trap_16_a_leader_that_cannot_hear_anybody_gives_way_to_those_that_can()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Cut(2, 1);
        cluster.Cut(3, 1);

        cluster.Tick(80);

        Assert.NotEqual(1, cluster.Leader!.Id.Value);
        Assert.True(cluster.Leader.Node.HasCommittedOwnTerm);
    }

    [Fact]
    public void Trap_16_a_lagging_follower_in_contact_with_its_leader_never_campaigns()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster[3].Preload(1, 1);
        cluster.Propose(1, [.. Enumerable.Range(0, 50).Select(each => $"v{each}")]);

        // It refuses append after append, which is contact all the same.
        for (var tick = 0; tick < 60; tick++)
        {
            cluster.Tick(settle: false);
            cluster.Settle(message => message.To.Value != 1 || message.Kind == RaftMessageKind.HeartbeatResponse || message.From.Value == 2);
            cluster.Network.RemoveAll(packet => packet.Message.From.Value == 3);
        }

        Assert.Equal(RaftRole.Follower, cluster[3].Node.Role);
        Assert.Equal(new NodeId(1), cluster[3].Node.LeaderId);
    }

    [Fact]
    public void Priority_lets_the_preferred_replica_campaign_first()
    {
        var cluster = new TestCluster(3, configure: options => options with
        {
            Priority = options.SelfId.Value == 2 ? RaftOptions.PriorityMax : 0,
        });

        cluster.Tick(24);

        Assert.True(cluster[2].Node.IsLeader);
    }
}
