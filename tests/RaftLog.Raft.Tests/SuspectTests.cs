using RaftLog.Primitives;
using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>Replicas that may have lost what they acknowledged: memory durability and a new boot, or a disk that lied (trap 20, D5).</summary>
public class SuspectTests
{
    [Fact]
    public void Trap_20_a_follower_that_lost_an_acknowledged_tail_is_found_out_and_refilled()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Propose(1, "a", "b", "c");
        cluster.Settle();
        cluster.Crash(3);
        cluster[3].Log.LoseFrom(new LogIndex(2));
        cluster.Restart(3);
        cluster.Tick(2, settle: false);
        cluster.Settle(message => message.To.Value != 3 || message.Kind == RaftMessageKind.Heartbeat);

        Assert.True(cluster[1].Node.TryGetProgress(new NodeId(3), out var lost));
        Assert.True(lost.LostAcknowledgedTail);
        Assert.False(lost.IsInSync);

        // It is told, refilled, and clean again once it durably holds what the leader held.
        cluster.Tick(2, settle: false);
        cluster[3].AutoFlush = false;
        cluster.Deliver(cluster.Network.First(packet => packet.Message.To.Value == 3 && packet.Message.Suspect));
        Assert.True(cluster[3].Node.IsSuspect);
        cluster.Tick(8);
        Assert.True(cluster[3].Node.IsSuspect);
        cluster[3].AutoFlush = true;
        cluster[3].Flush();
        cluster.Tick(8);
        Assert.False(cluster[3].Node.IsSuspect);
        Assert.Equal(cluster[1].LogText(), cluster[3].LogText());
        Assert.True(cluster[1].Node.TryGetProgress(new NodeId(3), out var refilled));
        Assert.False(refilled.LostAcknowledgedTail);
    }

    [Fact]
    public void A_crash_that_loses_an_unflushed_tail_is_no_reason_for_suspicion()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster[3].AutoFlush = false;
        cluster.Propose(1, "a", "b");
        cluster.Settle();
        cluster.Tick(4);
        Assert.True(cluster[1].Node.TryGetProgress(new NodeId(3), out var before));
        Assert.Equal((new LogIndex(3), new LogIndex(1)), (before.MatchIndex, before.FlushedIndex));

        cluster.Crash(3, loseUnflushed: true);
        cluster.Restart(3);
        cluster[3].AutoFlush = true;
        cluster.Tick(8);

        Assert.True(cluster[1].Node.TryGetProgress(new NodeId(3), out var after));
        Assert.False(after.LostAcknowledgedTail);
        Assert.Equal(new LogIndex(3), after.FlushedIndex);
    }

    [Fact]
    public void A_suspect_vote_makes_no_majority()
    {
        var cluster = Restarted(suspects: [2], down: [3]);

        cluster.Tick(100);

        Assert.Null(cluster.Leader);
    }

    [Fact]
    public void A_clean_majority_elects_in_spite_of_a_suspect_and_refills_it()
    {
        var cluster = Restarted(suspects: [2], down: []);

        cluster.Tick(60);

        Assert.NotNull(cluster.Leader);
        Assert.False(cluster.Leader.Node.ElectedBySuspects);
        Assert.All(cluster.Replicas, replica => Assert.False(replica.Node.IsSuspect));
    }

    [Fact]
    public void Without_a_clean_majority_all_voters_are_heard_the_best_log_wins_and_the_risk_is_named()
    {
        var cluster = Restarted(suspects: [1, 2, 3], down: []);
        cluster[1].Log.LoseFrom(new LogIndex(3));
        cluster[3].Log.LoseFrom(new LogIndex(2));
        foreach (var id in (int[])[1, 3])
        {
            cluster.Crash(id);
            cluster.Restart(id);
        }

        cluster.Tick(120);

        Assert.True(cluster[2].Node.IsLeader);
        Assert.True(cluster[2].Node.ElectedBySuspects);
        Assert.Equal(["a", "b"], cluster[1].AppliedTexts());
        Assert.All(cluster.Replicas, replica => Assert.False(replica.Node.IsSuspect));
    }

    [Fact]
    public void Suspects_do_not_elect_while_one_voter_is_missing()
    {
        var cluster = Restarted(suspects: [1, 2], down: [3]);

        cluster.Tick(120);

        Assert.Null(cluster.Leader);
    }

    private static TestCluster Restarted(int[] suspects, int[] down)
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Propose(1, "a", "b");
        cluster.Settle();
        foreach (var id in (int[])[1, 2, 3])
        {
            cluster.Crash(id);
            cluster[id].IsSuspectOnRestart = suspects.Contains(id);
            if (!down.Contains(id)) cluster.Restart(id);
        }

        cluster.Network.Clear();
        return cluster;
    }
}
