using System.Collections.Immutable;
using RaftLog.Coordination.Metadata.Records;
using RaftLog.Primitives;

namespace RaftLog.Coordination.Metadata;

/// <summary>
/// What each record does to an image: the only place that makes images. Total over the records that decisions return; a record
/// that does not fit its image means that replicas differ, and stops this one.
/// </summary>
internal static class MetadataReplay
{
    public static MetadataImage Apply(MetadataImage image, MetadataRecord record)
    {
        return record switch
        {
            FormatLevelRecord r => SetFormatLevel(image, r),
            FeatureLevelRecord r => SetFeatureLevel(image, r),
            RegisterBrokerRecord r => image with { Brokers = image.Brokers.SetItem(r.Broker.Id.Value, r.Broker) },
            FenceBrokerRecord r => Fence(image, r),
            UnregisterBrokerRecord r => Unregister(image, r),
            CreateTopicRecord r => Create(image, r),
            AddPartitionsRecord r => Add(image, r),
            DeleteTopicRecord r => Delete(image, r),
            ConfirmTopicDeletionsRecord r => Confirm(image, r.Node, r.TopicIds),
            SetTopicConfigsRecord r => SetTopicConfigs(image, r),
            SetBrokerConfigsRecord r => SetBrokerConfigs(image, r),
            AllocateProducerIdsRecord r => Allocate(image, r),
            RetainDeletedTopicRecord r => Retain(image, r.Topic),
            _ => throw new InvariantBrokenException($"No replay for {record.Type}"),
        };
    }

    public static MetadataImage Apply(MetadataImage image, IEnumerable<MetadataRecord> records) => records.Aggregate(image, Apply);

    private static MetadataImage SetFormatLevel(MetadataImage image, FormatLevelRecord record)
    {
        Invariant.Check(record.Level > image.FormatLevel);
        return image with { FormatLevel = record.Level };
    }

    private static MetadataImage SetFeatureLevel(MetadataImage image, FeatureLevelRecord record)
    {
        Invariant.Check(record.Epoch >= image.FeaturesEpoch);
        return image with
        {
            Features = record.Level == 0 ? image.Features.Remove(record.Name) : image.Features.SetItem(record.Name, record.Level),
            FeaturesEpoch = record.Epoch,
        };
    }

    private static MetadataImage Fence(MetadataImage image, FenceBrokerRecord record)
    {
        Invariant.Check(image.Brokers.ContainsKey(record.Node.Value));
        var broker = image.Brokers[record.Node.Value] with { IsFenced = record.IsFenced };
        return image with { Brokers = image.Brokers.SetItem(record.Node.Value, broker) };
    }

    private static MetadataImage Unregister(MetadataImage image, UnregisterBrokerRecord record)
    {
        Invariant.Check(image.Brokers.ContainsKey(record.Node.Value));
        var without = image with
        {
            Brokers = image.Brokers.Remove(record.Node.Value),
            BrokerConfigs = image.BrokerConfigs.Remove(record.Node.Value),
        };
        return Confirm(without, record.Node, image.DeletedTopics.Keys);
    }

    private static MetadataImage Create(MetadataImage image, CreateTopicRecord record)
    {
        Invariant.Check(!image.TopicsByName.ContainsKey(record.Name));
        Invariant.Check(!image.TopicsById.ContainsKey(record.Id) && !image.DeletedTopics.ContainsKey(record.Id));
        Invariant.Check(!record.Partitions.IsEmpty);
        var topic = new TopicImage
        {
            Id = record.Id,
            Name = record.Name,
            IsInternal = record.IsInternal,
            Partitions = [.. record.Partitions.Select(static (voters, index) => new PartitionImage(index, voters))],
        };
        return Put(image, topic) with { NamesByUnifiedName = WithName(image.NamesByUnifiedName, record.Name) };
    }

    private static MetadataImage Add(MetadataImage image, AddPartitionsRecord record)
    {
        Invariant.Check(image.TopicsById.ContainsKey(record.TopicId));
        var topic = image.TopicsById[record.TopicId];
        Invariant.Check(topic.Partitions.Length == record.FirstPartition);
        var added = record.Partitions.Select((voters, index) => new PartitionImage(record.FirstPartition + index, voters));
        return Put(image, topic with { Partitions = topic.Partitions.AddRange(added) });
    }

    private static MetadataImage Delete(MetadataImage image, DeleteTopicRecord record)
    {
        Invariant.Check(image.TopicsById.TryGetValue(record.TopicId, out var topic) && topic.Name == record.Name);
        var without = image with
        {
            TopicsByName = image.TopicsByName.Remove(record.Name),
            TopicsById = image.TopicsById.Remove(record.TopicId),
            NamesByUnifiedName = WithoutName(image.NamesByUnifiedName, record.Name),
        };
        return Retain(without, new DeletedTopicImage
        {
            Id = record.TopicId,
            Name = record.Name,
            AwaitedBrokers = [.. image.Brokers.Keys],
        });
    }

    /// <summary>Lists a deleted topic, unless nobody is awaited.</summary>
    private static MetadataImage Retain(MetadataImage image, DeletedTopicImage topic)
    {
        Invariant.Check(!image.TopicsById.ContainsKey(topic.Id) && !image.DeletedTopics.ContainsKey(topic.Id));
        return topic.AwaitedBrokers.IsEmpty ? image : image with { DeletedTopics = image.DeletedTopics.Add(topic.Id, topic) };
    }

    private static MetadataImage Confirm(MetadataImage image, NodeId node, IEnumerable<Guid> topicIds)
    {
        var deleted = image.DeletedTopics;
        foreach (var id in topicIds)
        {
            if (!deleted.TryGetValue(id, out var topic)) continue;
            var awaited = topic.AwaitedBrokers.Remove(node.Value);
            deleted = awaited.IsEmpty ? deleted.Remove(id) : deleted.SetItem(id, topic with { AwaitedBrokers = awaited });
        }

        return image with { DeletedTopics = deleted };
    }

    private static MetadataImage SetTopicConfigs(MetadataImage image, SetTopicConfigsRecord record)
    {
        Invariant.Check(image.TopicsById.ContainsKey(record.TopicId));
        var topic = image.TopicsById[record.TopicId];
        return Put(image, topic with { Configs = WithChanges(topic.Configs, record.Changes) });
    }

    private static MetadataImage SetBrokerConfigs(MetadataImage image, SetBrokerConfigsRecord record)
    {
        if (record.Node.IsNone)
        {
            return image with { DefaultBrokerConfigs = WithChanges(image.DefaultBrokerConfigs, record.Changes) };
        }

        var before = image.BrokerConfigs.GetValueOrDefault(record.Node.Value, MetadataImage.NoConfigs);
        var after = WithChanges(before, record.Changes);
        return image with
        {
            BrokerConfigs = after.IsEmpty
                ? image.BrokerConfigs.Remove(record.Node.Value)
                : image.BrokerConfigs.SetItem(record.Node.Value, after),
        };
    }

    private static MetadataImage Allocate(MetadataImage image, AllocateProducerIdsRecord record)
    {
        // An id given to two producers would make one's records the other's duplicates.
        Invariant.Check(record.NextProducerId > image.NextProducerId);
        return image with { NextProducerId = record.NextProducerId };
    }

    private static MetadataImage Put(MetadataImage image, TopicImage topic) => image with
    {
        TopicsByName = image.TopicsByName.SetItem(topic.Name, topic),
        TopicsById = image.TopicsById.SetItem(topic.Id, topic),
    };

    private static ImmutableSortedDictionary<string, string> WithChanges(
        ImmutableSortedDictionary<string, string> configs, ImmutableArray<ConfigChange> changes)
    {
        var builder = configs.ToBuilder();
        foreach (var (name, value) in changes)
        {
            if (value is null) builder.Remove(name);
            else builder[name] = value;
        }

        return builder.ToImmutable();
    }

    private static ImmutableDictionary<string, ImmutableSortedSet<string>> WithName(
        ImmutableDictionary<string, ImmutableSortedSet<string>> names, string name)
    {
        var unified = TopicNames.Unify(name);
        // Only names that could collide are kept: without either sign, a name's only equal is itself.
        if (!unified.Contains('_')) return names;
        var others = names.GetValueOrDefault(unified, ImmutableSortedSet.Create<string>(StringComparer.Ordinal));
        return names.SetItem(unified, others.Add(name));
    }

    private static ImmutableDictionary<string, ImmutableSortedSet<string>> WithoutName(
        ImmutableDictionary<string, ImmutableSortedSet<string>> names, string name)
    {
        var unified = TopicNames.Unify(name);
        if (!names.TryGetValue(unified, out var others)) return names;
        var left = others.Remove(name);
        return left.IsEmpty ? names.Remove(unified) : names.SetItem(unified, left);
    }
}
