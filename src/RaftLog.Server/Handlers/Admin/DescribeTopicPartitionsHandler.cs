using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>DescribeTopicPartitions (key 75), version 0.</summary>
/// <remarks>
/// KIP-966: topics page by page, ordered by name, all of them when none is named. Eligible leader replicas are empty: Raft elects from the
/// voters, and those are known. Divergences from Kafka: none.
/// </remarks>
internal sealed class DescribeTopicPartitionsHandler(HandlerServices services)
    : SyncRequestHandler<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>
{
    /// <summary>Kafka's <c>max.request.partition.size.limit</c>.</summary>
    private const int PartitionsPerResponseMax = 2000;

    /// <inheritdoc/>
    protected override DescribeTopicPartitionsResponse Answer(RequestContext context, DescribeTopicPartitionsRequest request)
    {
        var image = services.Cluster.Image;
        var names = NamesFrom(request, image).ToList();
        if (!IsValid(request, names)) return Refuse(context, request, ErrorCode.InvalidRequest);
        var response = new DescribeTopicPartitionsResponse();
        var room = Math.Clamp(request.ResponsePartitionLimit, 1, PartitionsPerResponseMax);
        foreach (var name in names.Where(name => MayDescribe(context, name)))
        {
            if (room == 0)
            {
                response.NextCursor = new DescribeTopicPartitionsResponse.Cursor { TopicName = name, PartitionIndex = 0 };
                break;
            }

            var first = request.Cursor is { } cursor && cursor.TopicName == name ? cursor.PartitionIndex : 0;
            room -= Add(context, response, image, name, first, room);
            if (response.NextCursor is not null) break;
        }

        // Of a question about everything, what must not be known is left out in silence (KP-85).
        if (request.Topics.Count == 0) return response;
        foreach (var name in names.Where(name => !MayDescribe(context, name)))
            response.Topics.Add(Failed(context, name, ErrorCode.TopicAuthorizationFailed));
        return response;
    }

    /// <inheritdoc/>
    protected override DescribeTopicPartitionsResponse Refuse(
        RequestContext context, DescribeTopicPartitionsRequest request, ErrorCode error)
    {
        context.Note(error);
        var response = new DescribeTopicPartitionsResponse();
        foreach (var topic in request.Topics) response.Topics.Add(Failed(context, topic.Name, error));
        return response;
    }

    /// <summary>The topics from the cursor on, each once, by name.</summary>
    private static IEnumerable<string> NamesFrom(DescribeTopicPartitionsRequest request, MetadataImage image)
    {
        var names = request.Topics.Count == 0
            ? image.TopicsByName.Keys
            : request.Topics.Select(static topic => topic.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return request.Cursor is { } cursor ? names.Where(name => string.CompareOrdinal(name, cursor.TopicName) >= 0) : names;
    }

    /// <summary>The cursor of a question about all topics may name one that has been deleted since.</summary>
    private static bool IsValid(DescribeTopicPartitionsRequest request, List<string> names) =>
        request.Cursor is not { } cursor
        || (cursor.PartitionIndex >= 0 && (request.Topics.Count == 0 || names.Contains(cursor.TopicName, StringComparer.Ordinal)));

    private static DescribeTopicPartitionsResponse.Topic Failed(RequestContext context, string name, ErrorCode error)
    {
        context.Note(error);
        return new() { Name = name, ErrorCode = error };
    }

    private bool MayDescribe(RequestContext context, string topic) =>
        services.Authorizer.Allows(context, AclOperation.Describe, AclResource.Topic, topic);

    /// <summary>Adds a topic's partitions from <paramref name="first"/> on, and the cursor when not all of them fit.</summary>
    /// <returns>How many were added, at most <paramref name="room"/>.</returns>
    private int Add(
        RequestContext context, DescribeTopicPartitionsResponse response, MetadataImage image, string name, int first, int room)
    {
        if (!image.TryGetTopic(name, out var topic))
        {
            var error = TopicNames.Check(name) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.InvalidTopicException;
            response.Topics.Add(Failed(context, name, error));
            return 0;
        }

        var row = new DescribeTopicPartitionsResponse.Topic
        {
            Name = name,
            TopicId = topic.Id,
            IsInternal = topic.IsInternal,
            TopicAuthorizedOperations = AuthorizedOperations.OnTopic(services.Authorizer, context, name),
        };
        first = Math.Min(first, topic.Partitions.Length);
        var end = Math.Min(topic.Partitions.Length, first + room);
        for (var i = first; i < end; i++) row.Partitions.Add(Describe(context, image, topic, topic.Partitions[i]));
        response.Topics.Add(row);
        if (end < topic.Partitions.Length)
            response.NextCursor = new DescribeTopicPartitionsResponse.Cursor { TopicName = name, PartitionIndex = end };
        return end - first;
    }

    private DescribeTopicPartitionsResponse.Partition Describe(
        RequestContext context, MetadataImage image, TopicImage topic, PartitionImage partition)
    {
        var view = PartitionView.Of(services, image, topic, partition, context.Client.Listener, knowsListenerError: true);
        return new DescribeTopicPartitionsResponse.Partition
        {
            ErrorCode = view.Error,
            PartitionIndex = partition.Index,
            LeaderId = view.LeaderId,
            LeaderEpoch = view.LeaderEpoch,
            ReplicaNodes = view.Replicas,
            IsrNodes = view.InSync,
            OfflineReplicas = view.Offline,
            EligibleLeaderReplicas = [],
            LastKnownElr = [],
        };
    }
}
