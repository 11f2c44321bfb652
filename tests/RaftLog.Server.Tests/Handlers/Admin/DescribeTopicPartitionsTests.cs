using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using static RaftLog.Server.Tests.Handlers.Admin.AdminRequests;

namespace RaftLog.Server.Tests.Handlers.Admin;

public sealed class DescribeTopicPartitionsTests
{
    [Fact]
    public async Task Without_a_replica_here_a_partition_has_no_leader_but_its_replicas()
    {
        using var bench = new AdminBench();
        await bench.RegisterAsync(2, fenced: true);
        var topic = Topic("orders", -1, -1);
        topic.Assignments = [new() { PartitionIndex = 0, BrokerIds = [2, 1] }];
        await bench.CreateAsync(topic);

        var row = Assert.Single((await AskAsync(bench, DescribePartitions("orders"))).Topics);

        Assert.Equal((ErrorCode.None, "orders", bench.Cluster.Image.TopicsByName["orders"].Id, false), (row.ErrorCode, row.Name, row.TopicId, row.IsInternal));
        var partition = Assert.Single(row.Partitions);
        Assert.Equal((ErrorCode.LeaderNotAvailable, 0, -1, -1), (partition.ErrorCode, partition.PartitionIndex, partition.LeaderId, partition.LeaderEpoch));
        Assert.Equal([2, 1], partition.ReplicaNodes);
        Assert.Equal([1], partition.IsrNodes);
        Assert.Equal([2], partition.OfflineReplicas);
        Assert.Empty(partition.EligibleLeaderReplicas!);
        Assert.Empty(partition.LastKnownElr!);
        // Read 3, write 4, create 5, delete 6, alter 7, describe 8, describe configs 10, alter configs 11 (KP-26).
        Assert.Equal(0b1101_1111_1000, row.TopicAuthorizedOperations);
    }

    [Fact]
    public async Task Topics_come_by_name_each_once_and_what_is_unknown_or_misnamed_says_so()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("b"), Topic("a"), Topic("c"));

        var named = await AskAsync(bench, DescribePartitions("b", "x x", "a", "gone", "b"));
        var all = await AskAsync(bench, DescribePartitions());

        Assert.Equal(
            [
                ("a", ErrorCode.None), ("b", ErrorCode.None), ("gone", ErrorCode.UnknownTopicOrPartition),
                ("x x", ErrorCode.InvalidTopicException),
            ],
            named.Topics.Select(static row => (row.Name!, row.ErrorCode)));
        Assert.Equal(["a", "b", "c"], all.Topics.Select(static row => row.Name));
        Assert.Null(all.NextCursor);
    }

    /// <summary>Follows the cursors to the end: whatever the limit, each partition comes once and in order.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(2000)]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task Pages_add_up_to_the_whole(int limit)
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("a", 3), Topic("b", 1), Topic("c", 4));
        var request = DescribePartitions();
        request.ResponsePartitionLimit = limit;
        List<string> seen = [];
        var pages = 0;

        do
        {
            var page = await AskAsync(bench, request);
            var partitions = page.Topics.SelectMany(static topic => topic.Partitions.Select(p => $"{topic.Name}-{p.PartitionIndex}")).ToList();
            Assert.InRange(partitions.Count, 1, Math.Max(limit, 1));
            seen.AddRange(partitions);
            request.Cursor = page.NextCursor is { } next ? new() { TopicName = next.TopicName, PartitionIndex = next.PartitionIndex } : null;
            Assert.True(++pages <= 8);
        }
        while (request.Cursor is not null);

        Assert.Equal(["a-0", "a-1", "a-2", "b-0", "c-0", "c-1", "c-2", "c-3"], seen);
    }

    [Fact]
    public async Task A_response_never_holds_more_than_2000_partitions()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("a", 2500));
        var request = DescribePartitions("a");
        request.ResponsePartitionLimit = 10_000;

        var answer = await AskAsync(bench, request);

        Assert.Equal(2000, Assert.Single(answer.Topics).Partitions.Count);
        Assert.Equal(("a", 2000), (answer.NextCursor!.TopicName, answer.NextCursor.PartitionIndex));
    }

    [Theory]
    [InlineData("a", -1)]
    [InlineData("z", 0)]
    public async Task A_cursor_outside_of_what_is_asked_is_refused_for_each_topic(string topic, int partition)
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("a"), Topic("b"));
        var request = DescribePartitions("a", "b");
        request.Cursor = new() { TopicName = topic, PartitionIndex = partition };

        var answer = await AskAsync(bench, request);

        Assert.Equal([("a", ErrorCode.InvalidRequest), ("b", ErrorCode.InvalidRequest)], answer.Topics.Select(static row => (row.Name!, row.ErrorCode)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public async Task A_cursor_past_a_topics_end_goes_on_with_the_next(int partition)
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("a", 3), Topic("b", 2));
        var request = DescribePartitions();
        request.Cursor = new() { TopicName = "a", PartitionIndex = partition };
        request.ResponsePartitionLimit = 2;

        var answer = await AskAsync(bench, request);

        Assert.Equal([("a", 0), ("b", 2)], answer.Topics.Select(static row => (row.Name!, row.Partitions.Count)));
        Assert.Null(answer.NextCursor);
    }

    [Fact]
    public async Task A_cursor_of_all_topics_may_name_one_that_is_gone()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("a"), Topic("c"));
        var request = DescribePartitions();
        request.Cursor = new() { TopicName = "b", PartitionIndex = 1 };

        Assert.Equal(["c"], (await AskAsync(bench, request)).Topics.Select(static row => row.Name));
    }

    [Fact]
    public async Task Of_all_topics_those_one_may_not_describe_are_left_out_even_as_cursor()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("a"), Topic("b-secret"), Topic("c"));
        bench.Allowed = static (_, _, name) => !name.Contains("secret", StringComparison.Ordinal);
        var request = DescribePartitions();
        request.ResponsePartitionLimit = 1;

        var all = await AskAsync(bench, request);
        var named = await AskAsync(bench, DescribePartitions("a", "b-secret", "c"));

        Assert.Equal(["a"], all.Topics.Select(static row => row.Name));
        Assert.Equal("c", all.NextCursor!.TopicName);
        Assert.Equal(
            [("a", ErrorCode.None), ("c", ErrorCode.None), ("b-secret", ErrorCode.TopicAuthorizationFailed)],
            named.Topics.Select(static row => (row.Name!, row.ErrorCode)));
        Assert.Equal(Guid.Empty, named.Topics[2].TopicId);
    }

    private static Task<DescribeTopicPartitionsResponse> AskAsync(AdminBench bench, DescribeTopicPartitionsRequest request) =>
        bench.AskAsync<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(request, 0);
}
