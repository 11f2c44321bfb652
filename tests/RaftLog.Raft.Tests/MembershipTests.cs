using RaftLog.Primitives;
using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>Raft §6 and the traps around it: joint consensus, learners, strangers, removed replicas, incarnations.</summary>
public class MembershipTests
{
    [Fact]
    public void A_learner_receives_the_log_and_counts_for_nothing()
    {
        var cluster = new TestCluster(voters: 1, learners: 2).Elect(1);
        cluster[1].AutoFlush = false;
        cluster.Propose(1, "a");
        cluster.Settle();

        Assert.Equal("1@1 2@1", cluster[2].LogText());
        Assert.Equal(new LogIndex(1), cluster[1].Node.CommitIndex);
        Assert.Equal(0, cluster[1].Node.CountVotersFlushed(new LogIndex(2)));

        cluster[2].Node.Campaign();
        cluster.Tick(0);
        Assert.Equal(RaftRole.Follower, cluster[2].Node.Role);
    }

    [Fact]
    public void A_change_of_voters_passes_through_a_joint_phase_that_ends_by_itself()
    {
        var cluster = new TestCluster(voters: 3, learners: 2).Elect(1);

        Assert.Equal(ProposeResult.Accepted, Change(cluster, 1, new() { AddVoters = [TestCluster.MemberOf(4)], Remove = [new NodeId(3)] }));
        Assert.Equal("voters(1,2,4)&&outgoing(1,2,3) learners(5)", cluster[1].Node.Configuration.ToString());
        cluster.Settle();

        Assert.Equal("voters(1,2,4) learners(5)", cluster[1].Node.Configuration.ToString());
        Assert.Equal(cluster[1].Node.CommitIndex, cluster[1].Node.ConfigurationIndex);
        Assert.Equal(cluster[1].Node.Configuration, cluster[4].Node.Configuration);
    }

    [Theory]
    [InlineData(4, 5, 6)]
    [InlineData(2, 3)]
    public void Trap_14_a_joint_phase_commits_only_with_both_majorities(params int[] unreachable)
    {
        var cluster = new TestCluster(voters: 3, strangers: 3).Elect(1);
        foreach (var id in unreachable) cluster.CutBoth(1, id);

        Change(cluster, 1, new()
        {
            AddVoters = [.. TestCluster.Members(4, 3)],
            Remove = [new NodeId(2), new NodeId(3)],
        });
        cluster.Settle();
        Assert.True(cluster[1].Node.Configuration.IsJoint);
        Assert.Equal(new LogIndex(1), cluster[1].Node.CommitIndex);

        cluster.Heal();
        cluster.Tick(6);
        Assert.Equal("voters(1,4,5,6)", cluster[1].Node.Configuration.ToString());
    }

    [Fact]
    public void Trap_14_a_new_leader_finishes_the_joint_phase_it_finds()
    {
        var cluster = new TestCluster(voters: 3, strangers: 1).Elect(1);
        cluster.CutBoth(1, 3);
        cluster.CutBoth(1, 4);
        Change(cluster, 1, new() { AddVoters = [TestCluster.MemberOf(4)] });
        cluster.Deliver(cluster.Find(RaftMessageKind.AppendEntries, 1, 2));
        cluster.Crash(1, loseUnflushed: true);
        cluster.Network.Clear();
        Assert.True(cluster[2].Node.Configuration.IsJoint);

        cluster.Heal();
        cluster.ForgetLeader(2, 3);
        cluster.Elect(2);
        cluster.Tick(6);

        Assert.Equal("voters(1,2,3,4)", cluster[2].Node.Configuration.ToString());
        Assert.Equal(cluster[2].LogText(), cluster[4].LogText());
    }

    [Fact]
    public void Trap_13_a_change_waits_for_an_own_term_commit_and_for_the_change_before_it()
    {
        var cluster = new TestCluster(voters: 3, strangers: 2);
        cluster[1].AutoFlush = cluster[2].AutoFlush = cluster[3].AutoFlush = false;
        cluster.Elect(1);
        Assert.Equal(ProposeResult.ConfigurationChangeRefused, Change(cluster, 1, new() { AddLearners = [TestCluster.MemberOf(4)] }));

        foreach (var replica in cluster.Replicas) replica.Flush();
        cluster.Settle();
        Assert.Equal(ProposeResult.Accepted, Change(cluster, 1, new() { AddLearners = [TestCluster.MemberOf(4)] }));
        Assert.Equal(ProposeResult.ConfigurationChangeRefused, Change(cluster, 1, new() { AddLearners = [TestCluster.MemberOf(5)] }));
    }

    [Fact]
    public void Trap_13_a_configuration_is_in_force_from_its_append_and_taken_back_with_its_entry()
    {
        var cluster = new TestCluster(voters: 3, strangers: 1).Elect(1);
        cluster.Isolate(1);
        Change(cluster, 1, new() { AddVoters = [TestCluster.MemberOf(4)] });
        Assert.True(cluster[1].Node.Configuration.IsJoint);

        cluster.Network.Clear();
        cluster.ForgetLeader(2, 3);
        cluster.Elect(2);
        cluster.Heal();
        cluster.Tick(6);

        Assert.Equal("voters(1,2,3)", cluster[1].Node.Configuration.ToString());
        Assert.Equal("1@1 2@2", cluster[1].LogText());
    }

    [Fact]
    public void Trap_13_two_leaders_cannot_commit_two_changes_that_share_no_majority()
    {
        // raft-dev 2015: S1 adds S5 and is cut off; S2 leads and removes S1. S1 must not win with S4 and S5 afterwards.
        var cluster = new TestCluster(voters: 4, strangers: 1).Elect(1);
        foreach (var id in (int[])[2, 3, 4]) cluster.CutBoth(1, id);
        Change(cluster, 1, new() { AddVoters = [TestCluster.MemberOf(5)] });
        cluster.Settle();
        Assert.True(cluster[5].Node.Configuration.IsJoint);

        cluster.ForgetLeader(2, 3, 4);
        cluster.Elect(2);
        Change(cluster, 2, new() { Remove = [new NodeId(1)] });
        cluster.Settle();
        Assert.Equal("voters(2,3,4)", cluster[2].Node.Configuration.ToString());

        cluster.Heal();
        cluster.CutBoth(1, 2);
        cluster.CutBoth(1, 3);
        cluster.ForgetLeader(1, 4, 5);
        cluster[1].Node.Campaign();
        cluster.Settle();
        Assert.False(cluster[1].Node.IsLeader);
    }

    [Fact]
    public void Trap_15_a_voter_grants_to_a_candidate_its_configuration_does_not_know()
    {
        var cluster = new TestCluster(voters: 3);

        cluster[1].Receive(
            TestCluster.Compose(RaftMessageKind.VoteRequest, 9, 1, term: 3) with { CampaignTerm = new Term(3), LastTerm = new Term(2), LastIndex = new LogIndex(5) }, []);
        cluster[1].Pump();

        Assert.Equal(new NodeId(9), cluster[1].DurableHardState.Vote);
    }

    [Fact]
    public void Trap_15_a_removed_replica_that_returns_does_not_disturb()
    {
        var cluster = new TestCluster(voters: 4).Elect(1);
        cluster.Isolate(4);
        Change(cluster, 1, new() { Remove = [new NodeId(4)] });
        cluster.Settle();
        Assert.Equal("voters(1,2,3)", cluster[1].Node.Configuration.ToString());
        cluster.Tick(60);

        cluster.Heal();
        cluster.Tick(60);

        Assert.Equal((true, new Term(1)), (cluster[1].Node.IsLeader, cluster[1].Node.Term));
        Assert.Equal(new Term(1), cluster[4].Node.Term);
    }

    [Fact]
    public void Trap_19_a_wiped_replica_neither_votes_nor_acknowledges_under_its_old_place()
    {
        var cluster = new TestCluster(voters: 3).Elect(1);
        cluster.CutBoth(1, 3);
        cluster.CutBoth(2, 3);
        cluster.Propose(1, "a");
        cluster.Settle();
        cluster.Crash(1);
        cluster.Crash(2);
        cluster.Replace(2, incarnation: 1);
        cluster.Heal();

        // C has not seen the committed entry; B has forgotten it: together they must not elect.
        cluster.ForgetLeader(2, 3);
        cluster.Tick(60);

        Assert.Null(cluster.Leader);
        Assert.Equal(RaftRole.Follower, cluster[2].Node.Role);
    }

    [Fact]
    public void Trap_19_a_replaced_replica_comes_back_as_a_learner_under_its_new_uuid()
    {
        var cluster = new TestCluster(voters: 3).Elect(1);
        cluster.Propose(1, "a");
        cluster.Settle();
        cluster.Crash(3);
        cluster.Replace(3, incarnation: 1);
        cluster.Tick(4);
        Assert.Equal("", cluster[3].LogText());

        var swap = new RaftConfigurationChange { Remove = [new NodeId(3)], AddVoters = [TestCluster.MemberOf(3, 1)] };
        Assert.Equal(ProposeResult.ConfigurationChangeRefused, Change(cluster, 1, swap));
        Change(cluster, 1, new() { Remove = [new NodeId(3)] });
        cluster.Settle();
        Assert.Equal(ProposeResult.Accepted, Change(cluster, 1, new() { AddLearners = [TestCluster.MemberOf(3, 1)] }));
        cluster.Settle();
        Assert.Equal(ProposeResult.Accepted, Change(cluster, 1, new() { AddVoters = [TestCluster.MemberOf(3, 1)] }));
        cluster.Settle();
        cluster.Tick(4);

        Assert.Equal(TestCluster.MemberOf(3, 1), cluster[1].Node.Configuration.Voters[2]);
        Assert.Equal(cluster[1].LogText(), cluster[3].LogText());
    }

    [Fact]
    public void A_leader_that_removes_itself_leads_until_the_commit_and_names_a_successor()
    {
        var cluster = new TestCluster(voters: 3).Elect(1);

        Change(cluster, 1, new() { Remove = [new NodeId(1)] });
        cluster.Settle();

        Assert.Equal(RaftRole.Follower, cluster[1].Node.Role);
        Assert.NotNull(cluster.Leader);
        Assert.Equal("voters(2,3)", cluster.Leader.Node.Configuration.ToString());
        Assert.True(cluster.Leader.Node.HasCommittedOwnTerm);
    }

    [Fact]
    public void A_removed_leader_that_alone_holds_its_removal_still_stands_for_election()
    {
        var cluster = new TestCluster(voters: 2).Elect(1);
        Change(cluster, 1, new() { Remove = [new NodeId(1)] });
        cluster.Deliver(cluster.Find(RaftMessageKind.AppendEntries, 1, 2));
        cluster.Deliver(cluster.Find(RaftMessageKind.AppendEntriesResponse, 2, 1));
        Assert.Equal("voters(2)", cluster[1].Node.Configuration.ToString());
        cluster.Crash(1);
        cluster.Network.Clear();
        Assert.True(cluster[2].Node.Configuration.IsJoint);
        cluster.Restart(1);

        // n2 needs n1's vote and has the shorter log: only n1 can win, and then leaves.
        cluster.Tick(80);

        Assert.True(cluster[2].Node.IsLeader);
        Assert.Equal("voters(2)", cluster[2].Node.Configuration.ToString());
        Assert.Equal(RaftRole.Follower, cluster[1].Node.Role);
    }

    [Fact]
    public void Illegal_changes_are_refused()
    {
        var current = RaftConfiguration.Create(TestCluster.Members(1, 3), learners: TestCluster.Members(4, 1));
        RaftConfigurationChange[] illegal =
        [
            new(),
            new() { Remove = [new NodeId(1), new NodeId(2), new NodeId(3)] },
            new() { Remove = [new NodeId(9)] },
            new() { AddVoters = [TestCluster.MemberOf(1)] },
            new() { AddLearners = [TestCluster.MemberOf(4)] },
            new() { AddLearners = [TestCluster.MemberOf(2)] },
            new() { AddVoters = [TestCluster.MemberOf(4, 1)] },
        ];

        Assert.All(illegal, change => Assert.Null(change.TargetFrom(current)));
        Assert.Null(new RaftConfigurationChange { Remove = [new NodeId(1)] }.TargetFrom(current.EnterJoint(RaftConfiguration.Create(TestCluster.Members(1, 2)))));
    }

    [Fact]
    public void A_demoted_voter_goes_on_learning()
    {
        var cluster = new TestCluster(voters: 3).Elect(1);

        Change(cluster, 1, new() { Remove = [new NodeId(3)], AddLearners = [TestCluster.MemberOf(3)] });
        cluster.Settle();
        cluster.Propose(1, "a");
        cluster.Settle();

        Assert.Equal("voters(1,2) learners(3)", cluster[3].Node.Configuration.ToString());
        Assert.Equal(["a"], cluster[3].AppliedTexts());
    }

    private static ProposeResult Change(TestCluster cluster, int id, RaftConfigurationChange change)
    {
        var result = cluster[id].Node.ProposeConfiguration(change, appendTimeMs: 0);
        cluster.Pump();
        return result;
    }
}
