using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Fetching;

namespace RaftLog.Server.Tests.Handlers;

/// <summary>KIP-227.</summary>
public sealed class FetchSessionTests
{
    [Fact]
    public async Task An_incremental_fetch_mentions_only_partitions_with_news()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 3);
        var opened = await FetchAsync(client, Request(0, 0, 0, 1, 2));
        Assert.NotEqual(0, opened.SessionId);
        Assert.Equal(3, Partitions(opened).Count);

        var nothingNew = await FetchAsync(client, Request(opened.SessionId, 1));
        await client.ProduceAsync("t", Batches.Of("x"), partition: 1);
        var news = await FetchAsync(client, Request(opened.SessionId, 2));

        Assert.Empty(Partitions(nothingNew));
        Assert.Equal([1], Partitions(news).Select(static row => row.PartitionIndex));
        Assert.Equal(["x"], Partitions(news)[0].Values());
    }

    [Fact]
    public async Task Partitions_are_changed_and_forgotten_by_name()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 3);
        for (var i = 0; i < 3; i++) await client.ProduceAsync("t", Batches.Of($"{i}"), partition: i);
        var opened = await FetchAsync(client, Request(0, 0, 0, 1));

        var change = Request(opened.SessionId, 1, 2);
        change.ForgottenTopicsData.Add(new FetchRequest.ForgottenTopic { Topic = "t", Partitions = [0] });
        var changed = await FetchAsync(client, change);

        Assert.Equal([1, 2], Partitions(changed).Select(static row => row.PartitionIndex).Order());
    }

    [Fact]
    public async Task Unknown_sessions_wrong_epochs_and_mixed_names_are_told_apart()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        var opened = await FetchAsync(client, Request(0, 0, 0));

        Assert.Equal(ErrorCode.FetchSessionIdNotFound, (await FetchAsync(client, Request(opened.SessionId ^ 1, 1))).ErrorCode);
        Assert.Equal(ErrorCode.InvalidFetchSessionEpoch, (await FetchAsync(client, Request(opened.SessionId, 5))).ErrorCode);
        var mixed = await client.AskAsync<FetchRequest, FetchResponse>(Request(opened.SessionId, 1), 13);
        Assert.Equal(ErrorCode.FetchSessionTopicIdError, mixed.ErrorCode);

        // None of that harmed the session.
        Assert.Equal(ErrorCode.None, (await FetchAsync(client, Request(opened.SessionId, 1))).ErrorCode);
    }

    [Fact]
    public async Task A_full_cache_serves_newcomers_without_a_session()
    {
        await using var broker = await TestBroker.StartAsync(new TestBrokerOptions { Fetch = new FetchOptions { SessionsMax = 1 } });
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        var first = await FetchAsync(client, Request(0, 0, 0));

        var second = await FetchAsync(client, Request(0, 0, 0));

        Assert.NotEqual(0, first.SessionId);
        Assert.Equal((0, ErrorCode.None), (second.SessionId, second.ErrorCode));
        Assert.Single(Partitions(second));

        // Closing the first makes room.
        await FetchAsync(client, Request(first.SessionId, -1));
        Assert.NotEqual(0, (await FetchAsync(client, Request(0, 0, 0))).SessionId);
    }

    [Fact]
    public async Task A_partition_with_an_error_is_mentioned_every_time()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        var opened = await FetchAsync(client, Request(0, 0, 9));

        for (var epoch = 1; epoch < 3; epoch++)
        {
            var answer = await FetchAsync(client, Request(opened.SessionId, epoch));
            Assert.Equal(ErrorCode.UnknownTopicOrPartition, Assert.Single(Partitions(answer)).ErrorCode);
        }
    }

    [Fact]
    public async Task A_bound_on_bytes_starves_no_partition_of_a_session()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 3);
        for (var i = 0; i < 3; i++) await client.ProduceAsync("t", Batches.Of(new string('x', 500)), partition: i);
        var open = Request(0, 0, 0, 1, 2);
        open.MaxBytes = 1;
        var seen = new HashSet<int>();

        var answer = await FetchAsync(client, open);
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            foreach (var row in Partitions(answer).Where(static row => row.Records.Length > 0)) seen.Add(row.PartitionIndex);
            var next = Request(answer.SessionId, epoch);
            next.MaxBytes = 1;
            answer = await FetchAsync(client, next);
        }

        Assert.Equal([0, 1, 2], seen.Order());
    }

    private static FetchRequest Request(int sessionId, int epoch, params int[] partitions) => new()
    {
        MaxWaitMs = 0,
        MinBytes = 1,
        MaxBytes = 1 << 20,
        ReplicaId = -1,
        SessionId = sessionId,
        SessionEpoch = epoch,
        Topics = [.. partitions.Select(static partition => Batches.Topic("t", partition, 0))],
    };

    private static List<FetchResponse.PartitionData> Partitions(FetchResponse response) =>
        [.. response.Responses.SelectMany(static topic => topic.Partitions)];

    private static Task<FetchResponse> FetchAsync(RawClient client, FetchRequest request) =>
        client.AskAsync<FetchRequest, FetchResponse>(request, 11);
}
