using System.Text;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;

namespace RaftLog.Server.Tests.Handlers;

/// <summary>What is advertised, declared, documented and served is one list.</summary>
public sealed class ApiTableTests
{
    private const string TableStart = "<!-- api-table: kept by ApiTableTests, RAFTLOG_REWRITE=1 rewrites it -->";
    private const string TableEnd = "<!-- api-table end -->";

    [Fact]
    public async Task ApiVersions_advertises_the_table_in_every_version()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        var expected = broker.Connections.Apis.All.Select(static api => ((short)api.Key, api.Versions.Lowest, api.Versions.Highest)).ToList();

        for (short version = 0; version <= 4; version++)
        {
            var request = new ApiVersionsRequest();
            if (version >= 3) (request.ClientSoftwareName, request.ClientSoftwareVersion) = ("raftlog-test", "0.1.0");
            var answer = await client.AskAsync<ApiVersionsRequest, ApiVersionsResponse>(request, version);
            Assert.Equal(expected, answer.ApiKeys.Select(static row => (row.ApiKey, row.MinVersion, row.MaxVersion)));
            if (version < 3) continue;
            Assert.Contains(answer.FinalizedFeatures, static feature => feature.Name == "metadata.version");
            Assert.DoesNotContain(answer.FinalizedFeatures, static feature => feature.Name == "transaction.version");
            Assert.InRange(answer.FinalizedFeaturesEpoch, 0, long.MaxValue);
        }

        Assert.Equal(("raftlog-test", "0.1.0"), Assert.Single(broker.Metrics.Software));
        Assert.Contains(expected, static row => row is (0, 0, 13));
        Assert.DoesNotContain(expected, static row => row.Item1 is (short)ApiKey.JoinGroup or (short)ApiKey.FindCoordinator);
    }

    [Fact]
    public async Task Every_version_of_every_api_answers_an_empty_request_in_its_own_shape()
    {
        await using var broker = await TestBroker.StartAsync();
        foreach (var api in broker.Connections.Apis.All)
        {
            var codec = MessageTable.Get(api.Key);
            using var client = await broker.ConnectAsync();
            for (var version = codec.Versions.Lowest; version <= codec.Versions.Highest; version++)
            {
                // Acks 0 is the default of a Produce request, and has no answer.
                if (api.Key == ApiKey.Produce) continue;
                var output = new System.Buffers.ArrayBufferWriter<byte>();
                FrameEncoder.WriteRequest(output, api.Key, version, version, "c", codec.NewRequest());
                await client.SendRawAsync(output.WrittenMemory);
                var frame = await client.ReadFrameAsync();
                Assert.True(frame is not null, $"{api.Key} v{version} closed the connection.");
                Assert.Equal(DecodeStatus.Done, ResponseDecoder.TryDecode(frame, api.Key, version, out var header, out _));
                Assert.Equal(version, header.CorrelationId);
            }
        }

        Assert.DoesNotContain(broker.Metrics.Answered, static answer => answer.Error == ErrorCode.UnknownServerError);
    }

    [Fact]
    public async Task Handlers_ask_for_the_permissions_their_api_declares_and_for_no_others()
    {
        var authorizer = new RecordingAuthorizer();
        await using var broker = await TestBroker.StartAsync(new TestBrokerOptions { Authorizer = authorizer });
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.ProduceAsync("t", Batches.Of("x"));
        await client.AskAsync<FetchRequest, FetchResponse>(Batches.Fetch("t", 0, 0), 11);
        await client.AskAsync<MetadataRequest, MetadataResponse>(
            new MetadataRequest { AllowAutoTopicCreation = true, Topics = [new MetadataRequest.Topic { Name = "auto" }] }, 9);
        await client.AskAsync<InitProducerIdRequest, InitProducerIdResponse>(new InitProducerIdRequest { TransactionalId = null }, 4);

        foreach (var (api, check) in authorizer.Checks)
        {
            Assert.True(broker.Connections.Apis.TryGet(api, out var row));
            Assert.Contains(check, row.Checks);
        }

        // What a client is allowed before it is known is the one thing nobody has to be allowed.
        Assert.Equal([ApiKey.ApiVersions], broker.Connections.Apis.All.Where(static api => api.Checks.Count == 0).Select(static api => api.Key));
    }

    [Fact]
    public async Task A_handler_that_breaks_answers_its_client_and_keeps_the_connection()
    {
        var options = new TestBrokerOptions
        {
            Apis = static services =>
            [
                .. Server.Handlers.ServedApis.Build(services).All.Select(static api => api with { Handler = new Broken(api.Handler) }),
            ],
        };
        await using var broker = await TestBroker.StartAsync(options);
        foreach (var api in broker.Connections.Apis.All)
        {
            using var client = await broker.ConnectAsync();
            var codec = MessageTable.Get(api.Key);
            var version = codec.Versions.Highest;
            for (var i = 0; i < 2; i++)
            {
                var output = new System.Buffers.ArrayBufferWriter<byte>();
                FrameEncoder.WriteRequest(output, api.Key, version, i, "c", codec.NewRequest());
                await client.SendRawAsync(output.WrittenMemory);
                var frame = await client.ReadFrameAsync();

                // acks=0 is the one request that can only be answered by closing.
                Assert.Equal(api.Key == ApiKey.Produce, frame is null);
                if (frame is null) break;
                Assert.Equal(DecodeStatus.Done, ResponseDecoder.TryDecode(frame, api.Key, version, out _, out _));
            }
        }

        Assert.All(broker.Metrics.Answered, static answer => Assert.Equal(ErrorCode.UnknownServerError, answer.Error));
    }

    [Fact]
    public async Task The_documented_table_is_the_served_one()
    {
        await using var broker = await TestBroker.StartAsync();
        var expected = Render(broker.Connections.Apis);
        var path = FindUpwards("docs/kafka-compatibility.md");
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var start = text.IndexOf(TableStart, StringComparison.Ordinal) + TableStart.Length;
        var end = text.IndexOf(TableEnd, StringComparison.Ordinal);
        Assert.True(start >= TableStart.Length && end > start, "The markers of the API table are missing.");
        if (Environment.GetEnvironmentVariable("RAFTLOG_REWRITE") == "1")
            await File.WriteAllTextAsync(path, text[..start] + "\n" + expected + text[end..], TestContext.Current.CancellationToken);
        else Assert.Equal(expected.Trim(), text[start..end].Trim());
    }

    private static string Render(ApiTable table)
    {
        var text = new StringBuilder("\n| Key | API | Versions | Needs | Behind it waits |\n|---|---|---|---|---|\n");
        foreach (var api in table.All)
        {
            var checks = api.Checks.Count == 0 ? "-" : string.Join(", ", api.Checks.Select(static check => $"{check.Operation} {check.Resource}"));
            var order = api.Order == RequestOrder.Exclusive ? "everything" : "nothing";
            text.Append($"| {(short)api.Key} | {api.Key} | {api.Versions.Lowest}-{api.Versions.Highest} | {checks} | {order} |\n");
        }

        return text.Append('\n').ToString();
    }

    private static string FindUpwards(string relative)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var candidate = Path.Combine(directory.FullName, relative);
            if (File.Exists(candidate)) return candidate;
        }

        throw new FileNotFoundException($"{relative} is not above {AppContext.BaseDirectory}.");
    }

    private sealed class Broken(IRequestHandler handler) : IRequestHandler
    {
        public void Handle(RequestContext context, IWireMessage request) => throw new InvalidOperationException("Broken on purpose.");

        public IWireMessage? Refuse(RequestContext context, IWireMessage request, ErrorCode error) => handler.Refuse(context, request, error);
    }
}
