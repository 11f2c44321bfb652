using System.Collections.Immutable;
using RaftLog.Coordination.Metadata.Records;
using RaftLog.Primitives;

namespace RaftLog.Coordination.Metadata;

/// <summary>
/// A snapshot is the shortest list of records that makes the same image from nothing: one format, one reader, and whatever an old
/// broker does not know stops it in a snapshot as it does in the log.
/// </summary>
internal static class MetadataSnapshot
{
    /// <summary>The records of an image, in an order that depends on nothing but its contents.</summary>
    public static List<MetadataRecord> RecordsOf(MetadataImage image)
    {
        var records = new List<MetadataRecord>();
        if (image.FormatLevel > 0) records.Add(new FormatLevelRecord(image.FormatLevel));
        foreach (var (name, level) in image.Features) records.Add(new FeatureLevelRecord(name, level, image.FeaturesEpoch));
        // The epoch outlives the last feature taken back.
        if (image.Features.IsEmpty && image.FeaturesEpoch >= 0) records.Add(new FeatureLevelRecord("", 0, image.FeaturesEpoch));
        foreach (var broker in image.Brokers.Values) records.Add(new RegisterBrokerRecord(broker));
        AddConfigs(records, NodeId.None, image.DefaultBrokerConfigs);
        foreach (var (node, configs) in image.BrokerConfigs) AddConfigs(records, new NodeId(node), configs);
        foreach (var topic in image.TopicsByName.Values)
        {
            var partitions = topic.Partitions.Select(static partition => partition.InitialVoters);
            records.Add(new CreateTopicRecord(topic.Name, topic.Id, topic.IsInternal, [.. partitions]));
            if (!topic.Configs.IsEmpty) records.Add(new SetTopicConfigsRecord(topic.Id, Changes(topic.Configs)));
        }

        foreach (var topic in image.DeletedTopics.Values.OrderBy(static topic => topic.Id))
        {
            records.Add(new RetainDeletedTopicRecord(topic));
        }

        if (image.NextProducerId > 0) records.Add(new AllocateProducerIdsRecord(NodeId.None, image.NextProducerId));
        return records;
    }

    private static void AddConfigs(List<MetadataRecord> records, NodeId node, ImmutableSortedDictionary<string, string> configs)
    {
        if (!configs.IsEmpty) records.Add(new SetBrokerConfigsRecord(node, Changes(configs)));
    }

    private static ImmutableArray<ConfigChange> Changes(ImmutableSortedDictionary<string, string> configs) =>
        [.. configs.Select(static config => new ConfigChange(config.Key, config.Value))];
}
