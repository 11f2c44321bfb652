using Microsoft.Extensions.Time.Testing;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Connections;

namespace RaftLog.Server.Tests.Connections;

public sealed class LimitTests
{
    [Fact]
    public async Task One_connection_too_many_is_refused_and_a_closed_one_makes_room()
    {
        await using var broker = await TestBroker.StartAsync(new TestBrokerOptions { Connections = new ConnectionOptions { ConnectionsMax = 2 } });
        using var first = await broker.ConnectAsync();
        using var second = await broker.ConnectAsync();
        await AskAsync(first);
        await AskAsync(second);

        await RawClient.AssertRefusedAsync(broker.EndPoint);
        Assert.Equal(["connectionsMax"], broker.Metrics.Refusals);

        first.Dispose();
        await broker.Metrics.WaitForAsync(static metrics => metrics.Ends.Count == 1);
        using var fourth = await broker.ConnectAsync();
        await AskAsync(fourth);
    }

    [Fact]
    public async Task One_address_has_a_limit_of_its_own()
    {
        var options = new ConnectionOptions { ConnectionsPerIpMax = 1 };
        await using var broker = await TestBroker.StartAsync(new TestBrokerOptions { Connections = options });
        using var first = await broker.ConnectAsync();
        await AskAsync(first);

        await RawClient.AssertRefusedAsync(broker.EndPoint);

        Assert.Equal(["connectionsPerIpMax"], broker.Metrics.Refusals);
    }

    [Fact]
    public async Task A_connection_that_never_asks_anything_is_closed()
    {
        var (broker, time) = await StartWithFakeTimeAsync();
        await using var _ = broker;
        using var client = await broker.ConnectAsync();
        await broker.Metrics.WaitForAsync(static metrics => metrics.Opened == 1);

        time.Advance(TimeSpan.FromSeconds(29));
        time.Advance(TimeSpan.FromSeconds(3));

        await client.AssertClosedAsync();
        await broker.Metrics.WaitForAsync(static metrics => metrics.Ends.Contains(ConnectionEnd.Idle));
    }

    [Fact]
    public async Task A_silent_connection_is_closed_after_the_idle_timeout_and_not_before()
    {
        var (broker, time) = await StartWithFakeTimeAsync();
        await using var _ = broker;
        using var client = await broker.ConnectAsync();
        await AskAsync(client);

        time.Advance(TimeSpan.FromMinutes(9));
        await AskAsync(client);
        time.Advance(TimeSpan.FromMinutes(9));
        await AskAsync(client);
        time.Advance(TimeSpan.FromMinutes(11));

        await client.AssertClosedAsync();
        await broker.Metrics.WaitForAsync(static metrics => metrics.Ends.Contains(ConnectionEnd.Idle));
    }

    [Fact]
    public async Task A_request_that_trickles_in_is_given_up()
    {
        var (broker, time) = await StartWithFakeTimeAsync();
        await using var _ = broker;
        using var client = await broker.ConnectAsync();
        await AskAsync(client);

        await client.SendRawAsync(new byte[] { 0, 0, 1, 0, 0, 3 });
        await AdvanceUntilAsync(time, broker, ConnectionEnd.Idle, atMost: TimeSpan.FromMinutes(2));

        await client.AssertClosedAsync();
    }

    [Fact]
    public async Task A_long_poll_is_no_idleness()
    {
        var (broker, time) = await StartWithFakeTimeAsync();
        await using var _ = broker;
        using var client = await broker.ConnectAsync();
        using var producer = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.SendAsync(Batches.Fetch("t", 0, 0, maxWaitMs: 3_600_000), 11);
        await AskAsync(producer);

        time.Advance(TimeSpan.FromMinutes(9));
        await producer.ProduceAsync("t", Batches.Of("x"));

        Assert.Equal(["x"], (await client.ReadAsync<FetchResponse>()).Only().Values());
    }

    [Fact]
    public async Task Requests_over_the_memory_budget_wait_and_are_all_served()
    {
        var options = new ConnectionOptions { RequestMemoryBytesMax = 200_000 };
        await using var broker = await TestBroker.StartAsync(new TestBrokerOptions { Connections = options });
        using var setUp = await broker.ConnectAsync();
        await setUp.CreateTopicAsync("t");
        var clients = new List<RawClient>();
        for (var i = 0; i < 8; i++) clients.Add(await broker.ConnectAsync());

        // Each frame alone exceeds the budget, and all of them are half there before any is whole.
        var frames = clients.Select(client => client.Encode(Batches.Produce("t", 0, Batches.Of(new string('x', 300_000))), 9)).ToList();
        for (var i = 0; i < clients.Count; i++) await clients[i].SendRawAsync(frames[i][..150_000]);
        for (var i = 0; i < clients.Count; i++) await clients[i].SendRawAsync(frames[i][150_000..]);

        var offsets = new List<long>();
        foreach (var client in clients) offsets.Add((await client.ReadAsync<ProduceResponse>()).Only().BaseOffset);
        Assert.Equal(Enumerable.Range(0, 8).Select(static i => (long)i), offsets.Order());
        Assert.Equal(0, broker.Connections.RequestMemory.HeldBytes);
        foreach (var client in clients) client.Dispose();
    }

    [Fact]
    public async Task A_stopping_broker_answers_long_polls_at_once_and_closes()
    {
        var authorizer = new RecordingAuthorizer();
        await using var broker = await TestBroker.StartAsync(new TestBrokerOptions { Authorizer = authorizer });
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.SendAsync(Batches.Fetch("t", 0, 0, maxWaitMs: 3_600_000), 11);
        await authorizer.WaitForAsync(ApiKey.Fetch);

        var stopping = broker.StopListeningAsync();

        Assert.Empty((await client.ReadAsync<FetchResponse>()).Only().Values());
        await client.AssertClosedAsync();
        await stopping;
        Assert.Equal([ConnectionEnd.Drained], broker.Metrics.Ends);
    }

    private static async Task<(TestBroker Broker, FakeTimeProvider Time)> StartWithFakeTimeAsync()
    {
        var time = new FakeTimeProvider();
        return (await TestBroker.StartAsync(new TestBrokerOptions { ConnectionTime = time }), time);
    }

    private static async Task AskAsync(RawClient client) =>
        Assert.NotNull(await client.AskAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = [] }, 9));

    /// <summary>When the broker has seen the last bytes is not known here: time goes on until it has drawn the conclusion.</summary>
    private static async Task AdvanceUntilAsync(FakeTimeProvider time, TestBroker broker, ConnectionEnd end, TimeSpan atMost)
    {
        using var other = await broker.ConnectAsync();
        for (var passed = TimeSpan.Zero; passed < atMost && !broker.Metrics.Ends.Contains(end); passed += TimeSpan.FromSeconds(5))
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await AskAsync(other);
        }

        await broker.Metrics.WaitForAsync(metrics => metrics.Ends.Contains(end));
    }
}
