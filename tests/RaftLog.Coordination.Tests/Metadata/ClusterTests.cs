using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Tests.Metadata;

public class ClusterTests
{
    [Fact]
    public void A_cluster_is_formed_once()
    {
        var controller = new Controller();

        Assert.Equal(1, controller.Image.FormatLevel);
        Assert.Equal(29, controller.Image.Features["metadata.version"]);
        Assert.Equal(0, controller.Image.FeaturesEpoch);
        Assert.Empty(controller.Machine.DecideForm().Records);
    }

    [Fact]
    public void A_restarted_broker_that_says_the_same_writes_nothing()
    {
        var controller = new Controller();

        Assert.Empty(controller.Machine.DecideRegisterBroker(Controller.Broker(1)).Records);
        Assert.Single(controller.Machine.DecideRegisterBroker(Controller.Broker(1, rack: "moved")).Records);
    }

    [Fact]
    public void A_live_brokers_number_is_not_given_to_another_data_directory()
    {
        var controller = new Controller();
        var stranger = Controller.Broker(1, uuid: 9);

        Assert.Equal(ErrorCode.DuplicateBrokerRegistration, controller.Machine.DecideRegisterBroker(stranger).Result.Error);

        controller.Run(controller.Machine.DecideFenceBroker(new NodeId(1), fenced: true));
        Assert.True(controller.Run(controller.Machine.DecideRegisterBroker(stranger)).Succeeded);
        Assert.Equal(stranger.NodeUuid, controller.Image.Brokers[1].NodeUuid);
    }

    [Fact]
    public void A_wiped_broker_is_no_voter_of_what_it_had()
    {
        var controller = new Controller();
        controller.Create("t");
        controller.Run(controller.Machine.DecideFenceBroker(new NodeId(1), fenced: true));
        controller.Run(controller.Machine.DecideRegisterBroker(Controller.Broker(1, uuid: 9)));

        Assert.NotEqual(controller.Image.Brokers[1].Identity, controller.Topic("t").Partitions[0].InitialVoters[0]);
    }

    [Fact]
    public void A_broker_that_cannot_run_the_clusters_format_is_refused()
    {
        var controller = new Controller();

        var result = controller.Machine.DecideRegisterBroker(Controller.Broker(2) with { FormatLevelMin = 2, FormatLevelMax = 3 }).Result;

        Controller.AssertRefused(
            ErrorCode.UnsupportedVersion, "Broker 2 runs format levels 2 to 3; this cluster is at 1.", result.Error, result.Message);
    }

    [Fact]
    public void Fencing_an_unknown_broker_is_refused_and_fencing_twice_writes_once()
    {
        var controller = new Controller();

        Assert.Equal(ErrorCode.BrokerIdNotRegistered, controller.Machine.DecideFenceBroker(new NodeId(5), true).Result.Error);
        controller.Run(controller.Machine.DecideFenceBroker(new NodeId(1), true));
        Assert.True(controller.Image.Brokers[1].IsFenced);
        Assert.Empty(controller.Machine.DecideFenceBroker(new NodeId(1), true).Records);
    }

    [Fact]
    public void Endpoints_are_found_by_listener()
    {
        var broker = new Controller().Image.Brokers[1];

        Assert.Equal("node1", broker.FindEndpoint("internal")?.Host);
        Assert.Null(broker.FindEndpoint("none"));
    }

    [Fact]
    public void Producer_ids_are_never_given_twice()
    {
        var controller = new Controller(2);

        var blocks = Enumerable.Range(0, 4).Select(i => controller.Run(controller.Machine.DecideAllocateProducerIds(new NodeId(1 + (i % 2))))).ToList();

        Assert.Equal([0, 1000, 2000, 3000], blocks.Select(static b => b.FirstId));
        Assert.All(blocks, static b => Assert.Equal((ErrorCode.None, 1000), (b.Error, b.Count)));
        Assert.Equal(ErrorCode.BrokerIdNotRegistered, controller.Machine.DecideAllocateProducerIds(new NodeId(9)).Result.Error);
    }

    [Fact]
    public void Only_supported_levels_of_supported_features_are_finalized()
    {
        var machine = new Controller().Machine;

        Assert.Equal(ErrorCode.None, machine.DecideUpdateFeatures([new("metadata.version", 29)], false).Result[0].Error);
        var newer = machine.DecideUpdateFeatures([new("metadata.version", 30), new("metadata.version", 29)], false);
        Controller.AssertRefused(
            ErrorCode.InvalidUpdateVersion,
            "Invalid update version 30 for feature metadata.version: this cluster only supports versions 29-29.",
            newer.Result[0].Error,
            newer.Result[0].Message);
        Assert.Empty(newer.Records);
        var unknown = machine.DecideUpdateFeatures([new("transaction.version", 2)], false).Result[0];
        Assert.Equal(ErrorCode.InvalidUpdateVersion, unknown.Error);
        Assert.DoesNotContain(ClusterFeatures.Supported, static f => f.LevelMin == 0);
    }

    [Fact]
    public void The_format_level_neither_falls_nor_runs_ahead_of_the_release()
    {
        var machine = new Controller().Machine;

        Assert.True(machine.DecideFinalizeFormatLevel(1).Result.Succeeded);
        Assert.Equal(ErrorCode.InvalidUpdateVersion, machine.DecideFinalizeFormatLevel(0).Result.Error);
        Assert.Equal(ErrorCode.InvalidUpdateVersion, machine.DecideFinalizeFormatLevel(2).Result.Error);
    }

    [Fact]
    public void A_leader_that_lost_its_term_goes_back_to_what_is_committed()
    {
        var controller = new Controller();
        var committed = controller.Image;
        controller.Machine.Replay(controller.Machine.DecideCreateTopics([controller.New("speculative")], false).Records);
        Assert.True(controller.Image.TryGetTopic("speculative", out _));

        controller.Machine.ResetTo(committed);

        Assert.False(controller.Image.TryGetTopic("speculative", out _));
    }

    [Fact]
    public void A_record_that_does_not_fit_stops_the_replica_and_leaves_its_image()
    {
        var controller = new Controller();
        var before = controller.Image;
        var records = controller.Machine.DecideCreateTopics([controller.New("t")], false).Records;

        Assert.Throws<InvariantBrokenException>(() => controller.Machine.Replay(records.AddRange(records)));

        Assert.Same(before, controller.Image);
    }

    [Fact]
    public void Ids_that_are_reserved_or_look_like_options_are_not_usable()
    {
        Assert.False(TopicNames.IsUsableId(Guid.Empty));
        Assert.False(TopicNames.IsUsableId(RaftGroupId.ClusterMetadata.TopicId));
        Assert.False(TopicNames.IsUsableId(new Guid([0xFB, 0xFF, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], bigEndian: true)));
        Assert.True(TopicNames.IsUsableId(Controller.Id(1)));
    }

    [Fact]
    public void Topics_come_in_ordinal_order()
    {
        var controller = new Controller();
        foreach (var name in new[] { "b", "a", "B", "a-1", "_x" }) controller.Create(name);

        Assert.Equal(["B", "_x", "a", "a-1", "b"], controller.Image.TopicsByName.Keys);
    }
}
