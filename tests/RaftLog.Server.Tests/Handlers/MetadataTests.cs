using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Security;

namespace RaftLog.Server.Tests.Handlers;

public sealed class MetadataTests
{
    [Fact]
    public async Task Null_is_all_topics_and_empty_is_none_but_in_version_0_empty_is_all()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("a");
        await client.CreateTopicAsync("b");

        Assert.Equal(["a", "b"], Names(await AskAsync(client, new MetadataRequest { Topics = [] }, 0)));
        Assert.Equal([], Names(await AskAsync(client, new MetadataRequest { Topics = [] }, 1)));
        Assert.Equal(["a", "b"], Names(await AskAsync(client, new MetadataRequest { Topics = null }, 1)));
        Assert.Equal(["b", "a"], Names(await AskAsync(client, Named("b", "a"), 4)));
    }

    [Fact]
    public async Task Brokers_are_told_by_the_listener_the_request_came_in_on()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);

        var answer = await AskAsync(client, Named("t"), 13);

        var only = Assert.Single(answer.Brokers);
        Assert.Equal((1, "broker.test", 19092, "r1"), (only.NodeId, only.Host, only.Port, only.Rack));
        Assert.Equal((broker.Cluster.ClusterId, 1), (answer.ClusterId, answer.ControllerId));
        var topic = Assert.Single(answer.Topics);
        Assert.NotEqual(Guid.Empty, topic.TopicId);
        Assert.Equal(int.MinValue, topic.TopicAuthorizedOperations);
        Assert.All(topic.Partitions, row =>
        {
            Assert.Equal((ErrorCode.None, 1), (row.ErrorCode, row.LeaderId));
            Assert.Equal(broker.PartitionOf("t").Status.LeaderEpoch.Value, row.LeaderEpoch);
            Assert.Equal([1], row.ReplicaNodes);
            Assert.Equal([1], row.IsrNodes);
        });
    }

    [Fact]
    public async Task A_partition_without_a_known_leader_says_so_and_keeps_its_replicas()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        broker.Hide("t", 0);

        var row = Assert.Single(Assert.Single((await AskAsync(client, Named("t"), 9)).Topics).Partitions);

        Assert.Equal((ErrorCode.LeaderNotAvailable, -1), (row.ErrorCode, row.LeaderId));
        Assert.Equal([1], row.ReplicaNodes);
    }

    [Fact]
    public async Task An_unknown_topic_is_created_when_broker_and_request_allow_it()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        var no = Named("new");
        no.AllowAutoTopicCreation = false;

        Assert.Equal(ErrorCode.UnknownTopicOrPartition, Assert.Single((await AskAsync(client, no, 9)).Topics).ErrorCode);
        var created = Assert.Single((await AskAsync(client, Named("new"), 9)).Topics);
        Assert.Equal(ErrorCode.None, created.ErrorCode);
        Assert.Equal(1, Assert.Single(created.Partitions).LeaderId);
        Assert.Equal(ErrorCode.None, Assert.Single((await AskAsync(client, Named("old"), 1)).Topics).ErrorCode);
    }

    [Fact]
    public async Task A_broker_that_creates_nothing_by_itself_answers_unknown_topic()
    {
        var options = new TestBrokerOptions { Configs = new() { ["auto.create.topics.enable"] = "false" } };
        await using var broker = await TestBroker.StartAsync(options);
        using var client = await broker.ConnectAsync();

        Assert.Equal(ErrorCode.UnknownTopicOrPartition, Assert.Single((await AskAsync(client, Named("new"), 9)).Topics).ErrorCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("ü")]
    public async Task A_name_that_cannot_be_is_an_invalid_topic(string name)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();

        Assert.Equal(ErrorCode.InvalidTopicException, Assert.Single((await AskAsync(client, Named(name), 9)).Topics).ErrorCode);
    }

    [Fact]
    public async Task Topics_are_found_by_id_from_version_12_on()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        Assert.True(broker.Cluster.Image.TryGetTopic("t", out var topic));
        var request = new MetadataRequest
        {
            Topics = [new MetadataRequest.Topic { TopicId = topic.Id, Name = null }, new MetadataRequest.Topic { TopicId = Guid.NewGuid(), Name = null }],
        };

        var answer = await AskAsync(client, request, 12);

        Assert.Equal(["t", null], answer.Topics.Select(static row => row.Name));
        Assert.Equal([ErrorCode.None, ErrorCode.UnknownTopicId], answer.Topics.Select(static row => row.ErrorCode));
    }

    [Fact]
    public async Task A_topic_one_may_not_see_is_refused_by_name_and_left_out_of_all()
    {
        var authorizer = new RecordingAuthorizer { Forbids = static (check, name) => check.Resource == AclResource.Topic && name == "secret" };
        await using var broker = await TestBroker.StartAsync(new TestBrokerOptions { Authorizer = authorizer });
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("open");
        authorizer.Forbids = static (_, _) => false;
        await client.CreateTopicAsync("secret");
        authorizer.Forbids = static (check, name) => check.Resource == AclResource.Topic && name == "secret";

        Assert.Equal(["open"], Names(await AskAsync(client, new MetadataRequest { Topics = null }, 9)));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, Assert.Single((await AskAsync(client, Named("secret"), 9)).Topics).ErrorCode);
    }

    private static MetadataRequest Named(params string[] names) => new()
    {
        AllowAutoTopicCreation = true,
        Topics = [.. names.Select(static name => new MetadataRequest.Topic { Name = name })],
    };

    private static IEnumerable<string?> Names(MetadataResponse response) => response.Topics.Select(static topic => topic.Name);

    private static Task<MetadataResponse> AskAsync(RawClient client, MetadataRequest request, short version) =>
        client.AskAsync<MetadataRequest, MetadataResponse>(request, version);
}
