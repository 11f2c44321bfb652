using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Tests.Metadata;

public class CreateTopicsTests
{
    [Fact]
    public void A_new_topic_is_found_by_name_and_by_id_and_its_result_says_what_it_is()
    {
        var controller = new Controller(brokers: 3);

        var result = controller.Create("orders", 6, 3, ("retention.ms", "1000"));

        Assert.Equal(ErrorCode.None, result.Error);
        Assert.Null(result.Message);
        Assert.Equal((6, (short)3), (result.Partitions, result.ReplicationFactor));
        Assert.True(controller.Image.TryGetTopic("orders", out var byName));
        Assert.True(controller.Image.TryGetTopic(result.TopicId, out var byId));
        Assert.Same(byName, byId);
        Assert.Equal(6, byName.Partitions.Length);
        Assert.All(byName.Partitions, static p => Assert.Equal(3, p.InitialVoters.Distinct().Count()));
        var retention = Assert.Single(result.Configs, static c => c.Name == "retention.ms");
        Assert.Equal(("1000", ConfigSource.TopicOverride), (retention.Value, retention.Source));
        Assert.Equal(TopicConfigs.Registry.Definitions.Length, result.Configs.Length);
    }

    [Fact]
    public void A_topic_that_exists_is_refused_in_the_words_that_clients_match_on()
    {
        var controller = new Controller();
        controller.Create("orders");

        var again = controller.Create("orders");

        Controller.AssertRefused(ErrorCode.TopicAlreadyExists, "Topic 'orders' already exists.", again.Error, again.Message);
        Assert.Equal((-1, (short)-1, Guid.Empty), (again.Partitions, again.ReplicationFactor, again.TopicId));
    }

    [Theory]
    [InlineData("", "Topic name is invalid: the empty string is not allowed")]
    [InlineData(".", "Topic name is invalid: '.' is not allowed")]
    [InlineData("..", "Topic name is invalid: '..' is not allowed")]
    [InlineData("a b", "Topic name is invalid: 'a b' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'")]
    [InlineData("ä", "Topic name is invalid: 'ä' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'")]
    [InlineData("a/../b", "Topic name is invalid: 'a/../b' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'")]
    public void An_illegal_name_is_refused(string name, string text)
    {
        var result = new Controller().Create(name);

        Controller.AssertRefused(ErrorCode.InvalidTopicException, text, result.Error, result.Message);
    }

    [Fact]
    public void A_name_may_have_249_characters_and_not_250()
    {
        var controller = new Controller();

        Assert.Equal(ErrorCode.None, controller.Create(new string('x', 249)).Error);

        var result = controller.Create(new string('y', 250));
        var text = $"Topic name is invalid: the length of '{new string('y', 250)}' is longer than the max allowed length 249";
        Controller.AssertRefused(ErrorCode.InvalidTopicException, text, result.Error, result.Message);
    }

    [Fact]
    public void Names_that_differ_only_by_dot_and_underscore_collide_until_the_other_is_deleted()
    {
        var controller = new Controller();
        controller.Create("a_b.c");

        var result = controller.Create("a.b_c");
        Controller.AssertRefused(
            ErrorCode.InvalidTopicException, "Topic 'a.b_c' collides with existing topic: a_b.c", result.Error, result.Message);

        controller.Run(controller.Machine.DecideDeleteTopics([new("a_b.c", Guid.Empty)]));
        Assert.Equal(ErrorCode.None, controller.Create("a.b_c").Error);
    }

    [Fact]
    public void Names_within_one_request_collide_too()
    {
        var controller = new Controller();

        var results = controller.Run(controller.Machine.DecideCreateTopics([controller.New("x.y"), controller.New("x_y")], false));

        Assert.Equal([ErrorCode.None, ErrorCode.InvalidTopicException], results.Select(static r => r.Error));
    }

    [Fact]
    public void A_name_given_twice_is_answered_once_and_creates_nothing()
    {
        var controller = new Controller();

        var results = controller.Run(
            controller.Machine.DecideCreateTopics([controller.New("twice"), controller.New("once"), controller.New("twice")], false));

        Assert.Equal(["twice", "once"], results.Select(static r => r.Name));
        Controller.AssertRefused(ErrorCode.InvalidRequest, "Duplicate topic name.", results[0].Error, results[0].Message);
        Assert.Equal(["once"], controller.Image.TopicsByName.Keys);
    }

    [Fact]
    public void Minus_one_means_the_brokers_defaults()
    {
        var controller = new Controller(3, null, ("num.partitions", "4"), ("default.replication.factor", "2"));

        var result = controller.Create("t", -1, -1);

        Assert.Equal((4, (short)2), (result.Partitions, result.ReplicationFactor));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void Fewer_than_one_partition_is_refused(int partitions)
    {
        var result = new Controller().Create("t", partitions);

        Controller.AssertRefused(
            ErrorCode.InvalidPartitions,
            "Number of partitions was set to an invalid non-positive value.",
            result.Error,
            result.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void Fewer_than_one_replica_is_refused(short factor)
    {
        var result = new Controller().Create("t", 1, factor);

        Controller.AssertRefused(
            ErrorCode.InvalidReplicationFactor,
            "Replication factor must be larger than 0, or -1 to use the default value.",
            result.Error,
            result.Message);
    }

    [Fact]
    public void More_replicas_than_brokers_are_refused_in_kafkas_words()
    {
        var result = new Controller().Create("t", 1, 3);

        Controller.AssertRefused(
            ErrorCode.InvalidReplicationFactor,
            "Unable to replicate the partition 3 time(s): The target replication factor of 3 cannot be reached because only 1 broker(s) are registered.",
            result.Error,
            result.Message);
    }

    [Fact]
    public void One_request_creates_at_most_ten_thousand_partitions()
    {
        var controller = new Controller();

        var refused = controller.Run(controller.Machine.DecideCreateTopics([controller.New("a", 10_000), controller.New("b", 1)], false));
        Assert.All(refused, static r => Controller.AssertRefused(
            ErrorCode.PolicyViolation, "Excessively large number of partitions per request.", r.Error, r.Message));

        Assert.Equal(ErrorCode.None, controller.Create("c", 10_000).Error);
        Assert.True(controller.Log[^1].Length < 64 * 1024, "a large topic fits one entry comfortably");
    }

    [Theory]
    [InlineData("retention.ms", "abc", "Invalid value abc for configuration retention.ms: Not a number of type LONG")]
    [InlineData("retentionms", "1", "Unknown topic config name: retentionms. Did you mean retention.ms?")]
    [InlineData("log.retention.ms", "1", "Unknown topic config name: log.retention.ms. Did you mean retention.ms?")]
    [InlineData("quite.something.else", "1", "Unknown topic config name: quite.something.else")]
    [InlineData("cleanup.policy", null, "Null value not supported for topic configs: cleanup.policy")]
    [InlineData("remote.storage.enable", "true", "Invalid value true for configuration remote.storage.enable: Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.")]
    public void A_bad_config_is_refused(string name, string? value, string text)
    {
        var result = new Controller().Create("t", 1, 1, (name, value));

        Controller.AssertRefused(ErrorCode.InvalidConfig, text, result.Error, result.Message);
    }

    [Fact]
    public void Contradicting_configs_are_refused()
    {
        var result = new Controller().Create("t", 1, 1, ("min.compaction.lag.ms", "10"), ("max.compaction.lag.ms", "5"));

        Controller.AssertRefused(
            ErrorCode.InvalidConfig,
            "conflict topic config setting min.compaction.lag.ms (10) > max.compaction.lag.ms (5)",
            result.Error,
            result.Message);
    }

    [Fact]
    public void Given_assignments_are_taken_as_they_are()
    {
        var controller = new Controller(3);

        var results = controller.Run(controller.Machine.DecideCreateTopics([controller.Assigned("t", [3, 1], [2, 3])], false));

        Assert.Equal((2, (short)2), (results[0].Partitions, results[0].ReplicationFactor));
        Assert.Equal("3,1 2,3", Controller.Replicas(controller.Topic("t")));
    }

    [Fact]
    public void Assignments_that_make_no_sense_are_refused()
    {
        var controller = new Controller(2);
        Refused(controller.Assigned("t", [9]), ErrorCode.InvalidReplicaAssignment,
            "The manual partition assignment includes broker 9, but no such broker is registered.");
        Refused(controller.Assigned("t", [1, 1]), ErrorCode.InvalidReplicaAssignment,
            "The manual partition assignment includes the broker 1 more than once.");
        Refused(controller.Assigned("t", [1, 2], [1]), ErrorCode.InvalidReplicaAssignment,
            "The manual partition assignment includes a partition with 1 replica(s), but this is not consistent with previous partitions, which have 2 replica(s).");
        Refused(controller.Assigned("t", [[]]), ErrorCode.InvalidReplicaAssignment,
            "The manual partition assignment includes an empty replica list.");
        Refused(controller.Assigned("t", [1]) with { Partitions = 1 }, ErrorCode.InvalidRequest,
            "A manual partition assignment was specified, but numPartitions was not set to -1.");
        Refused(controller.Assigned("t", [1]) with { ReplicationFactor = 1 }, ErrorCode.InvalidRequest,
            "A manual partition assignment was specified, but replication factor was not set to -1.");
        Refused(controller.Assigned("t") with { Assignments = [new(0, [1]), new(0, [2])] }, ErrorCode.InvalidReplicaAssignment,
            "Found multiple manual partition assignments for partition 0");
        Refused(controller.Assigned("t") with { Assignments = [new(0, [1]), new(2, [2])] }, ErrorCode.InvalidReplicaAssignment,
            "partitions should be a consecutive 0-based integer sequence");

        void Refused(NewTopic topic, ErrorCode error, string text)
        {
            var decision = controller.Machine.DecideCreateTopics([topic], false);
            Controller.AssertRefused(error, text, decision.Result[0].Error, decision.Result[0].Message);
            Assert.Empty(decision.Records);
        }
    }

    [Fact]
    public void Validating_only_answers_the_same_and_writes_nothing()
    {
        var controller = new Controller();

        var decision = controller.Machine.DecideCreateTopics([controller.New("t", 2), controller.New("")], validateOnly: true);

        Assert.Empty(decision.Records);
        Assert.Equal([ErrorCode.None, ErrorCode.InvalidTopicException], decision.Result.Select(static r => r.Error));
        Assert.Equal((2, Guid.Empty), (decision.Result[0].Partitions, decision.Result[0].TopicId));
    }

    [Fact]
    public void Deciding_mutates_nothing()
    {
        var controller = new Controller();
        var before = controller.Image;

        controller.Machine.DecideCreateTopics([controller.New("t")], false);

        Assert.Same(before, controller.Image);
    }

    [Fact]
    public void The_metadata_log_is_no_topic()
    {
        var result = new Controller().Create("__cluster_metadata");

        Controller.AssertRefused(
            ErrorCode.InvalidRequest, "Creation of internal topic __cluster_metadata is prohibited.", result.Error, result.Message);
    }

    [Fact]
    public void Asking_for_an_unknown_topic_creates_it_with_all_defaults()
    {
        var controller = new Controller(1, null, ("num.partitions", "3"));

        var results = controller.Run(controller.Machine.DecideAutoCreateTopics([controller.New("asked", 99), controller.New("bad name")], 1));

        Assert.Equal([ErrorCode.None, ErrorCode.InvalidTopicException], results.Select(static r => r.Error));
        Assert.Equal(3, controller.Topic("asked").Partitions.Length);
        var again = controller.Machine.DecideAutoCreateTopics([controller.New("asked")], 1);
        Assert.Empty(again.Records);
        Assert.Equal((ErrorCode.None, results[0].TopicId), (again.Result[0].Error, again.Result[0].TopicId));
    }

    [Fact]
    public void Nothing_is_created_on_demand_when_that_is_switched_off()
    {
        var controller = new Controller(1, null, ("auto.create.topics.enable", "false"));

        var decision = controller.Machine.DecideAutoCreateTopics([controller.New("asked")], 1);

        Assert.Empty(decision.Records);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, decision.Result[0].Error);
    }

    [Fact]
    public void A_coordinators_topic_is_compacted_internal_and_waits_for_the_seeds()
    {
        var controller = new Controller();

        var early = controller.Machine.DecideCreateInternalTopic(TopicNames.ConsumerOffsets, controller.NextId(), seedBrokers: 3);
        Assert.Equal(ErrorCode.InvalidReplicationFactor, early.Result.Error);

        controller.Run(controller.Machine.DecideCreateInternalTopic(TopicNames.ConsumerOffsets, controller.NextId(), seedBrokers: 1));
        var topic = controller.Topic(TopicNames.ConsumerOffsets);
        Assert.True(topic.IsInternal);
        Assert.Equal((50, (short)1), (topic.Partitions.Length, topic.ReplicationFactor));
        var settings = controller.Lookup.TopicSettings(controller.Image, topic);
        Assert.Equal((CleanupPolicy.Compact, 104_857_600), (settings.CleanupPolicy, settings.SegmentBytes));
        Assert.Empty(controller.Machine.DecideCreateInternalTopic(TopicNames.ConsumerOffsets, controller.NextId(), 1).Records);
    }
}
