using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Replication;
using RaftLog.Server.Configuration;
using RaftLog.Server.Observability;
using RaftLog.Transport;

namespace RaftLog.Server.Hosting;

/// <summary>A broker without its sockets: storage, Raft groups and the cluster's metadata.</summary>
internal sealed class BrokerNode
{
    /// <summary>How long the metadata group may take to elect this broker; milliseconds when nothing is wrong.</summary>
    private static readonly TimeSpan ElectionMax = TimeSpan.FromSeconds(30);

    private const int TailCacheBytesMax = 32 << 20;
    private const string MetadataDirectory = "__cluster_metadata-0";

    private readonly BrokerOptions _options;
    private readonly BrokerStorage _storage;
    private readonly PartitionApplier _applier;
    private readonly StateGroup _group;
    private readonly ILogger _logger;

    private BrokerNode(
        BrokerOptions options,
        BrokerStorage storage,
        ReplicationHost host,
        PartitionApplier applier,
        StateGroup group,
        ClusterMetadata metadata,
        PayloadPool payloads,
        ILogger logger)
    {
        (_options, _storage, Host, _applier, _group, Metadata, Payloads, _logger) = (options, storage, host, applier, group, metadata, payloads, logger);
        Partitions = new BrokerPartitions(host, BrokerStorage.PathOf(options.Node));
        Blocking = new BlockingThreads(storage.Io);
    }

    internal ReplicationHost Host { get; }

    internal ClusterMetadata Metadata { get; }

    internal BrokerPartitions Partitions { get; }

    internal BlockingThreads Blocking { get; }

    internal PayloadPool Payloads { get; }

    internal static BrokerNode Open(
        BrokerOptions options, BrokerMetrics metrics, BrokerHealth health, TimeProvider time, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("RaftLog.Server");
        var storage = BrokerStorage.Open(options, BuildIdentity.Version, metrics, time, logger);
        try
        {
            return Open(options, storage, metrics, health, time, loggers, logger);
        }
        catch
        {
            storage.Dispose();
            throw;
        }
    }

    /// <summary>Forms the cluster if it is new, registers this broker, and opens its partitions.</summary>
    internal async Task JoinAsync(ImmutableArray<BrokerEndpoint> endpoints, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.GetTimestamp();
        try
        {
            await _group.Serving.WaitAsync(ElectionMax, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            throw new BrokerStartException(
                $"The cluster's metadata in {BrokerStorage.PathOf(_options.Node)}/{MetadataDirectory} cannot be used: {e.Message} See the log above.", e);
        }

        _storage.StartWriting();
        if (Metadata.Image.FormatLevel == 0)
        {
            await Require(m => m.DecideForm(), cancellationToken);
            Log.Formed(_logger, Metadata.ClusterId, Metadata.SelfId.Value);
        }

        await Require(m => m.DecideRegisterBroker(Self(endpoints)), cancellationToken);
        _applier.Post(Metadata.Image);
        await _applier.CaughtUpAsync().WaitAsync(cancellationToken);
        Log.Recovered(_logger, Host.Partitions.Count(), Stopwatch.GetElapsedTime(clock));
    }

    /// <summary>Flushes and closes every log, and leaves the mark of a clean stop.</summary>
    internal async Task CloseAsync()
    {
        await _applier.StopAsync();
        await Task.Run(() =>
        {
            var logs = Host.Stop();
            Host.Dispose();
            _storage.CloseCleanly(logs);
            _storage.Dispose();
        });
    }

    /// <summary>Lets go of everything after a start that failed; like a crash, but the threads end.</summary>
    internal void Abandon()
    {
        Host.Dispose();
        _storage.Dispose();
    }

    private static BrokerNode Open(
        BrokerOptions options,
        BrokerStorage storage,
        BrokerMetrics metrics,
        BrokerHealth health,
        TimeProvider time,
        ILoggerFactory loggers,
        ILogger logger)
    {
        var clusterId = storage.Directory.ClusterId ?? options.Cluster.Id ?? Guid.NewGuid().ToKafkaString();
        storage.Directory.BindToCluster(clusterId);
        var self = storage.Directory.NodeId;
        var payloads = new PayloadPool();
        var host = new ReplicationHost(new ReplicationEnvironment
        {
            Directory = storage.Directory,
            Journal = storage.Journal,
            Flusher = storage.Flusher,
            Io = storage.Io,
            Payloads = payloads,
            TailBudget = new(TailCacheBytesMax),
            Transport = new NoPeers(),
            Random = new SystemRandom(),
            Time = time,
            Loggers = loggers,
            Checkpoints = storage.Checkpoints,
            Options = new ReplicationOptions
            {
                ElectionTimeout = options.Cluster.ElectionTimeout,
                Heartbeat = options.Cluster.Heartbeat,
                FreeDiskBytesMin = options.Storage.MinFreeDisk,
            },
        });
        var statics = StaticConfigs.Create(StaticPairs(options), out _);
        var configs = new ConfigLookup(self, statics);
        var state = new MetadataState(new MetadataMachine(configs));
        var applier = new PartitionApplier(host, configs, self, time, logger);
        state.ImageCommitted += applier.Post;
        var group = host.OpenStateGroup(
            RaftGroupId.ClusterMetadata, MetadataDirectory, [new Member(self, storage.Directory.NodeUuid)], state, new StateGroupSettings());
        var metadata = new ClusterMetadata(state, group, applier, payloads, configs, self, clusterId);
        var node = new BrokerNode(options, storage, host, applier, group, metadata, payloads, logger);
        metrics.Identity.Joined(self.Value, clusterId, options.Node.Rack);
        metrics.State.ReadFrom(new MetricsSource(host, BrokerStorage.PathOf(options.Node)));
        health.Watch(metadata, node.Partitions);
        return node;
    }

    /// <summary>What broker.yaml says, as the broker configs that Kafka's tools read.</summary>
    private static Dictionary<string, string> StaticPairs(BrokerOptions options) => new(options.TopicDefaults, StringComparer.Ordinal)
    {
        ["auto.create.topics.enable"] = options.AutoCreateTopics ? "true" : "false",
        ["node.id"] = options.Node.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private BrokerImage Self(ImmutableArray<BrokerEndpoint> endpoints) => new()
    {
        Id = Metadata.SelfId,
        NodeUuid = _storage.Directory.NodeUuid,
        Endpoints = endpoints,
        Rack = _options.Node.Rack,
        FormatLevelMin = ClusterFeatures.FormatLevelMin,
        FormatLevelMax = ClusterFeatures.FormatLevelMax,
    };

    private async Task Require(Func<MetadataMachine, Decision<MetadataResult>> decide, CancellationToken cancellationToken)
    {
        var result = await Metadata.DecideAsync(decide, cancellationToken);
        if (!result.Succeeded) throw new BrokerStartException($"The cluster refused this broker: {result.Message ?? result.Error.ToString()}");
    }
}
