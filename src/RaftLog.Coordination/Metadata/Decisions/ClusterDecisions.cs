using System.Collections.Immutable;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata.Records;
using RaftLog.Primitives;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Metadata.Decisions;

/// <summary>Brokers coming and going, producer ids, features and the format level.</summary>
internal static class ClusterDecisions
{
    /// <summary>How many producer ids a broker gets at once; Kafka's number.</summary>
    public const int ProducerIdBlockSize = 1000;

    /// <summary>The first records of a new cluster; none when it has been formed.</summary>
    public static Decision<MetadataResult> Form(MetadataImage image)
    {
        if (image.FormatLevel > 0) return new([], MetadataResult.Done);
        return new(
            [
                new FormatLevelRecord(ClusterFeatures.FormatLevelMax),
                new FeatureLevelRecord(ClusterFeatures.MetadataVersion, ClusterFeatures.MetadataVersionLevel, image.FeaturesEpoch + 1),
            ],
            MetadataResult.Done);
    }

    public static Decision<MetadataResult> Register(MetadataImage image, BrokerImage broker)
    {
        if (broker.Id.IsNone || broker.NodeUuid == Guid.Empty)
        {
            return Refuse(ErrorCode.InvalidRegistration, "A broker registers with a node id of at least 0 and the uuid of its data directory.");
        }

        if (broker.FormatLevelMin > image.FormatLevel || broker.FormatLevelMax < image.FormatLevel)
        {
            return Refuse(
                ErrorCode.UnsupportedVersion,
                $"Broker {broker.Id} runs format levels {broker.FormatLevelMin} to {broker.FormatLevelMax};"
                + $" this cluster is at {image.FormatLevel}.");
        }

        if (image.TryGetBroker(broker.Id, out var known))
        {
            if (known.NodeUuid != broker.NodeUuid && !known.IsFenced)
            {
                return Refuse(
                    ErrorCode.DuplicateBrokerRegistration,
                    $"Another broker is registered with that broker id: {broker.Id} is live with data directory {known.NodeUuid.ToKafkaString()}.");
            }

            if (Same(known, broker)) return new([], MetadataResult.Done);
        }

        return new([new RegisterBrokerRecord(broker)], MetadataResult.Done);
    }

    public static Decision<MetadataResult> Fence(MetadataImage image, NodeId node, bool fenced)
    {
        if (!image.TryGetBroker(node, out var broker)) return NotRegistered(node);
        return broker.IsFenced == fenced
            ? new([], MetadataResult.Done)
            : new([new FenceBrokerRecord(node, fenced)], MetadataResult.Done);
    }

    public static Decision<MetadataResult> Unregister(MetadataImage image, NodeId node) => image.TryGetBroker(node, out _)
        ? new([new UnregisterBrokerRecord(node)], MetadataResult.Done)
        : NotRegistered(node);

    public static Decision<MetadataResult> ConfirmDeletions(MetadataImage image, NodeId node, ImmutableArray<Guid> topicIds)
    {
        var awaited = topicIds.Distinct()
            .Where(id => image.DeletedTopics.TryGetValue(id, out var topic) && topic.AwaitedBrokers.Contains(node.Value))
            .ToImmutableArray();
        return new(awaited.IsEmpty ? [] : [new ConfirmTopicDeletionsRecord(node, awaited)], MetadataResult.Done);
    }

    public static Decision<ProducerIdBlock> AllocateProducerIds(MetadataImage image, NodeId node)
    {
        if (!image.TryGetBroker(node, out _)) return new([], new(ErrorCode.BrokerIdNotRegistered, -1, 0));
        var first = image.NextProducerId;
        if (first > long.MaxValue - ProducerIdBlockSize) return new([], new(ErrorCode.UnknownServerError, -1, 0));
        return new(
            [new AllocateProducerIdsRecord(node, first + ProducerIdBlockSize)],
            new(ErrorCode.None, first, ProducerIdBlockSize));
    }

    public static Decision<ImmutableArray<FeatureUpdateResult>> UpdateFeatures(
        MetadataImage image, ImmutableArray<FeatureUpdate> updates, bool validateOnly)
    {
        var results = updates.Select(CheckFeature).ToImmutableArray();
        // KIP-584: features are finalized together or not at all.
        if (validateOnly || results.Any(static result => result.Error != ErrorCode.None)) return new([], results);
        var epoch = image.FeaturesEpoch;
        var records = updates.Where(update => image.Features.GetValueOrDefault(update.Name) != update.Level)
            .Select(update => (MetadataRecord)new FeatureLevelRecord(update.Name, update.Level, ++epoch)).ToImmutableArray();
        return new(records, results);
    }

    public static Decision<MetadataResult> FinalizeFormatLevel(MetadataImage image, int level)
    {
        if (level == image.FormatLevel) return new([], MetadataResult.Done);
        if (level < image.FormatLevel)
        {
            return Refuse(ErrorCode.InvalidUpdateVersion, $"The format level is {image.FormatLevel} and never goes back.");
        }

        if (level > ClusterFeatures.FormatLevelMax)
        {
            return Refuse(ErrorCode.InvalidUpdateVersion, $"Format level {level} is unknown; this release knows up to {ClusterFeatures.FormatLevelMax}.");
        }

        var behind = image.Brokers.Values.Where(broker => broker.FormatLevelMax < level).Select(static broker => broker.Id).ToList();
        return behind.Count > 0
            ? Refuse(ErrorCode.FeatureUpdateFailed, $"Format level {level} is not supported by broker(s) {string.Join(", ", behind)}.")
            : new([new FormatLevelRecord(level)], MetadataResult.Done);
    }

    private static FeatureUpdateResult CheckFeature(FeatureUpdate update)
    {
        foreach (var feature in ClusterFeatures.Supported)
        {
            if (feature.Name != update.Name) continue;
            if (update.Level >= feature.LevelMin && update.Level <= feature.LevelMax) return new(update.Name);
            var range = $"this cluster only supports versions {feature.LevelMin}-{feature.LevelMax}";
            var text = $"Invalid update version {update.Level} for feature {update.Name}: {range}.";
            return new(update.Name, ErrorCode.InvalidUpdateVersion, text);
        }

        return new(
            update.Name,
            ErrorCode.InvalidUpdateVersion,
            $"Invalid update version {update.Level} for feature {update.Name}: this cluster does not support the feature.");
    }

    /// <summary>Record equality, with the endpoints compared by content.</summary>
    private static bool Same(BrokerImage a, BrokerImage b) =>
        a.Endpoints.SequenceEqual(b.Endpoints) && a with { Endpoints = b.Endpoints } == b;

    private static Decision<MetadataResult> NotRegistered(NodeId node) =>
        Refuse(ErrorCode.BrokerIdNotRegistered, $"Broker ID {node} is not currently registered");

    private static Decision<MetadataResult> Refuse(ErrorCode error, string message) => new([], new(error, message));
}
