namespace RaftLog.Server.Configuration;

/// <summary>Everything that can be configured about a broker: the typed form of <c>broker.yaml</c>.</summary>
/// <remarks>
/// A plain object: a host that embeds a broker makes one and sets what it needs. What a property starts with is the
/// default that <c>docs/configuration.md</c> states. Check an object made by hand with <see cref="BrokerOptionsChecks.Of"/>.
/// </remarks>
public sealed class BrokerOptions
{
    /// <summary>Who this broker is and where it keeps its data.</summary>
    public NodeOptions Node { get; set; } = new();

    /// <summary>The cluster it belongs to and the timing of its Raft groups.</summary>
    public ClusterOptions Cluster { get; set; } = new();

    /// <summary>Where Kafka clients connect; at least one.</summary>
    public List<ListenerOptions> Listeners { get; set; } = [new()];

    /// <summary>The HTTP endpoint of metrics and health.</summary>
    public AdminOptions Admin { get; set; } = new();

    /// <summary>Kafka's topic configs, by Kafka's own names, for topics that do not set them. Only what differs from the built-in default is here.</summary>
    public Dictionary<string, string> TopicDefaults { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Whether a topic is created when a client first asks for it.</summary>
    public bool AutoCreateTopics { get; set; } = true;

    /// <summary>How the disk is used.</summary>
    public StorageOptions Storage { get; set; } = new();

    /// <summary>Limits on what clients may take of this broker.</summary>
    public NetworkOptions Network { get; set; } = new();

    /// <summary>What is logged and how it looks.</summary>
    public LoggingOptions Logging { get; set; } = new();

    /// <summary>What <c>/metrics</c> shows.</summary>
    public MetricsOptions Metrics { get; set; } = new();
}
