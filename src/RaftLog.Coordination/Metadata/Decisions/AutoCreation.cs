using System.Collections.Immutable;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata.Records;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Metadata.Decisions;

/// <summary>Topics that come into being because somebody asked for them: by Metadata, or by a coordinator.</summary>
internal static class AutoCreation
{
    public static Decision<ImmutableArray<CreateTopicResult>> Decide(
        MetadataImage image, ConfigLookup lookup, ImmutableArray<NewTopic> topics, int seedBrokers)
    {
        var records = ImmutableArray.CreateBuilder<MetadataRecord>();
        var results = ImmutableArray.CreateBuilder<CreateTopicResult>(topics.Length);
        var enabled = lookup.BrokerSettings(image).AutoCreateTopicsEnable;
        var after = image;
        foreach (var topic in topics.DistinctBy(static topic => topic.Name, StringComparer.Ordinal))
        {
            var result = CreateOne(after, lookup, topic, seedBrokers, enabled);
            after = MetadataReplay.Apply(after, result.Records);
            records.AddRange(result.Records);
            results.Add(result.Result);
        }

        return new(records.ToImmutable(), results.ToImmutable());
    }

    public static Decision<CreateTopicResult> DecideInternal(
        MetadataImage image, ConfigLookup lookup, string name, Guid id, int seedBrokers) =>
        image.TryGetTopic(name, out var topic)
            ? new([], Existing(topic))
            : new TopicCreation(image, lookup).DecideInternal(name, id, seedBrokers);

    private static Decision<CreateTopicResult> CreateOne(
        MetadataImage image, ConfigLookup lookup, NewTopic topic, int seedBrokers, bool enabled)
    {
        if (image.TryGetTopic(topic.Name, out var existing)) return new([], Existing(existing));
        if (!enabled)
        {
            return new([], new()
            {
                Name = topic.Name,
                Error = ErrorCode.UnknownTopicOrPartition,
                Message = MetadataTexts.UnknownTopicOrPartition,
            });
        }

        if (TopicNames.IsInternal(topic.Name)) return DecideInternal(image, lookup, topic.Name, topic.Id, seedBrokers);
        var plain = new NewTopic { Name = topic.Name, Id = topic.Id };
        var (records, results) = new TopicCreation(image, lookup).Decide([plain], validateOnly: false);
        return new(records, results[0]);
    }

    private static CreateTopicResult Existing(TopicImage topic) => new()
    {
        Name = topic.Name,
        TopicId = topic.Id,
        Partitions = topic.Partitions.Length,
        ReplicationFactor = topic.ReplicationFactor,
    };
}
