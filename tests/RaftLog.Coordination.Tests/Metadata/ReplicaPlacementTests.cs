using RaftLog.Primitives;

namespace RaftLog.Coordination.Tests.Metadata;

public class ReplicaPlacementTests
{
    [Fact]
    public void Leaders_and_followers_are_spread_evenly()
    {
        var controller = new Controller(5);

        controller.Create("t", 100, 3);

        var partitions = controller.Topic("t").Partitions;
        Assert.All(partitions.GroupBy(static p => p.InitialVoters[0].Node), static leaders => Assert.Equal(20, leaders.Count()));
        Assert.All(
            partitions.SelectMany(static p => p.InitialVoters).GroupBy(static v => v.Node), static replicas => Assert.InRange(replicas.Count(), 58, 62));
    }

    [Fact]
    public void The_followers_of_one_leader_differ_so_that_its_loss_falls_to_all()
    {
        var controller = new Controller(5);

        controller.Create("t", 100, 2);

        foreach (var leader in controller.Topic("t").Partitions.GroupBy(static p => p.InitialVoters[0].Node))
        {
            Assert.Equal(4, leader.Select(static p => p.InitialVoters[1].Node).Distinct().Count());
        }
    }

    [Fact]
    public void Each_rack_has_a_replica_when_there_are_as_many_racks()
    {
        var controller = new Controller(7, static id => id <= 4 ? "a" : id <= 6 ? "b" : "c");

        controller.Create("t", 60, 3);

        foreach (var partition in controller.Topic("t").Partitions)
        {
            var racks = partition.InitialVoters.Select(v => controller.Image.Brokers[v.Node.Value].Rack);
            Assert.Equal(3, racks.Distinct().Count());
        }
    }

    [Fact]
    public void Topics_of_one_partition_start_at_different_brokers()
    {
        var controller = new Controller(3);

        for (var i = 0; i < 9; i++) controller.Create($"t{i}");

        Assert.Equal(3, controller.Image.TopicsByName.Values.Select(static t => t.Partitions[0].InitialVoters[0].Node).Distinct().Count());
    }

    [Fact]
    public void Added_partitions_continue_the_round()
    {
        var controller = new Controller(3);
        controller.Create("grown", 1, 2);
        var id = controller.Topic("grown").Id;
        controller.Run(controller.Machine.DecideCreatePartitions([new() { Topic = "grown", Count = 12 }], false));

        var whole = new Controller(3);
        whole.Run(whole.Machine.DecideCreateTopics([whole.New("whole", 12, 2) with { Id = id }], false));

        Assert.Equal(Controller.Replicas(whole.Topic("whole")), Controller.Replicas(controller.Topic("grown")));
    }

    [Fact]
    public void A_fenced_broker_gets_a_replica_only_when_it_must_and_never_leads()
    {
        var controller = new Controller(3);
        controller.Run(controller.Machine.DecideFenceBroker(new NodeId(2), fenced: true));

        controller.Create("two", 12, 2);
        Assert.DoesNotContain(controller.Topic("two").Partitions, static p => p.InitialVoters.Any(static v => v.Node.Value == 2));

        controller.Create("three", 12, 3);
        Assert.All(controller.Topic("three").Partitions, static p => Assert.Equal(2, p.InitialVoters[^1].Node.Value));
    }

    [Fact]
    public void Nothing_is_placed_while_all_brokers_are_fenced()
    {
        var controller = new Controller();
        controller.Run(controller.Machine.DecideFenceBroker(new NodeId(1), fenced: true));

        var result = controller.Create("t");

        Assert.Equal("Unable to replicate the partition 1 time(s): All brokers are currently fenced.", result.Message);
    }
}
