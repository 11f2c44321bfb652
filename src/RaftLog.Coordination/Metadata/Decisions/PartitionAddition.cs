using System.Collections.Immutable;
using RaftLog.Coordination.Metadata.Records;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Metadata.Decisions;

/// <summary>CreatePartitions (key 37): the count asked for is the new total.</summary>
internal static class PartitionAddition
{
    public static Decision<ImmutableArray<CreatePartitionsResult>> Decide(
        MetadataImage image, ImmutableArray<PartitionGrowth> topics, bool validateOnly)
    {
        var records = ImmutableArray.CreateBuilder<MetadataRecord>();
        var results = ImmutableArray.CreateBuilder<CreatePartitionsResult>(topics.Length);
        var repeated = topics.GroupBy(static topic => topic.Topic, StringComparer.Ordinal)
            .Where(static group => group.Skip(1).Any()).Select(static group => group.Key).ToHashSet(StringComparer.Ordinal);
        var added = 0L;
        foreach (var growth in topics.DistinctBy(static topic => topic.Topic, StringComparer.Ordinal))
        {
            var result = repeated.Contains(growth.Topic)
                ? Refuse(growth, ErrorCode.InvalidRequest, MetadataTexts.DuplicateTopicName)
                : Check(image, growth, ref added, out var record) ?? Grow(record!);
            results.Add(result);

            CreatePartitionsResult Grow(AddPartitionsRecord record)
            {
                records.Add(record);
                return new(growth.Topic);
            }
        }

        return new(validateOnly ? [] : records.ToImmutable(), results.ToImmutable());
    }

    private static CreatePartitionsResult? Check(
        MetadataImage image, PartitionGrowth growth, ref long added, out AddPartitionsRecord? record)
    {
        record = null;
        if (!image.TryGetTopic(growth.Topic, out var topic))
        {
            return Refuse(growth, ErrorCode.UnknownTopicOrPartition, MetadataTexts.UnknownTopicOrPartition);
        }

        if (topic.IsInternal)
        {
            // A coordinator finds its keys by hash modulo the number of partitions.
            return Refuse(growth, ErrorCode.InvalidTopicException, $"Topic '{topic.Name}' is internal; its number of partitions is fixed.");
        }

        var before = topic.Partitions.Length;
        if (growth.Count == before) return Refuse(growth, ErrorCode.InvalidPartitions, $"Topic already has {before} partition(s).");
        if (growth.Count < before)
        {
            var text = $"The topic {topic.Name} currently has {before} partition(s); {growth.Count} would not be an increase.";
            return Refuse(growth, ErrorCode.InvalidPartitions, text);
        }

        var count = growth.Count - before;
        added += count;
        if (added > TopicCreation.PartitionsPerRequestMax)
        {
            return Refuse(growth, ErrorCode.PolicyViolation, MetadataTexts.TooManyPartitions);
        }

        return growth.Assignments is { } assignments
            ? PlaceAsGiven(image, topic, growth, assignments, count, out record)
            : Place(image, topic, growth, count, out record);
    }

    private static CreatePartitionsResult? Place(
        MetadataImage image, TopicImage topic, PartitionGrowth growth, int count, out AddPartitionsRecord? record)
    {
        record = null;
        if (ReplicaPlacement.Refuse(image, topic.ReplicationFactor) is { } reason)
        {
            return Refuse(growth, ErrorCode.InvalidReplicationFactor, reason);
        }

        var first = topic.Partitions.Length;
        record = new(topic.Id, first, ReplicaPlacement.Place(image, topic.Id, first, count, topic.ReplicationFactor));
        return null;
    }

    private static CreatePartitionsResult? PlaceAsGiven(
        MetadataImage image,
        TopicImage topic,
        PartitionGrowth growth,
        ImmutableArray<ImmutableArray<int>> assignments,
        int count,
        out AddPartitionsRecord? record)
    {
        record = null;
        if (assignments.Length != count)
        {
            var text = $"Attempted to add {count} additional partition(s), but only {assignments.Length} assignment(s) were specified.";
            return Refuse(growth, ErrorCode.InvalidReplicaAssignment, text);
        }

        var first = topic.Partitions.Length;
        var partitions = ImmutableArray.CreateBuilder<ImmutableArray<ReplicaIdentity>>(count);
        foreach (var brokers in assignments)
        {
            var partition = first + partitions.Count;
            if (ReplicaPlacement.CheckAssignment(image, brokers, partition, topic.ReplicationFactor, out var replicas) is { } wrong)
            {
                return Refuse(growth, ErrorCode.InvalidReplicaAssignment, wrong);
            }

            partitions.Add(replicas);
        }

        record = new(topic.Id, first, partitions.MoveToImmutable());
        return null;
    }

    private static CreatePartitionsResult Refuse(PartitionGrowth growth, ErrorCode error, string message) =>
        new(growth.Topic, error, message);
}
