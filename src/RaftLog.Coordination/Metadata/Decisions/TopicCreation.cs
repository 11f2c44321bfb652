using System.Collections.Immutable;
using System.Globalization;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata.Records;
using RaftLog.Primitives;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Metadata.Decisions;

/// <summary>CreateTopics (key 19) and topics created on demand. Checks in Kafka's order, and answers in its words.</summary>
internal sealed class TopicCreation(MetadataImage image, ConfigLookup lookup)
{
    /// <summary>Kafka's bound on what one request may create; it also bounds the size of an entry.</summary>
    public const int PartitionsPerRequestMax = 10_000;

    private readonly List<MetadataRecord> _records = [];
    private readonly List<CreateTopicResult> _results = [];
    private readonly BrokerSettings _defaults = lookup.BrokerSettings(image);
    private readonly ConfigDescriber _describer = new(lookup);

    // As it will be with what has been decided so far: later topics of a request see the earlier ones.
    private MetadataImage _image = image;

    public Decision<ImmutableArray<CreateTopicResult>> Decide(ImmutableArray<NewTopic> topics, bool validateOnly)
    {
        var excessive = topics.Sum(PartitionsAsked) > PartitionsPerRequestMax;
        var repeated = topics.GroupBy(static topic => topic.Name, StringComparer.Ordinal)
            .Where(static group => group.Skip(1).Any()).Select(static group => group.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var topic in topics.DistinctBy(static topic => topic.Name, StringComparer.Ordinal))
        {
            var result = repeated.Contains(topic.Name) ? Failed(topic, ErrorCode.InvalidRequest, MetadataTexts.DuplicateTopicName)
                : excessive ? Failed(topic, ErrorCode.PolicyViolation, MetadataTexts.TooManyPartitions)
                : Create(topic);
            _results.Add(validateOnly ? result with { TopicId = Guid.Empty } : result);
        }

        return new(validateOnly ? [] : [.. _records], [.. _results]);
    }

    /// <summary>A coordinator's topic, made to measure: as many replicas as its config asks for, at most one per seed broker.</summary>
    public Decision<CreateTopicResult> DecideInternal(string name, Guid id, int seedBrokers)
    {
        Invariant.Check(TopicNames.IsInternal(name));
        var isTransactions = name == TopicNames.TransactionState;
        var wanted = isTransactions ? _defaults.TransactionTopicReplicationFactor : _defaults.OffsetsTopicReplicationFactor;
        var segmentBytes = isTransactions ? _defaults.TransactionTopicSegmentBytes : _defaults.OffsetsTopicSegmentBytes;
        var topic = new NewTopic
        {
            Name = name,
            Id = id,
            Partitions = isTransactions ? _defaults.TransactionTopicPartitions : _defaults.OffsetsTopicPartitions,
            // Fewer than the seeds' number would stay so for ever; the caller asks again until the brokers are there (DESIGN D8).
            ReplicationFactor = (short)Math.Min(wanted, Math.Max(1, seedBrokers)),
            Configs =
            [
                new(TopicConfigs.CleanupPolicy, "compact"),
                new(TopicConfigs.CompressionType, "producer"),
                new(TopicConfigs.SegmentBytes, segmentBytes.ToString(CultureInfo.InvariantCulture)),
            ],
        };
        var result = Create(topic);
        return new([.. _records], result);
    }

    private long PartitionsAsked(NewTopic topic)
    {
        if (!topic.Assignments.IsEmpty) return topic.Assignments.Length;
        return topic.Partitions == -1 ? _defaults.NumPartitions : Math.Max(0, topic.Partitions);
    }

    private CreateTopicResult Create(NewTopic topic)
    {
        if (topic.Name == TopicNames.ClusterMetadata)
        {
            return Failed(topic, ErrorCode.InvalidRequest, $"Creation of internal topic {topic.Name} is prohibited.");
        }

        if (TopicNames.Check(topic.Name) is { } wrongName) return Failed(topic, ErrorCode.InvalidTopicException, wrongName);
        if (_image.TryGetTopic(topic.Name, out _))
        {
            return Failed(topic, ErrorCode.TopicAlreadyExists, $"Topic '{topic.Name}' already exists.");
        }

        if (_image.FindCollision(topic.Name) is { } other)
        {
            return Failed(topic, ErrorCode.InvalidTopicException, $"Topic '{topic.Name}' collides with existing topic: {other}");
        }

        if (CheckConfigs(topic) is { } wrongConfig) return Failed(topic, ErrorCode.InvalidConfig, wrongConfig);
        return Place(topic, out var partitions) ?? Created(topic, partitions);
    }

    private static string? CheckConfigs(NewTopic topic)
    {
        var configs = MetadataImage.NoConfigs.ToBuilder();
        var nulls = topic.Configs.Where(static config => config.Value is null).Select(static config => config.Key).ToList();
        if (nulls.Count > 0) return $"Null value not supported for topic configs: {string.Join(",", nulls)}";
        foreach (var (name, value) in topic.Configs) configs[name] = value!;
        return TopicConfigRules.Check(configs.ToImmutable(), TopicNames.IsInternal(topic.Name));
    }

    private CreateTopicResult? Place(NewTopic topic, out ImmutableArray<ImmutableArray<ReplicaIdentity>> partitions)
    {
        partitions = [];
        if (!topic.Assignments.IsEmpty) return PlaceAsGiven(topic, out partitions);
        if (topic.ReplicationFactor is < -1 or 0)
        {
            return Failed(
                topic,
                ErrorCode.InvalidReplicationFactor,
                "Replication factor must be larger than 0, or -1 to use the default value.");
        }

        if (topic.Partitions is < -1 or 0)
        {
            return Failed(topic, ErrorCode.InvalidPartitions, "Number of partitions was set to an invalid non-positive value.");
        }

        var count = topic.Partitions == -1 ? _defaults.NumPartitions : topic.Partitions;
        var factor = topic.ReplicationFactor == -1 ? _defaults.DefaultReplicationFactor : topic.ReplicationFactor;
        if (ReplicaPlacement.Refuse(_image, factor) is { } reason)
        {
            return Failed(topic, ErrorCode.InvalidReplicationFactor, reason);
        }

        partitions = ReplicaPlacement.Place(_image, topic.Id, 0, count, factor);
        return null;
    }

    private CreateTopicResult? PlaceAsGiven(NewTopic topic, out ImmutableArray<ImmutableArray<ReplicaIdentity>> partitions)
    {
        partitions = [];
        if (topic.ReplicationFactor != -1)
        {
            const string Text = "A manual partition assignment was specified, but replication factor was not set to -1.";
            return Failed(topic, ErrorCode.InvalidRequest, Text);
        }

        if (topic.Partitions != -1)
        {
            const string Text = "A manual partition assignment was specified, but numPartitions was not set to -1.";
            return Failed(topic, ErrorCode.InvalidRequest, Text);
        }

        var placed = new SortedDictionary<int, ImmutableArray<ReplicaIdentity>>();
        int? factor = null;
        foreach (var (partition, brokers) in topic.Assignments)
        {
            if (placed.ContainsKey(partition))
            {
                var text = $"Found multiple manual partition assignments for partition {partition}";
                return Failed(topic, ErrorCode.InvalidReplicaAssignment, text);
            }

            if (ReplicaPlacement.CheckAssignment(_image, brokers, partition, factor, out var replicas) is { } wrong)
            {
                return Failed(topic, ErrorCode.InvalidReplicaAssignment, wrong);
            }

            factor ??= replicas.Length;
            placed.Add(partition, replicas);
        }

        if (!placed.Keys.SequenceEqual(Enumerable.Range(0, placed.Count)))
        {
            const string Text = "partitions should be a consecutive 0-based integer sequence";
            return Failed(topic, ErrorCode.InvalidReplicaAssignment, Text);
        }

        partitions = [.. placed.Values];
        return null;
    }

    private CreateTopicResult Created(NewTopic topic, ImmutableArray<ImmutableArray<ReplicaIdentity>> partitions)
    {
        Invariant.Check(TopicNames.IsUsableId(topic.Id));
        Append(new CreateTopicRecord(topic.Name, topic.Id, TopicNames.IsInternal(topic.Name), partitions));
        if (!topic.Configs.IsEmpty)
        {
            // A config named twice keeps its last value, as in Kafka.
            var changes = topic.Configs.GroupBy(static config => config.Key, StringComparer.Ordinal)
                .Select(static group => new ConfigChange(group.Key, group.Last().Value));
            Append(new SetTopicConfigsRecord(topic.Id, [.. changes]));
        }

        var created = _image.TopicsById[topic.Id];
        return new CreateTopicResult
        {
            Name = topic.Name,
            TopicId = topic.Id,
            Partitions = partitions.Length,
            ReplicationFactor = created.ReplicationFactor,
            Configs = _describer.DescribeTopic(_image, created),
        };
    }

    private void Append(MetadataRecord record)
    {
        _records.Add(record);
        _image = MetadataReplay.Apply(_image, record);
    }

    private static CreateTopicResult Failed(NewTopic topic, ErrorCode error, string message) =>
        new() { Name = topic.Name, Error = error, Message = message };
}
