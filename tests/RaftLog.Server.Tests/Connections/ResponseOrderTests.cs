using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Connections;

namespace RaftLog.Server.Tests.Connections;

public sealed class ResponseOrderTests
{
    [Fact]
    public async Task A_parked_fetch_holds_back_the_answers_behind_it_but_not_their_work()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        using var other = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");

        // The produce behind the fetch is what wakes it: processed one at a time, the two would wait for max_wait.
        await client.SendAsync(Batches.Fetch("t", 0, 0, maxWaitMs: 60_000), 11);
        await client.SendAsync(Batches.Produce("t", 0, Batches.Of("wake")), 9);
        await client.SendAsync(new MetadataRequest { Topics = [] }, 9);

        Assert.Equal(["wake"], (await client.ReadAsync<FetchResponse>()).Only().Values());
        Assert.Equal(ErrorCode.None, (await client.ReadAsync<ProduceResponse>()).Only().ErrorCode);
        Assert.NotNull(await client.ReadAsync<MetadataResponse>());
    }

    [Fact]
    public async Task Batches_pipelined_on_one_connection_are_appended_in_their_order()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        var frames = Enumerable.Range(0, 60)
            .SelectMany(i => client.Encode(Batches.Produce("t", 0, Batches.Of($"{i}"), acks: (short)(i % 2 == 0 ? -1 : 1)), 9).ToArray())
            .ToArray();

        await client.SendRawAsync(frames);

        for (var i = 0; i < 60; i++) Assert.Equal(i, (await client.ReadAsync<ProduceResponse>()).Only().BaseOffset);
        var fetched = await client.AskAsync<FetchRequest, FetchResponse>(Batches.Fetch("t", 0, 0), 11);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}"), fetched.Only().Values());
    }

    [Fact]
    public async Task More_requests_than_may_be_in_flight_are_all_answered_in_order()
    {
        var options = new TestBrokerOptions { Connections = new ConnectionOptions { InFlightRequestsMax = 3 } };
        await using var broker = await TestBroker.StartAsync(options);
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        var frames = Enumerable.Range(0, 50)
            .SelectMany(_ => client.Encode(Batches.Produce("t", 0, Batches.Of("x")), 9).ToArray()).ToArray();

        await client.SendRawAsync(frames);

        for (var i = 0; i < 50; i++) Assert.Equal(i, (await client.ReadAsync<ProduceResponse>()).Only().BaseOffset);
    }

    [Fact]
    public async Task Nothing_pipelined_behind_a_change_of_metadata_starts_before_it_is_answered()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        using var other = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        broker.Cluster.HoldDecisions();
        var create = new CreateTopicsRequest
        {
            TimeoutMs = 30_000,
            Topics = [new CreateTopicsRequest.CreatableTopic { Name = "new", NumPartitions = 1, ReplicationFactor = 1 }],
        };

        await client.SendAsync(create, 7);
        await client.SendAsync(Batches.Produce("new", 0, Batches.Of("x")), 9);

        // By the time another connection has had an answer, the produce would have failed, had it been looked at.
        await other.AskAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = [] }, 9);
        broker.Cluster.ReleaseDecisions();
        Assert.Equal(ErrorCode.None, Assert.Single((await client.ReadAsync<CreateTopicsResponse>()).Topics).ErrorCode);
        Assert.Equal(ErrorCode.None, (await client.ReadAsync<ProduceResponse>()).Only().ErrorCode);
    }

    [Fact]
    public async Task Frames_that_arrive_in_pieces_are_put_together()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        var big = new string('x', 300_000);
        var frame = client.Encode(Batches.Produce("t", 0, Batches.Of(big)), 9).ToArray()
            .Concat(client.Encode(Batches.Produce("t", 0, Batches.Of("small")), 9).ToArray()).ToArray();

        foreach (var piece in frame.Chunk(7001)) await client.SendRawAsync(piece);

        Assert.Equal(0, (await client.ReadAsync<ProduceResponse>()).Only().BaseOffset);
        Assert.Equal(1, (await client.ReadAsync<ProduceResponse>()).Only().BaseOffset);
        var fetched = await client.AskAsync<FetchRequest, FetchResponse>(Batches.Fetch("t", 0, 0), 11);
        Assert.Equal([big, "small"], fetched.Only().Values());
    }

    [Fact]
    public async Task What_a_client_sent_before_it_finished_sending_is_still_done_and_answered()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        using var reader = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");

        await client.SendAsync(Batches.Produce("t", 0, Batches.Of("unanswered"), acks: 0), 9, expectsAnswer: false);
        await client.SendAsync(Batches.Produce("t", 0, Batches.Of("answered")), 9);
        client.FinishSending();

        Assert.Equal(1, (await client.ReadAsync<ProduceResponse>()).Only().BaseOffset);
        await client.AssertClosedAsync();
        var fetched = await reader.AskAsync<FetchRequest, FetchResponse>(Batches.Fetch("t", 0, 0), 11);
        Assert.Equal(["unanswered", "answered"], fetched.Only().Values());
    }

    [Fact]
    public async Task A_client_that_reads_no_answers_stops_being_read_and_bounds_what_the_broker_holds()
    {
        var options = new TestBrokerOptions { Connections = new ConnectionOptions { UnsentBytesMax = 1 << 20 } };
        await using var broker = await TestBroker.StartAsync(options);
        using var producer = await broker.ConnectAsync();
        await producer.CreateTopicAsync("t");
        for (var i = 0; i < 8; i++) await producer.ProduceAsync("t", Batches.Of(new string('x', 900_000)));

        // 400 fetches of some 1 MB each, of which nothing is read.
        using var lazy = await RawClient.ConnectAsync(broker.EndPoint, receiveBufferBytes: 4096);
        const int Fetches = 400;
        var frames = Enumerable.Range(0, Fetches).SelectMany(_ => lazy.Encode(Batches.Fetch("t", 0, 0), 11).ToArray()).ToArray();
        await lazy.SendRawAsync(frames);
        await broker.Metrics.WaitForAsync(static metrics => metrics.SentBytes > 4 << 20);

        // Others are served meanwhile, and what was sent into the pipe stays within the bounds of pipe and connection.
        await producer.ProduceAsync("t", Batches.Of("still alive"));
        Assert.InRange(broker.Metrics.SentBytes, 4 << 20, 64 << 20);

        // Once the client reads, everything comes, in order.
        for (var i = 0; i < 20; i++) Assert.NotEmpty((await lazy.ReadAsync<FetchResponse>()).Only().Values());
    }
}
