using RaftLog.Protocol;
using RaftLog.Protocol.Messages;

namespace RaftLog.Server.Tests.Handlers;

public sealed class FetchTests
{
    [Fact]
    public async Task What_was_produced_is_fetched_from_offset_0_on()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("orders");

        await client.ProduceAsync("orders", Batches.Of("a", "b"));
        await client.ProduceAsync("orders", Batches.Of("c"));
        var fetched = (await FetchAsync(client, Batches.Fetch("orders", 0, 0))).Only();

        Assert.Equal(["a", "b", "c"], fetched.Values());
        Assert.Equal((3L, 3L, 0L), (fetched.HighWatermark, fetched.LastStableOffset, fetched.LogStartOffset));
        Assert.Null(fetched.AbortedTransactions);
    }

    [Fact]
    public async Task An_offset_inside_a_batch_returns_the_whole_batch_and_the_end_returns_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.ProduceAsync("t", Batches.Of("a", "b", "c"));

        Assert.Equal(["a", "b", "c"], (await FetchAsync(client, Batches.Fetch("t", 0, 2))).Only().Values());
        var atEnd = (await FetchAsync(client, Batches.Fetch("t", 0, 3))).Only();
        Assert.Equal((ErrorCode.None, 0), (atEnd.ErrorCode, atEnd.Records.Length));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public async Task An_offset_outside_the_log_is_out_of_range_and_answered_at_once(long offset)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.ProduceAsync("t", Batches.Of("a", "b", "c"));

        var fetched = (await FetchAsync(client, Batches.Fetch("t", 0, offset, maxWaitMs: 3_600_000))).Only();

        Assert.Equal(ErrorCode.OffsetOutOfRange, fetched.ErrorCode);
        Assert.Equal((-1L, -1L, -1L), (fetched.HighWatermark, fetched.LastStableOffset, fetched.LogStartOffset));
    }

    [Fact]
    public async Task A_long_poll_waits_until_the_sum_over_its_partitions_reaches_min_bytes()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        using var producer = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        var batch = Batches.Of(new string('x', 100));
        var request = Batches.Fetch("t", 0, 0, maxWaitMs: 3_600_000, minBytes: batch.Length * 3);
        request.Topics.Add(Batches.Topic("t", 1, 0));

        await client.SendAsync(request, 11);
        for (var i = 0; i < 3; i++) await producer.ProduceAsync("t", batch, partition: i % 2);

        var fetched = await client.ReadAsync<FetchResponse>();
        Assert.Equal(batch.Length * 3, fetched.Responses.Sum(static topic => topic.Partitions.Sum(static row => row.Records.Length)));
    }

    [Fact]
    public async Task A_long_poll_that_sees_nothing_ends_after_max_wait()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");

        var fetched = (await FetchAsync(client, Batches.Fetch("t", 0, 0, maxWaitMs: 30))).Only();

        Assert.Equal((ErrorCode.None, 0), (fetched.ErrorCode, fetched.Records.Length));
        Assert.Equal(0, broker.Handlers.Deadlines.Count);
    }

    [Fact]
    public async Task A_client_that_leaves_takes_its_long_poll_along()
    {
        await using var broker = await TestBroker.StartAsync();
        using var other = await broker.ConnectAsync();
        await other.CreateTopicAsync("t");
        using (var client = await broker.ConnectAsync())
        {
            // The answer to the second says that the first has been taken in.
            await client.SendAsync(Batches.Fetch("t", 0, 0, maxWaitMs: 3_600_000), 11);
            await client.SendAsync(Batches.Produce("none", 0, Batches.Of("x"), acks: 0), 9, expectsAnswer: false);
        }

        await broker.Metrics.WaitForAsync(static metrics => !metrics.Ends.IsEmpty);
        await other.ProduceAsync("t", Batches.Of("x"));
        Assert.Equal(0, broker.Handlers.Deadlines.Count);
    }

    [Fact]
    public async Task The_first_batch_comes_whatever_its_size_and_what_does_not_fit_behind_it_is_left_out()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        for (var i = 0; i < 4; i++) await client.ProduceAsync("t", Batches.Of(new string('x', 1000)), partition: i % 2);
        var request = Batches.Fetch("t", 0, 0);
        request.MaxBytes = 10;
        request.Topics.Add(Batches.Topic("t", 1, 0));

        var fetched = await FetchAsync(client, request);

        // One topic named twice in a row is one topic in the answer.
        var partitions = Assert.Single(fetched.Responses).Partitions;
        Assert.Single(partitions[0].Values());
        Assert.Equal(0, partitions[1].Records.Length);
        Assert.Equal(2, partitions[1].HighWatermark);
    }

    [Fact]
    public async Task Epochs_are_compared_and_a_missing_one_is_not()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        var epoch = broker.PartitionOf("t").Status.LeaderEpoch.Value;

        Assert.Equal(ErrorCode.None, await ErrorWithEpochAsync(-1));
        Assert.Equal(ErrorCode.None, await ErrorWithEpochAsync(epoch));
        Assert.Equal(ErrorCode.FencedLeaderEpoch, await ErrorWithEpochAsync(epoch - 1));
        Assert.Equal(ErrorCode.UnknownLeaderEpoch, await ErrorWithEpochAsync(epoch + 1));

        async Task<ErrorCode> ErrorWithEpochAsync(int claimed)
        {
            var request = Batches.Fetch("t", 0, 0);
            request.Topics[0].Partitions[0].CurrentLeaderEpoch = claimed;
            return (await FetchAsync(client, request)).Only().ErrorCode;
        }
    }

    [Fact]
    public async Task Whoever_poses_as_a_replica_gets_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        var request = Batches.Fetch("t", 0, 0);
        request.ReplicaId = 2;

        Assert.Equal(ErrorCode.TopicAuthorizationFailed, (await FetchAsync(client, request)).Only().ErrorCode);
    }

    [Fact]
    public async Task Topics_go_by_id_from_version_13_on()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.ProduceAsync("t", Batches.Of("a"));
        Assert.True(broker.Cluster.Image.TryGetTopic("t", out var topic));
        var request = Batches.Fetch("", 0, 0);
        request.Topics[0].TopicId = topic.Id;
        var unknown = Batches.Fetch("", 0, 0);
        unknown.Topics[0].TopicId = Guid.NewGuid();

        Assert.Equal(["a"], (await FetchAsync(client, request, 16)).Only().Values());
        Assert.Equal(ErrorCode.UnknownTopicId, (await FetchAsync(client, unknown, 16)).Only().ErrorCode);
    }

    [Fact]
    public async Task What_memory_no_longer_holds_is_read_from_disk()
    {
        await using var broker = await TestBroker.StartAsync(new TestBrokerOptions { TailCacheBytes = 1 });
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        for (var i = 0; i < 30; i++) await client.ProduceAsync("t", Batches.Of($"{i}"));

        Assert.Equal(Enumerable.Range(0, 30).Select(static i => $"{i}"), (await FetchAsync(client, Batches.Fetch("t", 0, 0))).Only().Values());

        // A disk that cannot keep up makes the client come again; it does not make it wait or fail.
        broker.RefusesBlockingWork = true;
        var refused = (await FetchAsync(client, Batches.Fetch("t", 0, 0, maxWaitMs: 3_600_000))).Only();
        Assert.Equal((ErrorCode.None, 0, 30L), (refused.ErrorCode, refused.Records.Length, refused.HighWatermark));
    }

    [Fact]
    public async Task A_deleted_topic_ends_its_long_polls()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        using var admin = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.SendAsync(Batches.Fetch("t", 0, 0, maxWaitMs: 3_600_000), 11);

        await admin.AskAsync<DeleteTopicsRequest, DeleteTopicsResponse>(
            new DeleteTopicsRequest { TimeoutMs = 10_000, Topics = [new DeleteTopicsRequest.DeleteTopicState { Name = "t" }] }, 6);

        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await client.ReadAsync<FetchResponse>()).Only().ErrorCode);
    }

    private static Task<FetchResponse> FetchAsync(RawClient client, FetchRequest request, short version = 11) =>
        client.AskAsync<FetchRequest, FetchResponse>(request, version);
}
