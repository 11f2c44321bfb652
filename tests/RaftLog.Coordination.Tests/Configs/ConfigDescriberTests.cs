using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Coordination.Tests.Metadata;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Tests.Configs;

public class ConfigDescriberTests
{
    private static readonly ConfigResource Topic = ConfigResource.Topic("t");
    private static readonly ConfigResource Broker = new(ConfigResourceType.Broker, "1");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_configs_are_listed_when_none_is_named(bool empty)
    {
        var description = Describe(WithTopic(), Topic, empty ? [] : null);

        Assert.Equal(TopicConfigs.Registry.Definitions.Select(static d => d.Name), description.Configs.Select(static c => c.Name));
        Assert.All(description.Configs, static c => Assert.Equal((ConfigSource.Default, false), (c.Source, c.IsReadOnly)));
        Assert.All(description.Configs, static c => Assert.Empty(c.Synonyms));
        Assert.All(description.Configs, static c => Assert.Null(c.Documentation));
    }

    [Fact]
    public void An_override_equal_to_the_default_is_an_override()
    {
        var controller = WithTopic();
        controller.Alter(Topic, (ConfigOperation.Set, "retention.ms", "604800000"));

        var config = One(controller, Topic, "retention.ms");

        Assert.Equal(("604800000", ConfigSource.TopicOverride), (config.Value, config.Source));
    }

    [Fact]
    public void Synonyms_go_from_the_topic_to_the_default_and_the_first_is_in_effect()
    {
        var controller = new Controller(1, null, ("retention.ms", "4000"));
        controller.Create("t", 1, 1, ("retention.ms", "1000"));
        controller.Alter(Broker, (ConfigOperation.Set, "log.retention.ms", "2000"));
        controller.Alter(ConfigResource.DefaultBroker, (ConfigOperation.Set, "log.retention.ms", "3000"));

        var config = One(controller, Topic, "retention.ms");

        Assert.Equal(
            [
                new("retention.ms", "1000", ConfigSource.TopicOverride),
                new("log.retention.ms", "2000", ConfigSource.DynamicBroker),
                new("log.retention.ms", "3000", ConfigSource.DynamicDefaultBroker),
                new("log.retention.ms", "4000", ConfigSource.StaticBroker),
                new("log.retention.ms", "604800000", ConfigSource.Default),
            ],
            config.Synonyms);
        Assert.Equal((config.Synonyms[0].Value, config.Synonyms[0].Source), (config.Value, config.Source));
    }

    [Fact]
    public void Each_level_counts_until_a_more_specific_one_is_set()
    {
        var controller = new Controller(1, null, ("segment.bytes", "4000"));
        controller.Create("t");
        Assert.Equal((4000, ConfigSource.StaticBroker), Now());
        controller.Alter(ConfigResource.DefaultBroker, (ConfigOperation.Set, "log.segment.bytes", "3000"));
        Assert.Equal((3000, ConfigSource.DynamicDefaultBroker), Now());
        controller.Alter(Broker, (ConfigOperation.Set, "log.segment.bytes", "2000"));
        Assert.Equal((2000, ConfigSource.DynamicBroker), Now());
        controller.Alter(Topic, (ConfigOperation.Set, "segment.bytes", "1024"));
        Assert.Equal((1024, ConfigSource.TopicOverride), Now());

        (int, ConfigSource) Now() =>
            (controller.Lookup.TopicSettings(controller.Image, controller.Topic("t")).SegmentBytes, One(controller, Topic, "segment.bytes").Source);
    }

    [Fact]
    public void Coarser_units_are_converted_and_reported_as_they_were_given()
    {
        var controller = new Controller(1, null, ("log.retention.hours", "2"), ("log.roll.hours", "1"));
        controller.Create("t");

        var config = One(controller, Topic, "retention.ms");

        Assert.Equal(("7200000", ConfigSource.StaticBroker), (config.Value, config.Source));
        Assert.Equal(new("log.retention.hours", "2", ConfigSource.StaticBroker), config.Synonyms[0]);
        Assert.Equal(3_600_000, controller.Lookup.TopicSettings(controller.Image, controller.Topic("t")).SegmentMs);
        Assert.Equal("7200000", One(controller, Broker, "log.retention.ms").Value);
        Assert.Equal("2", One(controller, Broker, "log.retention.hours").Value);
    }

    [Fact]
    public void Minutes_win_over_hours_and_negative_ones_mean_for_ever()
    {
        var controller = new Controller(1, null, ("log.retention.hours", "2"), ("log.retention.minutes", "-1"));
        controller.Create("t");

        Assert.Equal("-1", One(controller, Topic, "retention.ms").Value);
    }

    [Fact]
    public void Only_named_configs_are_described_and_unknown_names_left_out()
    {
        var description = Describe(WithTopic(), Topic, ["retention.ms", "unknown"]);

        Assert.Equal("retention.ms", Assert.Single(description.Configs).Name);
    }

    [Fact]
    public void A_broker_tells_what_is_read_only()
    {
        var controller = new Controller(1, null, ("node.id", "1"), ("listeners", "PLAINTEXT://127.0.0.1:9092"));

        var node = One(controller, Broker, "node.id");
        var retention = One(controller, Broker, "log.retention.ms");

        Assert.Equal(("1", ConfigSource.StaticBroker, true), (node.Value, node.Source, node.IsReadOnly));
        Assert.Equal(("604800000", ConfigSource.Default, false), (retention.Value, retention.Source, retention.IsReadOnly));
        Assert.Equal("4.2-IV1", One(controller, Broker, "inter.broker.protocol.version").Value);
        Assert.True(Describe(controller, Broker, null).Configs.Length > 80);
    }

    [Fact]
    public void The_cluster_default_lists_what_is_set_there()
    {
        var controller = WithTopic();
        Assert.Empty(Describe(controller, ConfigResource.DefaultBroker, null).Configs);
        controller.Alter(ConfigResource.DefaultBroker, (ConfigOperation.Set, "message.max.bytes", "5000"));

        var config = Assert.Single(Describe(controller, ConfigResource.DefaultBroker, null).Configs);

        Assert.Equal(("message.max.bytes", "5000", ConfigSource.DynamicDefaultBroker), (config.Name, config.Value, config.Source));
    }

    [Theory]
    [InlineData(ConfigResourceType.Topic, "none", ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition.")]
    [InlineData(ConfigResourceType.Topic, "..", ErrorCode.InvalidTopicException, "Topic name is invalid: '..' is not allowed")]
    [InlineData(ConfigResourceType.Broker, "x", ErrorCode.InvalidRequest, "Broker id must be an integer, but it is: x")]
    [InlineData(ConfigResourceType.Broker, "2", ErrorCode.InvalidRequest, "Unexpected broker id, expected 1 or empty string, but received 2")]
    [InlineData((ConfigResourceType)99, "x", ErrorCode.InvalidRequest, "Unsupported resource type: 99")]
    public void What_cannot_be_described_says_why(ConfigResourceType type, string name, ErrorCode error, string text)
    {
        var description = Describe(WithTopic(), new(type, name), null);

        Controller.AssertRefused(error, text, description.Error, description.Message);
    }

    [Theory]
    [InlineData(ConfigResourceType.BrokerLogger)]
    [InlineData(ConfigResourceType.ClientMetrics)]
    [InlineData(ConfigResourceType.Group)]
    public void Other_resources_are_empty_rather_than_errors(ConfigResourceType type)
    {
        var description = Describe(WithTopic(), new(type, "1"), null);

        Assert.Equal((ErrorCode.None, 0), (description.Error, description.Configs.Length));
    }

    [Fact]
    public void Documentation_comes_when_asked_for()
    {
        var controller = WithTopic();

        var description = new ConfigDescriber(controller.Lookup).Describe(controller.Image, Topic, ["retention.ms"], false, true);

        Assert.Contains("-1 for ever", description.Configs[0].Documentation, StringComparison.Ordinal);
    }

    [Fact]
    public void Typed_settings_are_resolved_once_and_again_when_something_changed()
    {
        var controller = WithTopic();
        var first = controller.Lookup.TopicSettings(controller.Image, controller.Topic("t"));
        controller.Create("unrelated");
        Assert.Same(first, controller.Lookup.TopicSettings(controller.Image, controller.Topic("t")));

        controller.Alter(ConfigResource.DefaultBroker, (ConfigOperation.Set, "log.retention.ms", "1"));

        Assert.Equal(1, controller.Lookup.TopicSettings(controller.Image, controller.Topic("t")).RetentionMs);
    }

    [Fact]
    public void Retention_does_not_apply_to_what_is_only_compacted()
    {
        var controller = new Controller();
        controller.Create("c", 1, 1, ("cleanup.policy", "compact"));
        controller.Create("both", 1, 1, ("cleanup.policy", "compact,delete"));
        controller.Create("none", 1, 1, ("cleanup.policy", ""));

        Assert.Equal([true, false, false], new[] { "both", "c", "none" }
            .Select(name => controller.Lookup.TopicSettings(controller.Image, controller.Topic(name)).DropsSegmentsByRetention));
    }

    [Fact]
    public void Static_configs_with_problems_are_named()
    {
        var statics = StaticConfigs.Create(
            [new("retention.msec", "1"), new("segment.bytes", "x"), new("retention.ms", "5"), new("log.retention.ms", "6"), new("num.partitions", "3")],
            out var problems);

        Assert.Equal(
            [
                new("retention.msec", "Unknown config name: retention.msec. Did you mean retention.ms?"),
                new("segment.bytes", "Invalid value x for configuration segment.bytes: Not a number of type INT"),
                new("log.retention.ms", "log.retention.ms is given twice (as log.retention.ms)"),
            ],
            problems);
        Assert.Equal(("5", "3"), (statics.Find("log.retention.ms"), statics.Find("num.partitions")));
    }

    private static Controller WithTopic()
    {
        var controller = new Controller();
        controller.Create("t");
        return controller;
    }

    private static ConfigDescription Describe(Controller controller, ConfigResource resource, string[]? names) =>
        new ConfigDescriber(controller.Lookup).Describe(controller.Image, resource, names, false, false);

    private static DescribedConfig One(Controller controller, ConfigResource resource, string name) =>
        Assert.Single(new ConfigDescriber(controller.Lookup).Describe(controller.Image, resource, [name], true, false).Configs);
}
