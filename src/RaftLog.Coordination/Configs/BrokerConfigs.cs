using static RaftLog.Coordination.Configs.Define;

namespace RaftLog.Coordination.Configs;

/// <summary>
/// The broker configs clients, command-line tools and UIs read, under Kafka's names. Dynamic are those that state a topic
/// default (they take effect with the next lookup) and the two replication rates; the rest is set in broker.yaml and read-only here.
/// </summary>
/// <remarks>What describes only Kafka's own threads, caches and JVM classes is left out: RaftLog has nothing behind it.</remarks>
public static class BrokerConfigs
{
    /// <summary><c>advertised.listeners</c></summary>
    public const string AdvertisedListeners = "advertised.listeners";

    /// <summary><c>auto.create.topics.enable</c></summary>
    public const string AutoCreateTopicsEnable = "auto.create.topics.enable";

    /// <summary><c>broker.id</c></summary>
    public const string BrokerId = "broker.id";

    /// <summary><c>broker.rack</c></summary>
    public const string BrokerRack = "broker.rack";

    /// <summary><c>connections.max.idle.ms</c></summary>
    public const string ConnectionsMaxIdleMs = "connections.max.idle.ms";

    /// <summary><c>default.replication.factor</c></summary>
    public const string DefaultReplicationFactor = "default.replication.factor";

    /// <summary><c>delete.topic.enable</c></summary>
    public const string DeleteTopicEnable = "delete.topic.enable";

    /// <summary><c>fetch.max.bytes</c></summary>
    public const string FetchMaxBytes = "fetch.max.bytes";

    /// <summary><c>listeners</c></summary>
    public const string Listeners = "listeners";

    /// <summary><c>log.dirs</c></summary>
    public const string LogDirs = "log.dirs";

    /// <summary><c>max.incremental.fetch.session.cache.slots</c></summary>
    public const string MaxIncrementalFetchSessionCacheSlots = "max.incremental.fetch.session.cache.slots";

    /// <summary><c>node.id</c></summary>
    public const string NodeId = "node.id";

    /// <summary><c>num.partitions</c></summary>
    public const string NumPartitions = "num.partitions";

    /// <summary><c>offsets.topic.num.partitions</c></summary>
    public const string OffsetsTopicNumPartitions = "offsets.topic.num.partitions";

    /// <summary><c>offsets.topic.replication.factor</c></summary>
    public const string OffsetsTopicReplicationFactor = "offsets.topic.replication.factor";

    /// <summary><c>offsets.topic.segment.bytes</c></summary>
    public const string OffsetsTopicSegmentBytes = "offsets.topic.segment.bytes";

    /// <summary><c>producer.id.expiration.ms</c></summary>
    public const string ProducerIdExpirationMs = "producer.id.expiration.ms";

    /// <summary><c>socket.request.max.bytes</c></summary>
    public const string SocketRequestMaxBytes = "socket.request.max.bytes";

    /// <summary><c>transaction.state.log.num.partitions</c></summary>
    public const string TransactionStateLogNumPartitions = "transaction.state.log.num.partitions";

    /// <summary><c>transaction.state.log.replication.factor</c></summary>
    public const string TransactionStateLogReplicationFactor = "transaction.state.log.replication.factor";

    /// <summary><c>transaction.state.log.segment.bytes</c></summary>
    public const string TransactionStateLogSegmentBytes = "transaction.state.log.segment.bytes";

    /// <summary>All of them.</summary>
    public static ConfigRegistry Registry { get; } =
        new([.. TopicDefaults(), .. CoarserUnits(), .. Identity(), .. Topics(), .. Limits(), .. Coordinators(), .. Replication()]);

    /// <summary>The first broker synonym of every topic config that has one.</summary>
    private static IEnumerable<ConfigDefinition> TopicDefaults() => TopicConfigs.Registry.Definitions
        .Where(static definition => !definition.Synonyms.IsEmpty)
        .Select(static definition => BrokerDefaultOf(definition, definition.Synonyms[0].BrokerName));

    /// <summary>What Kafka offers beside those in minutes or hours; their defaults are those of the precise ones.</summary>
    private static ConfigDefinition[] CoarserUnits() =>
    [
        Int("log.retention.hours", 168, "As log.retention.ms, in hours; log.retention.ms and log.retention.minutes win over it."),
        Int("log.retention.minutes", null, "As log.retention.ms, in minutes; log.retention.ms wins over it."),
        Int("log.roll.hours", 168, "As log.roll.ms, in hours; log.roll.ms wins over it.", 1),
        Int("log.roll.jitter.hours", 0, "As log.roll.jitter.ms, in hours; log.roll.jitter.ms wins over it.", 0),
        Long("log.flush.scheduler.interval.ms", long.MaxValue, "Stored and reported; RaftLog flushes before it acknowledges.", 0),
    ];

    private static ConfigDefinition[] Identity() =>
    [
        Int(NodeId, null, "The stable number of this broker.", 0),
        Int(BrokerId, null, "The stable number of this broker; the older name of node.id.", 0),
        Text(BrokerRack, null, "Where this broker stands: replicas are spread over racks, consumers may read nearby."),
        Text("process.roles", "broker,controller", "What this process does; every RaftLog broker can do both."),
        List(Listeners, "PLAINTEXT://127.0.0.1:9092", "The addresses this broker listens on for Kafka clients."),
        List(AdvertisedListeners, null, "The addresses clients are told to connect to."),
        Text("listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL", "The security protocol of each listener."),
        Text("inter.broker.listener.name", null, "Brokers speak RaftLog's own peer protocol to each other; no Kafka listener is used."),
        Text("inter.broker.protocol.version", ClusterFeatures.MetadataVersionName,
            "The Kafka release whose behaviour this broker shows, for tools that derive a version from it."),
        List("log.dir", "data", "The data directory; log.dirs wins over it."),
        List(LogDirs, null, "The data directories of this broker."),
        Text("authorizer.class.name", "", "Empty: RaftLog's authorizer is built in and set in broker.yaml."),
        List("sasl.enabled.mechanisms", "", "The SASL mechanisms clients may authenticate with."),
        Text("ssl.client.auth", "none", "Whether clients must present a certificate.", "required", "requested", "none"),
    ];

    private static ConfigDefinition[] Topics() =>
    [
        Boolean(AutoCreateTopicsEnable, true, "Whether asking for an unknown topic's metadata creates it."),
        Boolean(DeleteTopicEnable, true, "Whether topics can be deleted."),
        Int(NumPartitions, 1, "How many partitions a new topic gets when the request leaves it to the broker.", 1),
        Int(DefaultReplicationFactor, 1, "How many replicas a new topic gets when the request leaves it to the broker.", 1, short.MaxValue),
        Boolean("auto.leader.rebalance.enable", true, "Whether leadership moves back to preferred replicas by itself."),
    ];

    private static ConfigDefinition[] Limits() =>
    [
        Int(SocketRequestMaxBytes, 104_857_600, "The largest request taken from a client, in bytes.", 1),
        Int(FetchMaxBytes, 57_671_680, "The most bytes one fetch response carries, whatever the consumer asks for.", 1024),
        Long(ConnectionsMaxIdleMs, 600_000, "How long a connection may be idle before the broker closes it, in ms."),
        Long("connections.max.reauth.ms", 0, "How long a SASL session lives before it must authenticate again, in ms; 0 for ever."),
        Int("max.connections", int.MaxValue, "How many connections the broker takes at once.", 0),
        Int("max.connections.per.ip", int.MaxValue, "How many connections the broker takes at once from one address.", 0),
        Int(MaxIncrementalFetchSessionCacheSlots, 1000, "How many incremental fetch sessions are kept.", 0),
        Int("request.timeout.ms", 30_000, "How long the broker waits for another one, in ms."),
    ];

    private static ConfigDefinition[] Coordinators() =>
    [
        Int("offsets.retention.minutes", 10_080, "How long committed offsets of an empty group are kept, in minutes.", 1),
        Long("offsets.retention.check.interval.ms", 600_000, "How often expired offsets are looked for, in ms.", 1),
        Int("offset.metadata.max.bytes", 4096, "The most metadata a committed offset may carry, in bytes."),
        Int(OffsetsTopicNumPartitions, 50, "How many partitions __consumer_offsets is created with.", 1),
        Short(OffsetsTopicReplicationFactor, 3, "How many replicas __consumer_offsets gets, at most one per seed broker.", 1),
        Int(OffsetsTopicSegmentBytes, 104_857_600, "The segment size of __consumer_offsets.", 1024),
        Int("group.min.session.timeout.ms", 6000, "The shortest session timeout a consumer may ask for, in ms."),
        Int("group.max.session.timeout.ms", 1_800_000, "The longest session timeout a consumer may ask for, in ms."),
        Int("group.initial.rebalance.delay.ms", 3000, "How long a new group waits for further members, in ms."),
        Int("group.max.size", int.MaxValue, "How many members a group may have.", 1),
        Int(TransactionStateLogNumPartitions, 50, "How many partitions __transaction_state is created with.", 1),
        Short(TransactionStateLogReplicationFactor, 3, "How many replicas __transaction_state gets, at most one per seed broker.", 1),
        Int("transaction.state.log.min.isr", 2, "Kafka's min.insync.replicas of __transaction_state; here a majority always counts.", 1),
        Int(TransactionStateLogSegmentBytes, 104_857_600, "The segment size of __transaction_state.", 1024),
        Int("transaction.max.timeout.ms", 900_000, "The longest transaction timeout a producer may ask for, in ms.", 1),
        Int("transactional.id.expiration.ms", 604_800_000, "How long an unused transactional id is remembered, in ms.", 1),
        Int(ProducerIdExpirationMs, 86_400_000, "How long a partition remembers an idle idempotent producer, in ms.", 1),
    ];

    private static ConfigDefinition[] Replication() =>
    [
        Long("leader.replication.throttled.rate", long.MaxValue,
            "Bytes per second a leader sends to throttled replicas. Stored and reported, for kafka-reassign-partitions.", 0).Dynamic(),
        Long("follower.replication.throttled.rate", long.MaxValue,
            "Bytes per second throttled replicas take. Stored and reported, for kafka-reassign-partitions.", 0).Dynamic(),
        Long("replica.lag.time.max.ms", 30_000, "How far behind, in ms, a replica may be and still be listed as in sync."),
    ];
}
