using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Raft;
using RaftLog.Replication;
using RaftLog.Replication.Partitions;
using RaftLog.Replication.Time;
using RaftLog.Server.Cluster;
using RaftLog.Server.Connections;
using RaftLog.Server.Fetching;
using RaftLog.Server.Handlers;
using RaftLog.Server.Handlers.Admin;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Tests.Handlers.Admin;

/// <summary>
/// The admin handlers over real metadata and no partitions, called without sockets. Every question and every answer goes through the codec
/// in the version asked, and no handler may ask for a permission that its row does not declare.
/// </summary>
internal sealed class AdminBench : IDisposable, IPartitionLookup, ILogDirectories, IMetadataQuorum, IBlockingThreads, IAuthorizer
{
    internal static readonly Guid NodeUuid = new("11111111-2222-3333-4444-555555555555");

    private readonly DeadlineWheel _deadlines;
    private ServedApi? _asked;
    private TaskCompletionSource<MetadataImage>? _change;

    internal AdminBench(params (string Name, string Value)[] configs)
    {
        var statics = StaticConfigs.Create(configs.Select(static c => KeyValuePair.Create(c.Name, c.Value)), out var problems);
        Assert.Empty(problems);
        Cluster = new TestClusterMetadata(NodeUuid, statics, (_, after) => _change?.TrySetResult(after));
        _deadlines = new DeadlineWheel(Time);
        var services = new HandlerServices
        {
            Cluster = Cluster,
            Partitions = this,
            Authorizer = this,
            Metrics = new TestMetrics(),
            Payloads = new PayloadPool(),
            Deadlines = _deadlines,
            Blocking = this,
            Quorum = this,
            LogDirectories = this,
            Time = Time,
            Logger = NullLogger.Instance,
            Fetch = new FetchOptions(),
        };
        Rows = [.. AdminApis.Rows(services)];
    }

    internal IReadOnlyList<ServedApi> Rows { get; }

    internal TestClusterMetadata Cluster { get; }

    internal FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));

    /// <summary>What is allowed; everything by default.</summary>
    internal Func<AclOperation, AclResource, string, bool> Allowed { get; set; } = static (_, _, _) => true;

    /// <summary>The first error the last answered request noted, which metrics count.</summary>
    internal ErrorCode Noted { get; private set; }

    public StateGroupStatus Status { get; set; } = new(
        PartitionHealth.Healthy,
        true,
        new NodeId(1),
        new Term(3),
        new LogIndex(7),
        new LogIndex(8),
        new RaftConfiguration { Voters = [new Member(new NodeId(1), NodeUuid)] });

    public bool HasRules => false;

    public IEnumerable<Partition> All => [];

    public string Path => "/data";

    public (long TotalBytes, long UsableBytes) Space => (1000, 400);

    IEnumerable<Partition> ILogDirectories.Partitions => [];

    internal static TheoryData<ApiKey, short> EveryVersion()
    {
        using var bench = new AdminBench();
        var versions = new TheoryData<ApiKey, short>();
        foreach (var row in bench.Rows)
        {
            for (var version = row.Versions.Lowest; version <= row.Versions.Highest; version++) versions.Add(row.Key, version);
        }

        return versions;
    }

    public bool TryGet(TopicPartition name, [NotNullWhen(true)] out Partition? partition)
    {
        partition = null;
        return false;
    }

    public bool TryGet(RaftGroupId id, [NotNullWhen(true)] out Partition? partition)
    {
        partition = null;
        return false;
    }

    public bool TryRun(IThreadPoolWorkItem work) => false;

    public bool AllowsSome(RequestContext context, AclOperation operation, AclResource resource) => Allows(context, operation, resource, "");

    public bool Allows(RequestContext context, AclOperation operation, AclResource resource, string name)
    {
        // The bits of authorized-operations fields are no permission anything depends on.
        var isDeclared = _asked!.Checks.Contains(new AccessCheck(operation, resource)); // a handler is running
        if (!isDeclared) Assert.True(ReportsOperations(_asked.Key), $"{_asked.Key} asks for {operation} on {resource} undeclared");
        return Allowed(operation, resource, name);
    }

    public void Dispose() => _deadlines.Dispose();

    /// <summary>The metadata as of the next decision.</summary>
    internal Task<MetadataImage> NextChange()
    {
        _change = new TaskCompletionSource<MetadataImage>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _change.Task;
    }

    internal Task RegisterAsync(int id, bool fenced = false, string listener = TestClusterMetadata.Listener) => Cluster.DecideAsync(
        machine =>
        {
            var register = machine.DecideRegisterBroker(new BrokerImage
            {
                Id = new NodeId(id),
                NodeUuid = new Guid(id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
                Endpoints = [new BrokerEndpoint(listener, $"broker{id}.test", 19090 + id, "PLAINTEXT")],
                FormatLevelMin = ClusterFeatures.FormatLevelMin,
                FormatLevelMax = ClusterFeatures.FormatLevelMax,
                IsFenced = fenced,
            });
            Assert.True(register.Result.Succeeded);
            return register;
        },
        CancellationToken.None);

    internal Task<TResponse> AskAsync<TRequest, TResponse>(TRequest request, short version)
        where TRequest : class, IKafkaMessage<TRequest>
        where TResponse : class, IKafkaMessage<TResponse> => Cast<TResponse>(AskAsync(TRequest.Api, request, version));

    internal async Task<IWireMessage> AskAsync(ApiKey api, IWireMessage request, short version)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameEncoder.WriteRequest(output, api, version, 1, "bench", request);
        Assert.Equal(DecodeStatus.Done, RequestDecoder.TryDecode(output.WrittenMemory[4..], out var header, out var body));
        var answers = new Answers();
        var context = new RequestContext(answers, new ClientIdentity(TestClusterMetadata.Listener, new IPEndPoint(IPAddress.Loopback, 1)), header, 0);
        _asked = Rows.Single(row => row.Key == api);
        _asked.Handler.Handle(context, body!); // decoded

        await answers.Answered.WaitAsync(TestContext.Current.CancellationToken);
        Noted = context.FirstError;
        Assert.NotNull(context.Response);
        output.ResetWrittenCount();
        FrameEncoder.WriteResponse(output, api, version, 1, context.Response);
        Assert.Equal(DecodeStatus.Done, ResponseDecoder.TryDecode(output.WrittenMemory[4..], api, version, out _, out var decoded));
        return decoded!; // decoded
    }

    private static bool ReportsOperations(ApiKey api) => api is ApiKey.DescribeCluster or ApiKey.DescribeTopicPartitions;

    private static async Task<TResponse> Cast<TResponse>(Task<IWireMessage> answer) => Assert.IsType<TResponse>(await answer);

    private sealed class Answers : IResponseQueue
    {
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Answered => _answered.Task;

        public void Completed(RequestContext request) => _answered.SetResult();

        public void Retain(long bytes)
        {
            // Nothing is kept back for want of memory here.
        }
    }
}
