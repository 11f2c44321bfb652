using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>ElectLeaders (key 43), versions 0-2.</summary>
/// <remarks>
/// Leaders are elected by each partition's own Raft group, never here: the answer says whether one is needed. v1 election type; v2
/// flexible. Divergences from Kafka: an unclean election is never held (Raft has none), the partition keeps waiting for its voters; and
/// leadership is not moved to the preferred replica when another one has it.
/// </remarks>
internal sealed class ElectLeadersHandler(HandlerServices services) : SyncRequestHandler<ElectLeadersRequest, ElectLeadersResponse>
{
    private const sbyte Preferred = 0;
    private const sbyte Unclean = 1;

    /// <inheritdoc/>
    protected override ElectLeadersResponse Answer(RequestContext context, ElectLeadersRequest request)
    {
        if (!services.Authorizer.Allows(context, AclOperation.Alter, AclResource.Cluster, IAuthorizer.ClusterName))
            return Refuse(context, request, ErrorCode.ClusterAuthorizationFailed);
        if (request.ElectionType is not (Preferred or Unclean)) return Refuse(context, request, ErrorCode.InvalidRequest);
        var image = services.Cluster.Image;
        return request.TopicPartitions is { } asked
            ? AnswerNamed(context, request.ElectionType, image, asked)
            : AnswerAll(context, request.ElectionType, image);
    }

    /// <inheritdoc/>
    protected override ElectLeadersResponse Refuse(RequestContext context, ElectLeadersRequest request, ErrorCode error)
    {
        context.Note(error);
        var response = new ElectLeadersResponse { ErrorCode = context.Version >= 1 ? error : ErrorCode.None };
        foreach (var topic in request.TopicPartitions ?? [])
        {
            var rows = new ElectLeadersResponse.ReplicaElectionResult { Topic = topic.Topic };
            foreach (var partition in topic.Partitions) rows.PartitionResult.Add(Row(partition, error, KafkaTexts.Of(error)));
            response.ReplicaElectionResults.Add(rows);
        }

        return response;
    }

    private static ElectLeadersResponse.PartitionResult Row(int partition, ErrorCode error, string? message) =>
        new() { PartitionId = partition, ErrorCode = error, ErrorMessage = message };

    private ElectLeadersResponse AnswerNamed(
        RequestContext context, sbyte type, MetadataImage image, List<ElectLeadersRequest.TopicPartitionsRow> asked)
    {
        var response = new ElectLeadersResponse();
        foreach (var topic in asked)
        {
            var rows = new ElectLeadersResponse.ReplicaElectionResult { Topic = topic.Topic };
            foreach (var partition in topic.Partitions)
            {
                var (error, message) = Decide(type, image, topic.Topic, partition);
                context.Note(error);
                rows.PartitionResult.Add(Row(partition, error, message));
            }

            response.ReplicaElectionResults.Add(rows);
        }

        return response;
    }

    /// <summary>Of all partitions, those that need no election are left out, as in Kafka.</summary>
    private ElectLeadersResponse AnswerAll(RequestContext context, sbyte type, MetadataImage image)
    {
        var response = new ElectLeadersResponse();
        foreach (var topic in image.TopicsByName.Values)
        {
            var rows = new ElectLeadersResponse.ReplicaElectionResult { Topic = topic.Name };
            foreach (var partition in topic.Partitions)
            {
                var error = ErrorOf(type, topic, partition.Index);
                if (error == ErrorCode.ElectionNotNeeded) continue;
                context.Note(error);
                rows.PartitionResult.Add(Row(partition.Index, error, KafkaTexts.Of(error)));
            }

            if (rows.PartitionResult.Count > 0) response.ReplicaElectionResults.Add(rows);
        }

        return response;
    }

    private (ErrorCode Error, string? Message) Decide(sbyte type, MetadataImage image, string name, int index)
    {
        if (!image.TryGetTopic(name, out var topic)) return (ErrorCode.UnknownTopicOrPartition, $"No such topic as {name}");
        if ((uint)index >= (uint)topic.Partitions.Length)
            return (ErrorCode.UnknownTopicOrPartition, $"No such partition as {name}-{index}");
        var error = ErrorOf(type, topic, index);
        return (error, KafkaTexts.Of(error));
    }

    private ErrorCode ErrorOf(sbyte type, TopicImage topic, int index)
    {
        var (leader, _) = Leadership.Of(services.Partitions, topic.GroupOf(index));
        if (type == Unclean) return leader.IsNone ? ErrorCode.EligibleLeadersNotAvailable : ErrorCode.ElectionNotNeeded;
        return leader == topic.Partitions[index].InitialVoters[0].Node ? ErrorCode.ElectionNotNeeded : ErrorCode.PreferredLeaderNotAvailable;
    }
}
