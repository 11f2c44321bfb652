using RaftLog.Primitives;
using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>Sleeping groups (DESIGN D11, trap 32): who may sleep, what wakes whom, and that waking is no herd.</summary>
public class DormancyTests
{
    private static readonly NodeId Leader = new(1);
    private static readonly NodeId Other = new(2);
    private static readonly Guid First = new(1, 0, 0, new byte[8]);
    private static readonly Guid Second = new(2, 0, 0, new byte[8]);

    [Fact]
    public void An_idle_group_falls_asleep_sends_nothing_and_wakes_by_a_proposal()
    {
        var cluster = Asleep();
        cluster.Sent.Clear();

        cluster.Pump();
        Assert.Empty(cluster.Sent);
        Assert.False(cluster[1].Node.TryLeaseRead(out _));

        cluster.Propose(1, "a");
        cluster.Settle();
        Assert.All(cluster.Replicas, replica => Assert.False(replica.Node.IsAsleep));
        Assert.Equal(["a"], cluster[3].AppliedTexts());
    }

    [Fact]
    public void Nobody_sleeps_while_something_is_under_way_or_the_terms_differ()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Tick(20);
        Assert.False(cluster[2].Node.TryFallAsleep(Leader, new Term(2), new LogIndex(1)));
        Assert.False(cluster[2].Node.TryFallAsleep(new NodeId(3), new Term(1), new LogIndex(1)));
        Assert.False(cluster[2].Node.TryFallAsleep(Leader, new Term(1), new LogIndex(2)));

        cluster[3].AutoFlush = false;
        cluster.Propose(1, "a");
        cluster.Settle();
        Assert.False(cluster[1].Node.MaySleep);
        Assert.False(cluster[1].Node.TryFallAsleep(Leader, new Term(1), new LogIndex(2)));
    }

    [Fact]
    public void A_leader_that_wakes_holds_no_lease_until_a_quorum_has_answered_again()
    {
        var cluster = Asleep();
        cluster[1].Node.Wake();
        Assert.False(cluster[1].Node.TryLeaseRead(out _));

        cluster.Settle();
        Assert.True(cluster[1].Node.TryLeaseRead(out _));
    }

    [Fact]
    public void A_dead_follower_does_not_keep_its_group_awake()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Crash(3);
        Assert.False(cluster[1].Node.MaySleep);

        cluster.Tick(20);

        Assert.True(cluster[1].Node.MaySleep);
    }

    [Fact]
    public void Followers_of_a_lost_leader_wake_and_elect_another()
    {
        var cluster = Asleep();
        cluster.Crash(1);

        cluster[2].Node.Wake(leaderLost: true, jitterTicks: 1);
        cluster[3].Node.Wake(leaderLost: true, jitterTicks: 6);
        cluster.Tick(4);

        Assert.True(cluster[2].Node.IsLeader);
    }

    [Fact]
    public void A_lapse_of_the_leaders_broker_wakes_its_groups_once_spread_over_the_jitter()
    {
        var dormancy = Following(1000);
        for (var tick = 0; tick < 11; tick++) dormancy.Tick();
        Assert.Empty(dormancy.TakeWakes());

        dormancy.Tick();

        var wakes = dormancy.TakeWakes();
        Assert.Equal(1000, wakes.Select(wake => wake.Group).Distinct().Count());
        Assert.All(wakes, wake => Assert.Equal(SleepWakeCause.LeaderLost, wake.Cause));
        Assert.True(wakes.CountBy(wake => wake.JitterTicks).Max(pair => pair.Value) < 150, "a herd");
        for (var tick = 0; tick < 50; tick++) dormancy.Tick();
        Assert.Empty(dormancy.TakeWakes());
    }

    [Fact]
    public void Trap_32_heartbeats_keep_only_the_groups_of_their_own_sender_asleep()
    {
        var dormancy = Following(10);
        dormancy.Heard(Other, Second, default);

        for (var tick = 0; tick < 12; tick++)
        {
            dormancy.Heard(Other, Second, default);
            dormancy.Tick();
        }

        Assert.Equal(10, dormancy.TakeWakes().Count);
        Assert.True(dormancy.IsAlive(Other));
        Assert.False(dormancy.IsAlive(Leader));
    }

    [Fact]
    public void A_new_incarnation_of_the_leaders_broker_wakes_its_groups_at_once()
    {
        var dormancy = Following(5);

        dormancy.Heard(Leader, Second, Digest(5));

        Assert.Equal(5, dormancy.TakeWakes().Count(wake => wake.Cause == SleepWakeCause.LeaderLost));
        Assert.False(dormancy.FollowerSleeps(Leader, First, Tie(0)));
    }

    [Fact]
    public void A_digest_that_stays_different_wakes_and_one_that_recovers_does_not()
    {
        var dormancy = Following(5);
        dormancy.Heard(Leader, First, Digest(4));
        dormancy.Heard(Leader, First, Digest(4));
        dormancy.Heard(Leader, First, Digest(5));
        Assert.Empty(dormancy.TakeWakes());

        for (var beat = 0; beat < 3; beat++) dormancy.Heard(Leader, First, Digest(4));

        Assert.Equal(5, dormancy.TakeWakes().Count(wake => wake.Cause == SleepWakeCause.DigestDiffers));
        Assert.Equal(0, dormancy.SleepingCount);
    }

    [Fact]
    public void A_digest_tells_terms_and_last_indexes_apart()
    {
        var tie = Tie(1);

        Assert.NotEqual(default(SleepDigest).With(tie), default(SleepDigest).With(tie with { Term = new Term(2) }));
        Assert.NotEqual(default(SleepDigest).With(tie), default(SleepDigest).With(tie with { LastIndex = new LogIndex(2) }));
        Assert.Equal(default, default(SleepDigest).With(tie).With(Tie(2)).Without(tie).Without(Tie(2)));
    }

    [Fact]
    public void A_followers_broker_that_dies_wakes_nothing_and_its_return_probes_once()
    {
        var dormancy = new Dormancy(new DormancyOptions(), new SeededRandom(1));
        dormancy.Heard(Other, First, default);
        for (var group = 0; group < 20; group++) dormancy.LeaderSleeps(Tie(group), [Other, new NodeId(3)]);
        for (var tick = 0; tick < 40; tick++) dormancy.Tick();
        Assert.Empty(dormancy.TakeWakes());
        Assert.Equal(Digest(20), dormancy.DigestTowards(Other));

        dormancy.Heard(Other, First, default);
        dormancy.Heard(Other, First, default);

        Assert.Equal(20, dormancy.TakeWakes().Count(wake => wake.Cause == SleepWakeCause.FollowerReturned));
        Assert.Equal(default, dormancy.DigestTowards(Other));
        Assert.Equal(default, dormancy.DigestTowards(new NodeId(3)));
    }

    [Fact]
    public void Two_brokers_agree_through_any_order_of_falling_asleep_and_waking()
    {
        var random = new SeededRandom(7);
        var leader = new Dormancy(new DormancyOptions(), new SeededRandom(1));
        var follower = Following(0);
        var woken = 0;
        for (var step = 0; step < 20_000; step++)
        {
            var tie = Tie(random.Next(30));
            switch (random.Next(10))
            {
                case < 3:
                    if (follower.FollowerSleeps(Leader, First, tie)) leader.LeaderSleeps(tie, [Other]);
                    break;
                case 3: leader.Forget(tie.Group); break;
                case 4 when random.Chance(20): follower.Forget(tie.Group); break;
                case 5:
                    leader.Heard(Other, Second, default);
                    follower.Heard(Leader, First, leader.DigestTowards(Other));
                    break;
                default: break;
            }

            foreach (var wake in follower.TakeWakes())
            {
                woken++;
                leader.Forget(wake.Group);
            }

            leader.TakeWakes();
            leader.Validate();
            follower.Validate();
        }

        // Once nothing changes any more: either both agree on every group, or the follower is awake and looks after its leaders.
        for (var beat = 0; beat < 3; beat++) follower.Heard(Leader, First, leader.DigestTowards(Other));
        foreach (var wake in follower.TakeWakes()) leader.Forget(wake.Group);
        Assert.True(follower.SleepingCount == 0 || follower.SleepingCount == leader.SleepingCount);
        Assert.True(woken > 100, $"only {woken} wakes");
    }

    private static SleepTie Tie(int group) => new(new RaftGroupId(First, group), new Term(1), new LogIndex(1));

    private static SleepDigest Digest(int groups)
    {
        var digest = default(SleepDigest);
        for (var group = 0; group < groups; group++) digest = digest.With(Tie(group));
        return digest;
    }

    private static Dormancy Following(int groups)
    {
        var dormancy = new Dormancy(new DormancyOptions(), new SeededRandom(1));
        dormancy.Heard(Leader, First, default);
        for (var group = 0; group < groups; group++) Assert.True(dormancy.FollowerSleeps(Leader, First, Tie(group)));
        return dormancy;
    }

    private static TestCluster Asleep()
    {
        var cluster = new TestCluster(3).Elect(1);
        cluster.Tick(20);
        Assert.True(cluster[1].Node.MaySleep);
        foreach (var id in (int[])[2, 3, 1])
        {
            Assert.True(cluster[id].Node.TryFallAsleep(Leader, cluster[1].Node.Term, cluster[1].Node.LastIndex));
        }

        return cluster;
    }
}
