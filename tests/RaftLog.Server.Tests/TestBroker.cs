using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Net;
using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Replication;
using RaftLog.Replication.Partitions;
using RaftLog.Server.Cluster;
using RaftLog.Server.Connections;
using RaftLog.Server.Fetching;
using RaftLog.Server.Handlers;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;
using RaftLog.Transport;

namespace RaftLog.Server.Tests;

/// <summary>How a <see cref="TestBroker"/> differs from the usual.</summary>
internal sealed record TestBrokerOptions
{
    public ConnectionOptions Connections { get; init; } = new();

    public FetchOptions Fetch { get; init; } = new();

    /// <summary>The clock of connection timeouts; partitions and long polls run on the system's.</summary>
    public TimeProvider ConnectionTime { get; init; } = TimeProvider.System;

    public IAuthorizer Authorizer { get; init; } = new AllowAll();

    public Dictionary<string, string> Configs { get; init; } = [];

    /// <summary>Bytes of recent batches that are read from memory.</summary>
    public long TailCacheBytes { get; init; } = 32 << 20;

    /// <summary>Handlers beside the real ones, or instead of them.</summary>
    public Func<HandlerServices, IEnumerable<ServedApi>>? Apis { get; init; }
}

/// <summary>
/// The handlers and connections of a broker over real partitions on a disk in memory and real sockets; only the wiring and the
/// commit of metadata are the test's own.
/// </summary>
internal sealed class TestBroker : IAsyncDisposable, IPartitionLookup, ILogDirectories, IMetadataQuorum, IBlockingThreads
{
    private readonly DataDirectory _directory;
    private readonly Flusher _flusher = new(threads: 2);
    private readonly StateJournal _journal;
    private readonly IoWorkers _io = new(threads: 2);
    private readonly ReplicationHost _host;
    private readonly HashSet<RaftGroupId> _hidden = [];
    private KestrelServer? _server;

    private TestBroker(TestBrokerOptions options)
    {
        _directory = DataDirectory.Open(
            new MemoryDisk(),
            new DataDirectoryOptions { Location = "memory", NodeId = new NodeId(1), BootId = "boot", CreatedBy = "test" });
        _journal = StateJournal.Open(_directory, _flusher);
        _host = new ReplicationHost(new ReplicationEnvironment
        {
            Directory = _directory,
            Journal = _journal,
            Flusher = _flusher,
            Io = _io,
            Payloads = Payloads,
            TailBudget = new TailCacheBudget(options.TailCacheBytes),
            Transport = new NoPeers(),
            Random = new TestRandom(),
            Time = TimeProvider.System,
            Loggers = NullLoggerFactory.Instance,
        });
        var configs = StaticConfigs.Create(options.Configs, out var problems);
        Assert.Empty(problems);
        Cluster = new TestClusterMetadata(_directory.NodeUuid, configs, Apply);
        Handlers = new HandlerServices
        {
            Cluster = Cluster,
            Partitions = this,
            Authorizer = options.Authorizer,
            Metrics = Metrics,
            Payloads = Payloads,
            Deadlines = _host.Deadlines,
            Blocking = this,
            Quorum = this,
            LogDirectories = this,
            Time = TimeProvider.System,
            Logger = NullLogger.Instance,
            Fetch = options.Fetch,
        };
        var table = options.Apis is null ? ServedApis.Build(Handlers) : new ApiTable(options.Apis(Handlers));
        Connections = new ConnectionServices(options.Connections, table, Metrics, Payloads, options.ConnectionTime, NullLogger.Instance);
    }

    /// <summary>Poisons what is returned, so that a use after release shows.</summary>
    internal PayloadPool Payloads { get; } = new(poisonOnReturn: true);

    internal TestClusterMetadata Cluster { get; }

    internal TestMetrics Metrics { get; } = new();

    internal HandlerServices Handlers { get; }

    internal ConnectionServices Connections { get; }

    internal IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>True while cold reads are refused, as on a disk that cannot keep up.</summary>
    internal bool RefusesBlockingWork { get; set; }

    public IEnumerable<Partition> All => _host.Partitions;

    IEnumerable<Partition> ILogDirectories.Partitions => _host.Partitions;

    public string Path => "/data/test";

    public (long TotalBytes, long UsableBytes) Space => (1000, 400);

    public StateGroupStatus Status => new(
        PartitionHealth.Healthy,
        true,
        new NodeId(1),
        new Term(3),
        new LogIndex(7),
        new LogIndex(8),
        new RaftConfiguration { Voters = [new Member(new NodeId(1), _directory.NodeUuid)] });

    internal static async Task<TestBroker> StartAsync(TestBrokerOptions? options = null)
    {
        var broker = new TestBroker(options ?? new TestBrokerOptions());
        await broker.ListenAsync();
        return broker;
    }

    internal Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(EndPoint);

    internal Partition PartitionOf(string topic, int partition = 0)
    {
        Assert.True(_host.TryGet(new TopicPartition(topic, partition), out var found));
        return found;
    }

    /// <summary>Has the broker behave as if it did not host a partition.</summary>
    internal void Hide(string topic, int partition) => _hidden.Add(PartitionOf(topic, partition).Id);

    public bool TryGet(TopicPartition name, [NotNullWhen(true)] out Partition? partition) => _host.TryGet(name, out partition);

    public bool TryGet(RaftGroupId id, [NotNullWhen(true)] out Partition? partition)
    {
        partition = null;
        return !_hidden.Contains(id) && _host.TryGet(id, out partition);
    }

    public bool TryRun(IThreadPoolWorkItem work) => !RefusesBlockingWork && _io.TryRun(new DelegateIoJob(work.Execute));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await _server.StopAsync(patience.Token);
            _server.Dispose();
        }

        Connections.Connections.Dispose();
        _host.Stop();
        _host.Dispose();
        _io.Dispose();
        _flusher.Dispose();
        _journal.Dispose();
        _directory.Dispose();
    }

    /// <summary>Stops the listener as a stopping broker does: connections drain.</summary>
    internal Task StopListeningAsync() => _server!.StopAsync(CancellationToken.None); // started

    private async Task ListenAsync()
    {
        var transport = new SocketTransportOptions();
        SocketTransport.Tune(transport);
        var services = new ServiceCollection();
        services.AddSingleton<IMemoryPoolFactory<byte>>(new PinnedBlockMemoryPoolFactory());
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddLogging();
        var provider = services.BuildServiceProvider();
        var kestrel = new KestrelServerOptions { ApplicationServices = provider };
        ListenOptions? listening = null;
        kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listening = listen;
            listen.Run(new KafkaListener(TestClusterMetadata.Listener, Connections).OnConnectedAsync);
        });
        _server = new KestrelServer(
            Microsoft.Extensions.Options.Options.Create(kestrel),
            new SocketTransportFactory(Microsoft.Extensions.Options.Options.Create(transport), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
        await _server.StartAsync(new NoHttp(), CancellationToken.None);
        EndPoint = listening!.IPEndPoint!; // bound
    }

    private void Apply(MetadataImage before, MetadataImage after)
    {
        foreach (var (id, topic) in after.TopicsById)
        {
            var had = before.TryGetTopic(id, out var old) ? old.Partitions.Length : 0;
            for (var i = had; i < topic.Partitions.Length; i++) Open(topic, i);
        }

        foreach (var (id, topic) in before.TopicsById)
        {
            if (after.TryGetTopic(id, out _)) continue;
            for (var i = 0; i < topic.Partitions.Length; i++) _host.DeletePartition(new RaftGroupId(id, i));
        }
    }

    private void Open(TopicImage topic, int index)
    {
        var members = topic.Partitions[index].InitialVoters.Select(voter => new Member(voter.Node, voter.NodeUuid)).ToList();
        var partition = _host.OpenPartition(topic.GroupOf(index), new TopicPartition(topic.Name, index), members, new PartitionSettings());
        var waited = new SpinWait();
        while (!partition.Status.CanServe) waited.SpinOnce();
    }

    private sealed class TestRandom : IRandom
    {
        public int Next(int exclusiveMax) => exclusiveMax / 2;
    }

    private sealed class NoHttp : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
            // No HTTP is spoken here.
        }

        public Task ProcessRequestAsync(IFeatureCollection context) => Task.CompletedTask;
    }
}
