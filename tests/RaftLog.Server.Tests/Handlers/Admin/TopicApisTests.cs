using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Security;
using static RaftLog.Server.Tests.Handlers.Admin.AdminRequests;

namespace RaftLog.Server.Tests.Handlers.Admin;

/// <summary>CreateTopics, DeleteTopics and CreatePartitions.</summary>
public sealed class TopicApisTests
{
    private const string DuplicateName = "Duplicate topic name.";

    [Fact]
    public async Task A_created_topic_is_answered_with_its_id_counts_and_configs()
    {
        using var bench = new AdminBench();

        var row = Assert.Single((await CreateAsync(bench, Create(Topic("orders", 3, 1, ("retention.ms", "1000"))), 7)).Topics);

        Assert.Equal((ErrorCode.None, null, 3, (short)1), (row.ErrorCode, row.ErrorMessage, row.NumPartitions, row.ReplicationFactor));
        Assert.Equal(bench.Cluster.Image.TopicsByName["orders"].Id, row.TopicId);
        Assert.NotEqual(Guid.Empty, row.TopicId);
        var retention = Assert.Single(row.Configs!, static config => config.Name == "retention.ms");
        Assert.Equal(("1000", (sbyte)1, false, false), (retention.Value, retention.ConfigSource, retention.ReadOnly, retention.IsSensitive));
        Assert.Contains(row.Configs!, static config => config is { Name: "cleanup.policy", Value: "delete", ConfigSource: 5 });
    }

    [Fact]
    public async Task Minus_one_stands_for_the_brokers_defaults()
    {
        using var bench = new AdminBench(("num.partitions", "4"));

        var row = Assert.Single((await CreateAsync(bench, Create(Topic("orders", -1, -1)), 5)).Topics);

        Assert.Equal((ErrorCode.None, 4, (short)1), (row.ErrorCode, row.NumPartitions, row.ReplicationFactor));
    }

    [Fact]
    public async Task Each_topic_is_answered_in_the_order_asked_with_its_own_error_in_Kafkas_words()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("orders"), Topic("a.b"));

        var answer = await CreateAsync(
            bench,
            Create(
                Topic("zoo"), Topic("orders"), Topic("a_b"), Topic("bad name"), Topic("many", 1, 3), Topic("none", 0), Topic("unknown", 1, 1, ("retention.msx", "1")),
                Topic("wrong", 1, 1, ("retention.ms", "soon")), Topic("__cluster_metadata")),
            6);

        Assert.Equal(
            [
                ("zoo", ErrorCode.None, null),
                ("orders", ErrorCode.TopicAlreadyExists, "Topic 'orders' already exists."),
                ("a_b", ErrorCode.InvalidTopicException, "Topic 'a_b' collides with existing topic: a.b"),
                ("bad name", ErrorCode.InvalidTopicException,
                    "Topic name is invalid: 'bad name' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'"),
                ("many", ErrorCode.InvalidReplicationFactor,
                    "Unable to replicate the partition 3 time(s): The target replication factor of 3 cannot be reached because only 1 broker(s) are registered."),
                ("none", ErrorCode.InvalidPartitions, "Number of partitions was set to an invalid non-positive value."),
                ("unknown", ErrorCode.InvalidConfig, "Unknown topic config name: retention.msx. Did you mean retention.ms?"),
                ("wrong", ErrorCode.InvalidConfig, "Invalid value soon for configuration retention.ms: Not a number of type LONG"),
                ("__cluster_metadata", ErrorCode.InvalidRequest, "Creation of internal topic __cluster_metadata is prohibited."),
            ],
            answer.Topics.Select(static row => (row.Name, row.ErrorCode, row.ErrorMessage)));
        Assert.Equal(ErrorCode.TopicAlreadyExists, bench.Noted);
        Assert.All(answer.Topics.Skip(1), static row => Assert.Equal((-1, (short)-1), (row.NumPartitions, row.ReplicationFactor)));
    }

    [Fact]
    public async Task A_name_asked_for_twice_is_refused_once()
    {
        using var bench = new AdminBench();

        var answer = await CreateAsync(bench, Create(Topic("a"), Topic("b"), Topic("a")), 7);

        Assert.Equal(
            [("a", ErrorCode.InvalidRequest, DuplicateName), ("b", ErrorCode.None, null)],
            answer.Topics.Select(static row => (row.Name, row.ErrorCode, row.ErrorMessage)));
        Assert.Equal(["b"], bench.Cluster.Image.TopicsByName.Keys);
    }

    [Fact]
    public async Task Validating_only_answers_alike_and_creates_nothing()
    {
        using var bench = new AdminBench();
        var request = Create(Topic("orders", 3));
        request.ValidateOnly = true;

        var row = Assert.Single((await CreateAsync(bench, request, 7)).Topics);

        Assert.Equal((ErrorCode.None, 3), (row.ErrorCode, row.NumPartitions));
        Assert.Empty(bench.Cluster.Image.TopicsByName);
    }

    [Fact]
    public async Task Manual_assignments_are_followed_and_exclude_counts()
    {
        using var bench = new AdminBench();
        await bench.RegisterAsync(2);
        var assigned = Topic("assigned", -1, -1);
        assigned.Assignments = [new() { PartitionIndex = 0, BrokerIds = [2, 1] }];
        var both = Topic("both", 1, -1);
        both.Assignments = [new() { PartitionIndex = 0, BrokerIds = [1] }];

        var answer = await CreateAsync(bench, Create(assigned, both), 5);

        Assert.Equal((ErrorCode.None, (short)2), (answer.Topics[0].ErrorCode, answer.Topics[0].ReplicationFactor));
        Assert.Equal([2, 1], bench.Cluster.Image.TopicsByName["assigned"].Partitions[0].InitialVoters.Select(static v => v.Node.Value));
        Assert.Equal(
            (ErrorCode.InvalidRequest, "A manual partition assignment was specified, but numPartitions was not set to -1."),
            (answer.Topics[1].ErrorCode, answer.Topics[1].ErrorMessage));
    }

    [Fact]
    public async Task Whoever_may_not_create_a_topic_is_told_so_and_the_others_are_created()
    {
        using var bench = new AdminBench();
        bench.Allowed = static (operation, resource, name) => resource == AclResource.Topic && name == "mine";

        var answer = await CreateAsync(bench, Create(Topic("theirs"), Topic("mine")), 7);

        Assert.Equal(
            [("theirs", ErrorCode.TopicAuthorizationFailed, "Authorization failed."), ("mine", ErrorCode.None, null)],
            answer.Topics.Select(static row => (row.Name, row.ErrorCode, row.ErrorMessage)));
    }

    [Fact]
    public async Task Whoever_may_not_describe_configs_gets_no_configs_and_an_error_in_their_place()
    {
        using var bench = new AdminBench();
        bench.Allowed = static (operation, _, _) => operation == AclOperation.Create;

        var row = Assert.Single((await CreateAsync(bench, Create(Topic("orders", 3)), 7)).Topics);

        Assert.Equal((ErrorCode.None, ErrorCode.TopicAuthorizationFailed, -1), (row.ErrorCode, row.TopicConfigErrorCode, row.NumPartitions));
        Assert.Empty(row.Configs!);
    }

    [Fact]
    public async Task Topics_are_deleted_by_name_and_by_id()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("a"), Topic("b"));
        var id = bench.Cluster.Image.TopicsByName["b"].Id;

        var byName = Assert.Single((await DeleteAsync(bench, DeleteByName("a"), 6)).Responses);
        var byId = Assert.Single((await DeleteAsync(bench, DeleteById(id), 6)).Responses);

        Assert.Equal((ErrorCode.None, "a", null), (byName.ErrorCode, byName.Name, byName.ErrorMessage));
        Assert.Equal((ErrorCode.None, "b", id), (byId.ErrorCode, byId.Name, byId.TopicId));
        Assert.Empty(bench.Cluster.Image.TopicsByName);
    }

    [Fact]
    public async Task What_cannot_be_deleted_is_answered_in_its_place()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("a"));
        var unknown = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        var request = DeleteByName("gone", "a", "twice", "twice");
        request.Topics.Add(new() { TopicId = unknown });
        request.Topics.Add(new() { Name = null });

        var answer = await DeleteAsync(bench, request, 6);

        Assert.Equal(
            [
                ("gone", ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition."),
                ("a", ErrorCode.None, null),
                ("twice", ErrorCode.InvalidRequest, DuplicateName),
                (null, ErrorCode.UnknownTopicId, "This server does not host this topic ID."),
                (null, ErrorCode.InvalidRequest, "Neither topic name nor id were specified."),
            ],
            answer.Responses.Select(static row => (row.Name, row.ErrorCode, row.ErrorMessage)));
    }

    [Fact]
    public async Task A_topic_that_may_not_be_described_is_refused_without_its_name()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("seen"), Topic("hidden"));
        var topics = bench.Cluster.Image.TopicsByName;
        bench.Allowed = static (operation, _, name) => operation == AclOperation.Describe && name == "seen";

        var answer = await DeleteAsync(bench, DeleteById(topics["seen"].Id, topics["hidden"].Id), 6);

        Assert.Equal(["seen", null], answer.Responses.Select(static row => row.Name));
        Assert.Equal([topics["seen"].Id, topics["hidden"].Id], answer.Responses.Select(static row => row.TopicId));
        Assert.All(
            answer.Responses,
            static row => Assert.Equal((ErrorCode.TopicAuthorizationFailed, "Topic authorization failed."), (row.ErrorCode, row.ErrorMessage)));
        Assert.Equal(2, bench.Cluster.Image.TopicsByName.Count);
    }

    [Theory]
    [InlineData(1, ErrorCode.InvalidRequest)]
    [InlineData(2, ErrorCode.InvalidRequest)]
    [InlineData(3, ErrorCode.TopicDeletionDisabled)]
    [InlineData(5, ErrorCode.TopicDeletionDisabled)]
    public async Task That_deletion_is_disabled_is_said_with_a_code_the_version_knows(short version, ErrorCode error)
    {
        using var bench = new AdminBench(("delete.topic.enable", "false"));
        await bench.CreateAsync(Topic("a"));

        var row = Assert.Single((await DeleteAsync(bench, new() { TopicNames = ["a"], TimeoutMs = 1000 }, version)).Responses);

        Assert.Equal(error, row.ErrorCode);
        Assert.Equal(version >= 5 ? "Topic deletion is disabled." : null, row.ErrorMessage);
    }

    [Fact]
    public async Task Partitions_grow_to_the_count_asked_for_or_say_why_not()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("grows", 1), Topic("same", 2), Topic("shrinks", 3));

        var answer = await GrowAsync(bench, Grow(("shrinks", 2), ("grows", 3), ("same", 2), ("gone", 2), ("twice", 1), ("twice", 2)));

        Assert.Equal(
            [
                ("shrinks", ErrorCode.InvalidPartitions, "The topic shrinks currently has 3 partition(s); 2 would not be an increase."),
                ("grows", ErrorCode.None, null),
                ("same", ErrorCode.InvalidPartitions, "Topic already has 2 partition(s)."),
                ("gone", ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition."),
                ("twice", ErrorCode.InvalidRequest, DuplicateName),
            ],
            answer.Results.Select(static row => (row.Name, row.ErrorCode, row.ErrorMessage)));
        Assert.Equal(3, bench.Cluster.Image.TopicsByName["grows"].Partitions.Length);
    }

    [Fact]
    public async Task Growing_validates_only_when_asked_and_never_without_permission()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("a"), Topic("b"));
        bench.Allowed = static (_, _, name) => name == "a";
        var request = Grow(("b", 2), ("a", 2));
        request.ValidateOnly = true;

        var answer = await GrowAsync(bench, request);

        Assert.Equal([ErrorCode.TopicAuthorizationFailed, ErrorCode.None], answer.Results.Select(static row => row.ErrorCode));
        Assert.All(bench.Cluster.Image.TopicsByName.Values, static topic => Assert.Single(topic.Partitions));
    }

    [Fact]
    public async Task New_partitions_go_where_they_are_assigned()
    {
        using var bench = new AdminBench();
        await bench.RegisterAsync(2);
        await bench.CreateAsync(Topic("a"));
        var request = Grow(("a", 3));
        request.Topics[0].Assignments = [new() { BrokerIds = [2] }, new() { BrokerIds = [1] }];

        var row = Assert.Single((await GrowAsync(bench, request)).Results);

        Assert.Equal(ErrorCode.None, row.ErrorCode);
        var added = bench.Cluster.Image.TopicsByName["a"].Partitions.Skip(1);
        Assert.Equal([2, 1], added.Select(static partition => partition.InitialVoters[0].Node.Value));
    }

    private static Task<CreateTopicsResponse> CreateAsync(AdminBench bench, CreateTopicsRequest request, short version) =>
        bench.AskAsync<CreateTopicsRequest, CreateTopicsResponse>(request, version);

    private static Task<DeleteTopicsResponse> DeleteAsync(AdminBench bench, DeleteTopicsRequest request, short version) =>
        bench.AskAsync<DeleteTopicsRequest, DeleteTopicsResponse>(request, version);

    private static Task<CreatePartitionsResponse> GrowAsync(AdminBench bench, CreatePartitionsRequest request) =>
        bench.AskAsync<CreatePartitionsRequest, CreatePartitionsResponse>(request, 3);
}
