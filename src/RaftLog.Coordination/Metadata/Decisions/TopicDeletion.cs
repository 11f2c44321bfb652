using System.Collections.Immutable;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata.Records;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Metadata.Decisions;

/// <summary>DeleteTopics (key 20): by name, or by id from version 6 on.</summary>
internal static class TopicDeletion
{
    public static Decision<ImmutableArray<DeleteTopicResult>> Decide(
        MetadataImage image, ImmutableArray<TopicToDelete> topics, BrokerSettings settings)
    {
        var records = ImmutableArray.CreateBuilder<MetadataRecord>();
        var results = ImmutableArray.CreateBuilder<DeleteTopicResult>(topics.Length);
        var repeatedNames = Repeated(topics.Where(static topic => topic.Name is not null).Select(static topic => topic.Name!));
        var repeatedIds = Repeated(topics.Where(static topic => topic.Id != Guid.Empty).Select(static topic => topic.Id));
        var seen = new HashSet<Guid>();
        foreach (var asked in topics.Distinct())
        {
            var result = Check(image, asked, repeatedNames, repeatedIds, settings, out var topic);
            if (topic is not null && !seen.Add(topic.Id))
            {
                const string Text = "The provided topic name maps to an ID that was already supplied.";
                result = new(asked.Name, asked.Id, ErrorCode.InvalidRequest, Text);
            }
            else if (topic is not null)
            {
                records.Add(new DeleteTopicRecord(topic.Name, topic.Id));
            }

            results.Add(result);
        }

        return new(records.ToImmutable(), results.ToImmutable());
    }

    private static DeleteTopicResult Check(
        MetadataImage image,
        TopicToDelete asked,
        HashSet<string> repeatedNames,
        HashSet<Guid> repeatedIds,
        BrokerSettings settings,
        out TopicImage? topic)
    {
        topic = null;
        var (name, id) = asked;
        if (name is null && id == Guid.Empty) return Refuse(ErrorCode.InvalidRequest, "Neither topic name nor id were specified.");
        if (name is not null && id != Guid.Empty) return Refuse(ErrorCode.InvalidRequest, "You may not specify both topic name and topic id.");
        if (name is not null && repeatedNames.Contains(name)) return Refuse(ErrorCode.InvalidRequest, MetadataTexts.DuplicateTopicName);
        if (name is null && repeatedIds.Contains(id)) return Refuse(ErrorCode.InvalidRequest, "Duplicate topic id.");
        if (!settings.DeleteTopicEnable) return Refuse(ErrorCode.TopicDeletionDisabled, "Topic deletion is disabled.");
        TopicImage? found;
        if (name is not null)
        {
            if (!image.TryGetTopic(name, out found)) return Refuse(ErrorCode.UnknownTopicOrPartition, MetadataTexts.UnknownTopicOrPartition);
        }
        else if (!image.TryGetTopic(id, out found))
        {
            return Refuse(ErrorCode.UnknownTopicId, MetadataTexts.UnknownTopicId);
        }

        if (found.IsInternal)
        {
            return Refuse(ErrorCode.InvalidTopicException, $"Topic '{found.Name}' is internal and cannot be deleted.");
        }

        topic = found;
        return new(found.Name, found.Id);

        DeleteTopicResult Refuse(ErrorCode error, string message) => new(name, id, error, message);
    }

    private static HashSet<T> Repeated<T>(IEnumerable<T> values) => [.. values.GroupBy(static value => value)
        .Where(static group => group.Skip(1).Any()).Select(static group => group.Key)];
}
