using Prometheus;
using RaftLog.Server.Configuration;

namespace RaftLog.Server.Observability;

/// <summary>All series of one broker, in a registry of its own: several brokers live in one process without sharing any.</summary>
/// <remarks>
/// One class per area, reached by a property. Their recording methods may be called from any thread, do not block, and do not
/// allocate once a label value has been seen. Gauges about partitions and disks are read from <see cref="IBrokerMetricsSource"/>
/// when somebody scrapes.
/// </remarks>
public sealed class BrokerMetrics
{
    /// <summary>0.1 ms to 10 s in 16 steps: a memory append and a stalled disk are both inside.</summary>
    internal static readonly double[] DurationBuckets =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Makes the registry and every series that needs no label value yet.</summary>
    /// <param name="options">The <c>metrics</c> section.</param>
    /// <param name="names">How APIs and errors are called in labels.</param>
    /// <param name="time">The clock of <c>raftlog_uptime_seconds</c>; null for the system's.</param>
    public BrokerMetrics(MetricsOptions options, MetricNames names, TimeProvider? time = null)
    {
        Registry = Metrics.NewCustomRegistry();
        var factory = Metrics.WithCustomRegistry(Registry);

        // Exemplars would look for a trace at every observation; nothing here is traced.
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();

        Identity = new IdentityMetrics(factory, Registry, time ?? TimeProvider.System);
        Requests = new RequestMetrics(factory, names);
        Connections = new ConnectionMetrics(factory);
        Topics = new TopicMetrics(factory);
        Storage = new StorageMetrics(factory);
        Raft = new RaftMetrics(factory);
        State = new StateMetrics(factory, Registry, options.PerPartition);

        // The process: CPU, memory, handles, threads, collections.
        DotNetStats.Register(Registry);
    }

    /// <summary>What <c>/metrics</c> exports.</summary>
    public CollectorRegistry Registry { get; }

    /// <summary>Which build this is and which broker of which cluster.</summary>
    public IdentityMetrics Identity { get; }

    /// <summary>Kafka requests: how many, how they ended, how long they took and where.</summary>
    public RequestMetrics Requests { get; }

    /// <summary>Client connections.</summary>
    public ConnectionMetrics Connections { get; }

    /// <summary>Traffic by topic.</summary>
    public TopicMetrics Topics { get; }

    /// <summary>Appends and flushes.</summary>
    public StorageMetrics Storage { get; }

    /// <summary>Elections and commits.</summary>
    public RaftMetrics Raft { get; }

    /// <summary>What is read at each scrape: partitions, health, disks.</summary>
    public StateMetrics State { get; }
}
