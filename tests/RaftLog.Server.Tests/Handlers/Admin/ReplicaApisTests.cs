using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using static RaftLog.Server.Tests.Handlers.Admin.AdminRequests;

namespace RaftLog.Server.Tests.Handlers.Admin;

/// <summary>What the admin APIs say and do about replicas: real ones, over sockets.</summary>
public sealed class ReplicaApisTests
{
    [Fact]
    public async Task Deleting_records_raises_the_log_start_and_answers_it()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("orders");
        await client.ProduceAsync("orders", Batches.Of("a", "b", "c"));

        var first = await DeleteAsync(client, DeleteRecords("orders", (0, 2)));
        var again = await DeleteAsync(client, DeleteRecords("orders", (0, 1)));
        var all = await DeleteAsync(client, DeleteRecords("orders", (0, -1)));

        Assert.Equal((ErrorCode.None, 2L), first);
        // Below the start nothing is left to delete, and the start stays.
        Assert.Equal((ErrorCode.None, 2L), again);
        Assert.Equal((ErrorCode.None, 3L), all);
        Assert.Equal(3, broker.PartitionOf("orders").Status.LogStartOffset.Value);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-2)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public async Task Offsets_that_are_not_there_are_out_of_range(long offset)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("orders");
        await client.ProduceAsync("orders", Batches.Of("a", "b", "c"));

        Assert.Equal((ErrorCode.OffsetOutOfRange, -1L), await DeleteAsync(client, DeleteRecords("orders", (0, offset))));
        Assert.Equal(0, broker.PartitionOf("orders").Status.LogStartOffset.Value);
    }

    [Fact]
    public async Task Each_partition_is_answered_in_its_place_with_its_own_error()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("orders", partitions: 2);
        await client.CreateTopicAsync("compacted", 1, ("cleanup.policy", "compact"));
        await client.CreateTopicAsync("both", 1, ("cleanup.policy", "compact,delete"));
        await client.CreateTopicAsync("__consumer_offsets");
        broker.Hide("orders", 1);
        var request = DeleteRecords("orders", (1, 0), (0, 0), (2, 0), (-1, 0));
        foreach (var topic in new[] { "compacted", "both", "__consumer_offsets", "gone" })
            request.Topics.Add(DeleteRecords(topic, (0, 0)).Topics[0]);

        var answer = await client.AskAsync<DeleteRecordsRequest, DeleteRecordsResponse>(request, 2);

        Assert.Equal(
            [
                ("orders", 1, ErrorCode.NotLeaderOrFollower), ("orders", 0, ErrorCode.None), ("orders", 2, ErrorCode.UnknownTopicOrPartition),
                ("orders", -1, ErrorCode.UnknownTopicOrPartition), ("compacted", 0, ErrorCode.PolicyViolation), ("both", 0, ErrorCode.None),
                ("__consumer_offsets", 0, ErrorCode.InvalidTopicException), ("gone", 0, ErrorCode.UnknownTopicOrPartition),
            ],
            answer.Topics.SelectMany(static topic => topic.Partitions.Select(p => (topic.Name, p.PartitionIndex, p.ErrorCode))));
    }

    [Fact]
    public async Task Log_directories_show_each_replica_with_its_size()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("b");
        await client.CreateTopicAsync("a", partitions: 2);
        await client.ProduceAsync("b", Batches.Of("some", "records"));

        var all = await client.AskAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(new() { Topics = null }, 4);
        var named = await client.AskAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(
            new() { Topics = [new() { Topic = "a", Partitions = [1, 7] }, new() { Topic = "gone", Partitions = [0] }] }, 1);
        var none = await client.AskAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(new() { Topics = [] }, 4);

        var directory = Assert.Single(all.Results);
        Assert.Equal((broker.Path, 1000L, 400L), (directory.LogDir, directory.TotalBytes, directory.UsableBytes));
        Assert.Equal(["a-0", "a-1", "b-0"], Names(directory));
        var size = Assert.Single(directory.Topics, static topic => topic.Name == "b").Partitions[0];
        Assert.Equal((broker.PartitionOf("b").SizeInBytes, 0L, false), (size.PartitionSize, size.OffsetLag, size.IsFutureKey));
        Assert.True(size.PartitionSize > 0);
        Assert.Equal(["a-1"], Names(Assert.Single(named.Results)));
        Assert.Empty(Assert.Single(none.Results).Topics);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_partition_with_its_leader_needs_no_election(sbyte type)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("orders");
        var request = Elect(type, "orders", 0, 3);
        request.TopicPartitions!.Add(Elect(type, "gone", 0).TopicPartitions![0]);

        var answer = await client.AskAsync<ElectLeadersRequest, ElectLeadersResponse>(request, 2);

        Assert.Equal(ErrorCode.None, answer.ErrorCode);
        Assert.Equal(
            [
                ("orders", 0, ErrorCode.ElectionNotNeeded, "Leader election not needed for topic partition."),
                ("orders", 3, ErrorCode.UnknownTopicOrPartition, "No such partition as orders-3"),
                ("gone", 0, ErrorCode.UnknownTopicOrPartition, "No such topic as gone"),
            ],
            Rows(answer));
    }

    [Theory]
    [InlineData(0, ErrorCode.PreferredLeaderNotAvailable, "The preferred leader was not available.")]
    [InlineData(1, ErrorCode.EligibleLeadersNotAvailable, "Eligible topic partition leaders are not available.")]
    public async Task Of_all_partitions_only_those_without_a_leader_are_answered(sbyte type, ErrorCode error, string message)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("orders", partitions: 3);
        await client.CreateTopicAsync("other");
        broker.Hide("orders", 1);

        var answer = await client.AskAsync<ElectLeadersRequest, ElectLeadersResponse>(
            new() { ElectionType = type, TopicPartitions = null }, 2);

        Assert.Equal([("orders", 1, error, message)], Rows(answer));
    }

    [Fact]
    public async Task An_unknown_kind_of_election_is_refused_for_each_partition()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("orders");

        var answer = await client.AskAsync<ElectLeadersRequest, ElectLeadersResponse>(Elect(2, "orders", 0), 1);

        Assert.Equal(ErrorCode.InvalidRequest, answer.ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Single(Rows(answer)).Error);
    }

    [Fact]
    public async Task A_led_partition_is_described_with_its_leader_and_epoch()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("orders");

        var answer = await client.AskAsync<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(DescribePartitions("orders"), 0);

        var row = Assert.Single(Assert.Single(answer.Topics).Partitions);
        Assert.Equal(
            (ErrorCode.None, 1, broker.PartitionOf("orders").Status.LeaderEpoch.Value),
            (row.ErrorCode, row.LeaderId, row.LeaderEpoch));
        Assert.Equal([1], row.IsrNodes);
    }

    [Fact]
    public async Task What_is_pipelined_behind_a_creation_sees_the_topic()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();

        await client.SendAsync(Create(Topic("orders", 2)), 7);
        await client.SendAsync(DescribePartitions("orders"), 0);
        await client.SendAsync(DeleteByName("orders"), 6);
        await client.SendAsync(DescribePartitions("orders"), 0);

        Assert.Equal(ErrorCode.None, Assert.Single((await client.ReadAsync<CreateTopicsResponse>()).Topics).ErrorCode);
        Assert.Equal(2, Assert.Single((await client.ReadAsync<DescribeTopicPartitionsResponse>()).Topics).Partitions.Count);
        Assert.Equal(ErrorCode.None, Assert.Single((await client.ReadAsync<DeleteTopicsResponse>()).Responses).ErrorCode);
        Assert.Equal(
            ErrorCode.UnknownTopicOrPartition,
            Assert.Single((await client.ReadAsync<DescribeTopicPartitionsResponse>()).Topics).ErrorCode);
    }

    private static async Task<(ErrorCode Error, long LowWatermark)> DeleteAsync(RawClient client, DeleteRecordsRequest request)
    {
        var answer = await client.AskAsync<DeleteRecordsRequest, DeleteRecordsResponse>(request, 2);
        var row = Assert.Single(Assert.Single(answer.Topics).Partitions);
        return (row.ErrorCode, row.LowWatermark);
    }

    private static IEnumerable<string> Names(DescribeLogDirsResponse.DescribeLogDirsResult directory) =>
        directory.Topics.SelectMany(static topic => topic.Partitions.Select(partition => $"{topic.Name}-{partition.PartitionIndex}"));

    private static IEnumerable<(string Topic, int Partition, ErrorCode Error, string? Message)> Rows(ElectLeadersResponse answer) =>
        answer.ReplicaElectionResults.SelectMany(static topic =>
            topic.PartitionResult.Select(row => (topic.Topic, row.PartitionId, row.ErrorCode, row.ErrorMessage)));
}
