using RaftLog.Coordination.Configs;
using RaftLog.Protocol;
using static RaftLog.Coordination.Metadata.ConfigOperation;

namespace RaftLog.Coordination.Tests.Metadata;

public class AlterConfigsTests
{
    private static readonly ConfigResource Topic = ConfigResource.Topic("t");

    [Fact]
    public void Set_and_delete_change_only_what_they_name()
    {
        var controller = WithTopic();

        controller.Alter(Topic, (Set, "retention.ms", "1000"), (Set, "segment.bytes", "65536"));
        controller.Alter(Topic, (Delete, "retention.ms", null), (Set, "segment.bytes", "131072"));

        Assert.Null(controller.Config("t", "retention.ms"));
        Assert.Equal("131072", controller.Config("t", "segment.bytes"));
    }

    [Fact]
    public void Append_and_subtract_work_on_the_list_in_effect()
    {
        var controller = WithTopic();

        controller.Alter(Topic, (Append, "cleanup.policy", "compact"));
        Assert.Equal("delete,compact", controller.Config("t", "cleanup.policy"));
        controller.Alter(Topic, (Append, "cleanup.policy", "compact,delete"));
        Assert.Equal("delete,compact", controller.Config("t", "cleanup.policy"));
        controller.Alter(Topic, (Subtract, "cleanup.policy", "delete"));
        Assert.Equal("compact", controller.Config("t", "cleanup.policy"));
    }

    [Theory]
    [InlineData(Append, "APPEND")]
    [InlineData(Subtract, "SUBTRACT")]
    public void Only_lists_can_be_appended_to(Coordination.Metadata.ConfigOperation operation, string verb)
    {
        var result = WithTopic().Alter(Topic, (operation, "retention.ms", "1"));

        Controller.AssertRefused(
            ErrorCode.InvalidConfig, $"Can't {verb} to key retention.ms because its type is not LIST.", result.Error, result.Message);
    }

    [Fact]
    public void A_bad_change_takes_the_good_ones_of_its_resource_with_it_and_no_others()
    {
        var controller = WithTopic();
        controller.Create("u");

        var results = controller.Run(controller.Machine.DecideIncrementalAlterConfigs(
            [
                new(Topic, [new(Set, "retention.ms", "1000"), new(Set, "segment.bytes", "-1")]),
                new(ConfigResource.Topic("u"), [new(Set, "retention.ms", "2000")]),
            ],
            false));

        Controller.AssertRefused(
            ErrorCode.InvalidConfig,
            "Invalid value -1 for configuration segment.bytes: Value must be at least 1024",
            results[0].Error,
            results[0].Message);
        Assert.Null(controller.Config("t", "retention.ms"));
        Assert.Equal("2000", controller.Config("u", "retention.ms"));
    }

    [Fact]
    public void Requests_that_make_no_sense_are_refused()
    {
        var controller = WithTopic();
        Refused(Topic, ErrorCode.InvalidRequest, "Error due to duplicate config keys", (Set, "retention.ms", "1"), (Delete, "retention.ms", null));
        Refused(Topic, ErrorCode.InvalidRequest, "Null value not supported for : retention.ms", (Set, "retention.ms", null));
        Refused(Topic, ErrorCode.InvalidRequest, "Unknown operations type 9", ((Coordination.Metadata.ConfigOperation)9, "retention.ms", "1"));
        Refused(Topic, ErrorCode.InvalidConfig, "Unknown topic config name: retention.msec. Did you mean retention.ms?", (Set, "retention.msec", "1"));
        Refused(Topic, ErrorCode.InvalidConfig, "Unknown topic config name: nonsense.entirely", (Delete, "nonsense.entirely", null));
        Refused(ConfigResource.Topic(""), ErrorCode.InvalidRequest, "Default topic resources are not allowed.", (Set, "retention.ms", "1"));
        Refused(ConfigResource.Topic("none"), ErrorCode.UnknownTopicOrPartition, "The topic 'none' does not exist.", (Set, "retention.ms", "1"));
        Refused(new(ConfigResourceType.Broker, "x"), ErrorCode.InvalidRequest, "Unable to parse broker name as a base 10 number.", (Set, "log.retention.ms", "1"));
        Refused(new(ConfigResourceType.Broker, "-4"), ErrorCode.InvalidRequest, "Invalid negative broker ID.", (Set, "log.retention.ms", "1"));
        Refused(new(ConfigResourceType.Broker, "8"), ErrorCode.BrokerIdNotRegistered, "No broker with id 8 found.", (Set, "log.retention.ms", "1"));
        Refused(new((ConfigResourceType)77, "x"), ErrorCode.InvalidRequest, "Unknown resource type 77", (Set, "a", "1"));
        Refused(Topic, ErrorCode.InvalidConfig,
            "The configuration value cannot be added because it exceeds the maximum value size of 32767 bytes.",
            (Set, "leader.replication.throttled.replicas", string.Join(",", Enumerable.Repeat("0:1", 9000))));

        void Refused(ConfigResource resource, ErrorCode error, string text, params (Coordination.Metadata.ConfigOperation, string, string?)[] changes)
        {
            var before = controller.Image;
            var result = controller.Alter(resource, changes);
            Controller.AssertRefused(error, text, result.Error, result.Message);
            Assert.Same(before, controller.Image);
        }
    }

    [Fact]
    public void A_resource_given_twice_is_answered_once()
    {
        var decision = WithTopic().Machine.DecideIncrementalAlterConfigs(
            [new(Topic, [new(Set, "retention.ms", "1")]), new(Topic, [new(Set, "segment.ms", "1")])], false);

        var result = Assert.Single(decision.Result);
        Controller.AssertRefused(ErrorCode.InvalidRequest, "Each resource must appear at most once.", result.Error, result.Message);
    }

    [Fact]
    public void The_older_request_replaces_everything()
    {
        var controller = WithTopic();
        controller.Alter(Topic, (Set, "retention.ms", "1000"), (Set, "segment.bytes", "65536"));

        controller.Run(controller.Machine.DecideAlterConfigs([new(Topic, [new("segment.ms", "5"), new("segment.bytes", "65536")])], false));

        Assert.Equal(["segment.bytes", "segment.ms"], controller.Topic("t").Configs.Keys);
        controller.Run(controller.Machine.DecideAlterConfigs([new(Topic, [])], false));
        Assert.Empty(controller.Topic("t").Configs);
    }

    [Fact]
    public void The_older_request_refuses_null()
    {
        var result = WithTopic().Machine.DecideAlterConfigs([new(Topic, [new("segment.ms", null)])], false).Result[0];

        Controller.AssertRefused(ErrorCode.InvalidConfig, "Null value not supported for topic configs: segment.ms", result.Error, result.Message);
    }

    [Fact]
    public void Validating_only_checks_and_writes_nothing()
    {
        var machine = WithTopic().Machine;

        var good = machine.DecideIncrementalAlterConfigs([new(Topic, [new(Set, "retention.ms", "1")])], validateOnly: true);
        var bad = machine.DecideAlterConfigs([new(Topic, [new("retention.ms", "x")])], validateOnly: true);

        Assert.Equal((ErrorCode.None, 0), (good.Result[0].Error, good.Records.Length));
        Assert.Equal((ErrorCode.InvalidConfig, 0), (bad.Result[0].Error, bad.Records.Length));
    }

    [Fact]
    public void Setting_what_is_set_writes_nothing_but_setting_the_default_does()
    {
        var controller = WithTopic();

        controller.Alter(Topic, (Set, "retention.ms", "604800000"));
        Assert.Equal("604800000", controller.Config("t", "retention.ms"));

        Assert.Empty(controller.Machine.DecideIncrementalAlterConfigs([new(Topic, [new(Set, "retention.ms", "604800000")])], false).Records);
    }

    [Fact]
    public void Broker_configs_are_set_for_one_or_for_all()
    {
        var controller = WithTopic();
        controller.Alter(ConfigResource.DefaultBroker, (Set, "log.retention.ms", "1000"));
        Assert.Equal(1000, Settings(controller).RetentionMs);

        controller.Alter(new(ConfigResourceType.Broker, "1"), (Set, "log.retention.ms", "2000"));
        Assert.Equal(2000, Settings(controller).RetentionMs);

        controller.Alter(new(ConfigResourceType.Broker, "1"), (Delete, "log.retention.ms", null));
        Assert.Equal(1000, Settings(controller).RetentionMs);
        Assert.Empty(controller.Image.BrokerConfigs);
    }

    [Fact]
    public void Read_only_broker_configs_stay_as_they_are()
    {
        var result = WithTopic().Alter(new(ConfigResourceType.Broker, "1"), (Set, "node.id", "7"));

        Controller.AssertRefused(
            ErrorCode.InvalidRequest, "Cannot update these configs dynamically: Set(node.id)", result.Error, result.Message);
    }

    [Fact]
    public void An_unknown_broker_config_is_refused_with_a_suggestion()
    {
        var result = WithTopic().Alter(ConfigResource.DefaultBroker, (Set, "retention.ms", "7"));

        Controller.AssertRefused(
            ErrorCode.InvalidConfig, "Unknown broker config name: retention.ms. Did you mean log.retention.ms?", result.Error, result.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_unclean_election_cannot_be_switched_on_anywhere(bool onTopic)
    {
        var resource = onTopic ? Topic : ConfigResource.DefaultBroker;

        var result = WithTopic().Alter(resource, (Set, "unclean.leader.election.enable", "true"));

        Controller.AssertRefused(
            ErrorCode.InvalidConfig,
            "Invalid value true for configuration unclean.leader.election.enable: every partition is a Raft group, and Raft elects"
            + " only a replica that has all committed records; only false is accepted",
            result.Error,
            result.Message);
        Assert.Equal(ErrorCode.None, WithTopic().Alter(resource, (Set, "unclean.leader.election.enable", "false")).Error);
    }

    [Fact]
    public void A_coordinators_topic_cannot_be_made_less_durable()
    {
        var controller = WithTopic();
        const string Offsets = Coordination.Metadata.TopicNames.ConsumerOffsets;
        controller.Run(controller.Machine.DecideCreateInternalTopic(Offsets, controller.NextId(), 1));

        var result = controller.Alter(ConfigResource.Topic(Offsets), (Set, "raftlog.durability", "quorum-memory"));
        Controller.AssertRefused(
            ErrorCode.InvalidConfig,
            "Invalid value quorum-memory for configuration raftlog.durability: internal topics are always quorum-fsync",
            result.Error,
            result.Message);

        controller.Alter(ConfigResource.DefaultBroker, (Set, "raftlog.durability", "quorum-memory"));
        Assert.Equal(TopicDurability.QuorumMemory, Settings(controller).Durability);
        Assert.Equal(TopicDurability.QuorumFsync, controller.Lookup.TopicSettings(controller.Image, controller.Topic(Offsets)).Durability);
    }

    private static TopicSettings Settings(Controller controller) => controller.Lookup.TopicSettings(controller.Image, controller.Topic("t"));

    private static Controller WithTopic()
    {
        var controller = new Controller();
        controller.Create("t");
        return controller;
    }
}
