using Microsoft.Extensions.Logging;

namespace RaftLog.Server.Configuration;

/// <summary>The table of all keys. A new option is a property and a line here; the rest follows from the table.</summary>
internal static class BrokerKeys
{
    private const string TlsReason = "TLS is not supported by this version";
    private const string SaslReason = "SASL is not supported by this version";

    private static readonly WholeNumber Port = new(0, 65535);
    private static readonly Text BindAddress = new("an IP address or localhost", text => HostAddress.TryParseIp(text, out _));
    private static readonly Text HostAndPort = new("host:port with a port from 1 to 65535", text => HostAddress.TrySplit(text, out _, out _));

    /// <summary>The keys of the root, topic configs judged by <paramref name="rules"/> (null accepts all).</summary>
    public static ConfigKey<BrokerOptions>[] Root(ITopicConfigRules? rules) =>
    [
        Node(),
        Cluster(),
        new ListKey<BrokerOptions, ListenerOptions>("listeners", o => o.Listeners,
            "Where Kafka clients connect. Without this key there is one listener, on loopback.", Listener())
        { ItemsMin = 1, ItemsByDefault = 1 },
        Admin(),
        new TopicConfigsKey("topicDefaults",
            "Kafka's topic configs under Kafka's own names, for topics that do not set them. Names that end in `.ms` or `.bytes` also take units.",
            rules),
        Value("autoCreateTopics", new TrueOrFalse(), o => o.AutoCreateTopics, (o, v) => o.AutoCreateTopics = v,
            "Create a topic when a client first asks for it. Handy for development; switch it off in production."),
        new SectionKey<BrokerOptions, StorageOptions>("storage", o => o.Storage, "How the disk is used.",
            new ValueKey<StorageOptions, long>("minFreeDisk", new Size(0, 1L << 50), o => o.MinFreeDisk, (o, v) => o.MinFreeDisk = v,
                "With less free space than this, produces are refused with a retriable error until there is room again. At most 5 % of the filesystem counts, so that small ones work.")),
        Network(),
        Logging(),
        new SectionKey<BrokerOptions, MetricsOptions>("metrics", o => o.Metrics, "What `/metrics` shows.",
            new ValueKey<MetricsOptions, bool>("perPartition", new TrueOrFalse(), o => o.PerPartition, (o, v) => o.PerPartition = v,
                "Series for each partition. Switch it off when a broker carries tens of thousands.")),
        new NotSupportedKey<BrokerOptions>("security", "authorization is not supported by this version"),
        new NotSupportedKey<BrokerOptions>("quotas", "quotas are not supported by this version"),
        new NotSupportedKey<BrokerOptions>("telemetry", "OTLP export is not supported by this version; see /metrics"),
    ];

    /// <summary>Calls <paramref name="visit"/> for every key that works, sections included, in the order of the table.</summary>
    public static void Describe(Action<KeyDescription> visit)
    {
        var defaults = new BrokerOptions();
        foreach (var key in Root(rules: null)) key.Describe(defaults, key.Name, visit);
    }

    private static SectionKey<BrokerOptions, NodeOptions> Node() => new("node", o => o.Node, "Who this broker is and where it keeps its data.",
        new ValueKey<NodeOptions, int>("id", new WholeNumber(0), o => o.Id, (o, v) => o.Id = v,
            "The stable number of this broker."),
        new ValueKey<NodeOptions, string>("dataDir", new Text("a folder"), o => o.DataDir, (o, v) => o.DataDir = v,
            "The folder of logs and Raft state, relative to the working directory. `:memory:` keeps everything in memory: nothing touches a disk and nothing survives the process."),
        new ValueKey<NodeOptions, string?>("rack", new OptionalText(new Text("a rack name")), o => o.Rack, (o, v) => o.Rack = v,
            "The rack or zone told to clients, so that they can read nearby."));

    private static SectionKey<BrokerOptions, ClusterOptions> Cluster() => new("cluster", o => o.Cluster,
        "The cluster the broker belongs to. This version runs one broker; what would need more is refused.",
        new ValueKey<ClusterOptions, string>("name", new Text("a name"), o => o.Name, (o, v) => o.Name = v,
            "A name for people: it appears in logs."),
        new ValueKey<ClusterOptions, string?>("id", new OptionalText(new Text("a cluster id of 22 URL-safe base64 characters", IsClusterId)),
            o => o.Id, (o, v) => o.Id = v,
            "The cluster id this broker insists on. Without it the id in the data directory counts, or a new one is chosen when there is none."),
        new ValueKey<ClusterOptions, TimeSpan>("heartbeat", new Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10)),
            o => o.Heartbeat, (o, v) => o.Heartbeat = v,
            "How often a broker that leads groups tells the others that it lives."),
        new ValueKey<ClusterOptions, TimeSpan>("electionTimeout", new Duration(TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
            o => o.ElectionTimeout, (o, v) => o.ElectionTimeout = v,
            "The least silence after which a replica campaigns; randomized up to twice this. At least three times `cluster.heartbeat`."),
        new SectionKey<ClusterOptions, PeerListenerOptions>("listener", o => o.Listener,
            "Where other brokers connect. A broker that is alone does not open it.",
            new ValueKey<PeerListenerOptions, string>("address", BindAddress, o => o.Address, (o, v) => o.Address = v, "The IP address to listen on."),
            new ValueKey<PeerListenerOptions, int>("port", Port, o => o.Port, (o, v) => o.Port = v, "The port; 0 picks a free one."),
            new NotSupportedKey<PeerListenerOptions>("tls", TlsReason)),
        new ListKey<ClusterOptions, SeedOptions>("seeds", o => o.Seeds,
            "The brokers that form the cluster, also as one text: `1@host:9093`. This version accepts this broker alone.",
            new ValueKey<SeedOptions, int>("id", new WholeNumber(0), o => o.Id, (o, v) => o.Id = v, "The `node.id` of that broker.") { IsRequired = true },
            new ValueKey<SeedOptions, string>("address", HostAndPort, o => o.Address, (o, v) => o.Address = v,
                "`host:port` of its `cluster.listener`.")
            { IsRequired = true })
        { ReadText = SeedText.Read },
        new NotSupportedKey<ClusterOptions>("secretFile", "brokers cannot authenticate each other in this version"));

    private static ConfigKey<ListenerOptions>[] Listener() =>
    [
        new ValueKey<ListenerOptions, string>("name", new Text("a name"), o => o.Name, (o, v) => o.Name = v,
            "A name for people and for the `listener` label of metrics; each listener has its own."),
        new ValueKey<ListenerOptions, string>("address", BindAddress, o => o.Address, (o, v) => o.Address = v,
            "The IP address to listen on; loopback unless you say otherwise."),
        new ValueKey<ListenerOptions, int>("port", Port, o => o.Port, (o, v) => o.Port = v,
            "The port; 0 picks a free one, which the ready line tells."),
        new ValueKey<ListenerOptions, string?>("advertised", new OptionalText(HostAndPort), o => o.Advertised, (o, v) => o.Advertised = v,
            "The `host:port` clients are told to connect to; by default the address and port above. Needed when the address is `0.0.0.0`."),
        new ValueKey<ListenerOptions, ListenerSecurity>("security",
            new OneOf<ListenerSecurity>(("plaintext", ListenerSecurity.Plaintext)) { NotSupported = ["tls", "saslPlaintext", "saslTls"] },
            o => o.Security, (o, v) => o.Security = v,
            "How clients prove who they are and whether bytes are encrypted; this version has plaintext only."),
        new NotSupportedKey<ListenerOptions>("tls", TlsReason),
        new NotSupportedKey<ListenerOptions>("sasl", SaslReason),
    ];

    private static SectionKey<BrokerOptions, AdminOptions> Admin() => new("admin", o => o.Admin,
        "The HTTP endpoint: `/metrics`, `/healthz`, `/readyz`, `/startupz`.",
        new ValueKey<AdminOptions, string>("address", BindAddress, o => o.Address, (o, v) => o.Address = v,
            "The IP address to listen on. Anything but loopback needs `admin.insecure: true`."),
        new ValueKey<AdminOptions, int>("port", Port, o => o.Port, (o, v) => o.Port = v, "The port; 0 picks a free one."),
        new ValueKey<AdminOptions, bool>("insecure", new TrueOrFalse(), o => o.Insecure, (o, v) => o.Insecure = v,
            "Accepts that whoever reaches the endpoint may read it: it has no authentication."),
        new NotSupportedKey<AdminOptions>("console", "the web console is not part of this version"),
        new NotSupportedKey<AdminOptions>("auth", "the admin endpoint has no authentication in this version"));

    private static SectionKey<BrokerOptions, NetworkOptions> Network() => new("network", o => o.Network, "Limits on what clients may take.",
        new ValueKey<NetworkOptions, long>("requestBytesMax", new Size(1 << 10, 1 << 30), o => o.RequestBytesMax, (o, v) => o.RequestBytesMax = (int)v,
            "The largest request; a larger one closes its connection."),
        new ValueKey<NetworkOptions, long>("requestMemoryMax", new Size(1 << 20, 1L << 40), o => o.RequestMemoryMax, (o, v) => o.RequestMemoryMax = v,
            "Bytes of requests being read or worked on in the whole broker; above it, sockets are not read. At least `network.requestBytesMax`."),
        new ValueKey<NetworkOptions, int>("inFlightRequestsPerConnectionMax", new WholeNumber(1, 10_000),
            o => o.InFlightRequestsPerConnectionMax, (o, v) => o.InFlightRequestsPerConnectionMax = v,
            "Requests of one connection that are read before the first of them is answered."),
        new ValueKey<NetworkOptions, int>("connectionsMax", new WholeNumber(1), o => o.ConnectionsMax, (o, v) => o.ConnectionsMax = v,
            "Open client connections; one more is closed at once."),
        new ValueKey<NetworkOptions, int?>("connectionsPerIpMax", new OptionalNumber(new WholeNumber(1)),
            o => o.ConnectionsPerIpMax, (o, v) => o.ConnectionsPerIpMax = v,
            "Open client connections from one IP address; null for no limit but `network.connectionsMax`."),
        new ValueKey<NetworkOptions, TimeSpan>("idleTimeout", new Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            o => o.IdleTimeout, (o, v) => o.IdleTimeout = v,
            "How long a connection may be silent before it is closed."));

    private static SectionKey<BrokerOptions, LoggingOptions> Logging() => new("logging", o => o.Logging,
        "What is logged, to stderr, and how it looks.",
        new ValueKey<LoggingOptions, LogLevel>("level",
            new OneOf<LogLevel>(("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("info", LogLevel.Information),
                ("warn", LogLevel.Warning), ("error", LogLevel.Error), ("none", LogLevel.None)),
            o => o.Level, (o, v) => o.Level = v, "The least important level that is written."),
        new ValueKey<LoggingOptions, LogFormat>("format",
            new OneOf<LogFormat>(("auto", LogFormat.Auto), ("text", LogFormat.Text), ("json", LogFormat.Json), ("systemd", LogFormat.Systemd)),
            o => o.Format, (o, v) => o.Format = v,
            "`auto` is `systemd` under systemd, `text` on a terminal and `json` otherwise."));

    private static ValueKey<BrokerOptions, T> Value<T>(
        string name, ValueType<T> type, Func<BrokerOptions, T> get, Action<BrokerOptions, T> set, string doc) => new(name, type, get, set, doc);

    private static bool IsClusterId(string text) => Primitives.KafkaUuid.TryParse(text, out _);
}
