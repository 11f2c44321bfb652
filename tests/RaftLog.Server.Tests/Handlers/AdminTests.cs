using RaftLog.Protocol;
using RaftLog.Protocol.Messages;

namespace RaftLog.Server.Tests.Handlers;

public sealed class AdminTests
{
    [Fact]
    public async Task Created_topics_come_with_id_counts_and_configs_and_failures_with_their_reason()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("there");
        var request = new CreateTopicsRequest
        {
            TimeoutMs = 10_000,
            Topics = [NewTopic("new", -1, -1), NewTopic("there", 1, 1), NewTopic("no/name", 1, 1), NewTopic("far", 1, 3)],
        };

        var answer = await client.AskAsync<CreateTopicsRequest, CreateTopicsResponse>(request, 7);

        Assert.Equal(["new", "there", "no/name", "far"], answer.Topics.Select(static row => row.Name));
        Assert.Equal(
            [ErrorCode.None, ErrorCode.TopicAlreadyExists, ErrorCode.InvalidTopicException, ErrorCode.InvalidReplicationFactor],
            answer.Topics.Select(static row => row.ErrorCode));
        Assert.Equal((1, (short)1), (answer.Topics[0].NumPartitions, answer.Topics[0].ReplicationFactor));
        Assert.NotEqual(Guid.Empty, answer.Topics[0].TopicId);
        Assert.Contains(answer.Topics[0].Configs!, static config => config.Name == "retention.ms" && config.Value == "604800000");
        Assert.All(answer.Topics.Skip(1), static row => Assert.NotNull(row.ErrorMessage));
    }

    [Fact]
    public async Task A_change_that_takes_longer_than_the_client_waits_times_out()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        broker.Cluster.HoldDecisions();

        var answer = await client.AskAsync<CreateTopicsRequest, CreateTopicsResponse>(
            new CreateTopicsRequest { TimeoutMs = 20, Topics = [NewTopic("slow", 1, 1)] }, 7);
        broker.Cluster.ReleaseDecisions();

        Assert.Equal(ErrorCode.RequestTimedOut, Assert.Single(answer.Topics).ErrorCode);
    }

    [Fact]
    public async Task Without_a_controller_changes_are_refused_with_its_error()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        broker.Cluster.Unavailable = ErrorCode.NotController;

        var created = await client.AskAsync<CreateTopicsRequest, CreateTopicsResponse>(
            new CreateTopicsRequest { TimeoutMs = 1000, Topics = [NewTopic("t", 1, 1)] }, 7);
        var init = await client.AskAsync<InitProducerIdRequest, InitProducerIdResponse>(new InitProducerIdRequest { TransactionalId = null }, 4);

        Assert.Equal(ErrorCode.NotController, Assert.Single(created.Topics).ErrorCode);
        Assert.Equal(ErrorCode.NotController, init.ErrorCode);
    }

    [Fact]
    public async Task Topics_are_deleted_by_name_and_by_id()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("a");
        await client.CreateTopicAsync("b");
        Assert.True(broker.Cluster.Image.TryGetTopic("b", out var b));
        var request = new DeleteTopicsRequest
        {
            TimeoutMs = 10_000,
            Topics =
            [
                new DeleteTopicsRequest.DeleteTopicState { Name = "none" },
                new DeleteTopicsRequest.DeleteTopicState { Name = null, TopicId = b.Id },
                new DeleteTopicsRequest.DeleteTopicState { Name = "a" },
                new DeleteTopicsRequest.DeleteTopicState { Name = null, TopicId = Guid.NewGuid() },
            ],
        };

        var answer = await client.AskAsync<DeleteTopicsRequest, DeleteTopicsResponse>(request, 6);

        Assert.Equal(["none", "b", "a", null], answer.Responses.Select(static row => row.Name));
        Assert.Equal(
            [ErrorCode.UnknownTopicOrPartition, ErrorCode.None, ErrorCode.None, ErrorCode.UnknownTopicId],
            answer.Responses.Select(static row => row.ErrorCode));
        Assert.Empty(broker.All);
    }

    [Fact]
    public async Task Partitions_are_added_up_to_the_new_total()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        var request = new CreatePartitionsRequest
        {
            TimeoutMs = 10_000,
            Topics = [new CreatePartitionsRequest.CreatePartitionsTopic { Name = "t", Count = 3, Assignments = null }],
        };

        var grown = await client.AskAsync<CreatePartitionsRequest, CreatePartitionsResponse>(request, 3);
        var same = await client.AskAsync<CreatePartitionsRequest, CreatePartitionsResponse>(request, 3);

        Assert.Equal(ErrorCode.None, Assert.Single(grown.Results).ErrorCode);
        Assert.Equal(ErrorCode.InvalidPartitions, Assert.Single(same.Results).ErrorCode);
        Assert.Equal(ErrorCode.None, (await client.ProduceAsync("t", Batches.Of("x"), partition: 2)).ErrorCode);
    }

    [Fact]
    public async Task Deleted_records_are_gone_for_fetches_and_offsets()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.CreateTopicAsync("compacted", 1, ("cleanup.policy", "compact"));
        for (var i = 0; i < 4; i++) await client.ProduceAsync("t", Batches.Of("x"));

        Assert.Equal((ErrorCode.None, 3L), await DeleteAsync("t", 3));
        Assert.Equal((ErrorCode.OffsetOutOfRange, -1L), await DeleteAsync("t", 9));
        Assert.Equal((ErrorCode.PolicyViolation, -1L), await DeleteAsync("compacted", 0));
        var below = await client.AskAsync<FetchRequest, FetchResponse>(Batches.Fetch("t", 0, 2), 11);
        Assert.Equal(ErrorCode.OffsetOutOfRange, below.Only().ErrorCode);
        Assert.Equal((ErrorCode.None, 4L), await DeleteAsync("t", -1));

        async Task<(ErrorCode, long)> DeleteAsync(string topic, long offset)
        {
            var request = new DeleteRecordsRequest
            {
                TimeoutMs = 10_000,
                Topics =
                [
                    new DeleteRecordsRequest.DeleteRecordsTopic
                    {
                        Name = topic,
                        Partitions = [new DeleteRecordsRequest.DeleteRecordsPartition { PartitionIndex = 0, Offset = offset }],
                    },
                ],
            };
            var answer = await client.AskAsync<DeleteRecordsRequest, DeleteRecordsResponse>(request, 2);
            var row = answer.Topics[0].Partitions[0];
            return (row.ErrorCode, row.LowWatermark);
        }
    }

    [Fact]
    public async Task Configs_are_set_replaced_and_described_with_their_source()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");

        var set = await client.AskAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            new IncrementalAlterConfigsRequest
            {
                Resources =
                [
                    new IncrementalAlterConfigsRequest.AlterConfigsResource
                    {
                        ResourceType = 2,
                        ResourceName = "t",
                        Configs = [new IncrementalAlterConfigsRequest.AlterableConfig { Name = "retention.ms", ConfigOperation = 0, Value = "5000" }],
                    },
                ],
            },
            1);
        Assert.Equal(ErrorCode.None, Assert.Single(set.Responses).ErrorCode);
        Assert.Equal(("5000", (sbyte)1), await RetentionAsync());

        await client.AskAsync<AlterConfigsRequest, AlterConfigsResponse>(
            new AlterConfigsRequest { Resources = [new AlterConfigsRequest.AlterConfigsResource { ResourceType = 2, ResourceName = "t" }] }, 2);
        Assert.Equal(("604800000", (sbyte)5), await RetentionAsync());

        async Task<(string?, sbyte)> RetentionAsync()
        {
            var request = new DescribeConfigsRequest
            {
                Resources =
                [
                    new DescribeConfigsRequest.DescribeConfigsResource { ResourceType = 2, ResourceName = "t", ConfigurationKeys = ["retention.ms"] },
                ],
            };
            var answer = await client.AskAsync<DescribeConfigsRequest, DescribeConfigsResponse>(request, 4);
            var config = Assert.Single(Assert.Single(answer.Results).Configs);
            return (config.Value, config.ConfigSource);
        }
    }

    [Fact]
    public async Task The_cluster_its_disk_and_its_quorum_describe_themselves()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);

        var cluster = await client.AskAsync<DescribeClusterRequest, DescribeClusterResponse>(new DescribeClusterRequest(), 2);
        var controllers = await client.AskAsync<DescribeClusterRequest, DescribeClusterResponse>(new DescribeClusterRequest { EndpointType = 2 }, 2);
        var logDirs = await client.AskAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(new DescribeLogDirsRequest { Topics = null }, 4);
        var quorum = await client.AskAsync<DescribeQuorumRequest, DescribeQuorumResponse>(
            new DescribeQuorumRequest
            {
                Topics = [new DescribeQuorumRequest.TopicData { TopicName = "__cluster_metadata", Partitions = [new DescribeQuorumRequest.PartitionData()] }],
            },
            2);

        Assert.Equal((1, "broker.test"), (Assert.Single(cluster.Brokers).BrokerId, cluster.Brokers[0].Host));
        Assert.Equal(ErrorCode.MismatchedEndpointType, controllers.ErrorCode);
        var directory = Assert.Single(logDirs.Results);
        Assert.Equal(("/data/test", 1000L, 400L), (directory.LogDir, directory.TotalBytes, directory.UsableBytes));
        Assert.Equal([0, 1], Assert.Single(directory.Topics).Partitions.Select(static row => row.PartitionIndex));
        var group = quorum.Topics[0].Partitions[0];
        Assert.Equal((1, 3, 8L, 9L), (group.LeaderId, group.LeaderEpoch, group.HighWatermark, Assert.Single(group.CurrentVoters).LogEndOffset));
    }

    [Fact]
    public async Task Partitions_are_described_page_by_page()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("b", partitions: 3);
        await client.CreateTopicAsync("a", partitions: 2);
        var seen = new List<(string?, int)>();

        DescribeTopicPartitionsRequest.CursorRow? cursor = null;
        for (var page = 0; page < 10; page++)
        {
            var answer = await client.AskAsync<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(
                new DescribeTopicPartitionsRequest { ResponsePartitionLimit = 2, Cursor = cursor }, 0);
            seen.AddRange(answer.Topics.SelectMany(static topic => topic.Partitions.Select(row => (topic.Name, row.PartitionIndex))));
            if (answer.NextCursor is not { } next) break;
            cursor = new DescribeTopicPartitionsRequest.CursorRow { TopicName = next.TopicName, PartitionIndex = next.PartitionIndex };
        }

        Assert.Equal([("a", 0), ("a", 1), ("b", 0), ("b", 1), ("b", 2)], seen);
    }

    [Fact]
    public async Task What_there_is_nothing_to_do_for_says_so()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");

        var acls = await client.AskAsync<DescribeAclsRequest, DescribeAclsResponse>(new DescribeAclsRequest(), 3);
        var moves = await client.AskAsync<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>(
            new ListPartitionReassignmentsRequest { Topics = null }, 0);
        var named = await client.AskAsync<ElectLeadersRequest, ElectLeadersResponse>(
            new ElectLeadersRequest { TopicPartitions = [new ElectLeadersRequest.TopicPartitionsRow { Topic = "t", Partitions = [0, 5] }] }, 2);
        var all = await client.AskAsync<ElectLeadersRequest, ElectLeadersResponse>(new ElectLeadersRequest { TopicPartitions = null }, 2);
        var features = await client.AskAsync<UpdateFeaturesRequest, UpdateFeaturesResponse>(
            new UpdateFeaturesRequest
            {
                ValidateOnly = true,
                FeatureUpdates = [new UpdateFeaturesRequest.FeatureUpdateKey { Feature = "metadata.version", MaxVersionLevel = 99 }],
            },
            2);
        var resources = await client.AskAsync<ListConfigResourcesRequest, ListConfigResourcesResponse>(new ListConfigResourcesRequest(), 1);

        Assert.Equal(ErrorCode.SecurityDisabled, acls.ErrorCode);
        Assert.Equal((ErrorCode.None, 0), (moves.ErrorCode, moves.Topics.Count));
        Assert.Equal(
            [ErrorCode.ElectionNotNeeded, ErrorCode.UnknownTopicOrPartition],
            named.ReplicaElectionResults[0].PartitionResult.Select(static row => row.ErrorCode));
        Assert.Empty(all.ReplicaElectionResults);
        Assert.Equal(ErrorCode.InvalidUpdateVersion, features.ErrorCode);
        Assert.Contains(resources.ConfigResources, static row => row is { ResourceName: "t", ResourceType: 2 });
    }

    private static CreateTopicsRequest.CreatableTopic NewTopic(string name, int partitions, short replicas) =>
        new() { Name = name, NumPartitions = partitions, ReplicationFactor = replicas };
}
