using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers;

/// <summary>OffsetForLeaderEpoch (key 23), versions 2-4.</summary>
/// <remarks>
/// KIP-320: where did a past epoch end, so that a reader can detect truncation. The current epoch ends at the log's end, not at the
/// high watermark (KP-19). v2 leader-epoch fencing; v3 replica id; v4 flexible. Divergences from Kafka: none.
/// </remarks>
internal sealed class OffsetForLeaderEpochHandler(HandlerServices services)
    : SyncRequestHandler<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>
{
    /// <inheritdoc/>
    protected override OffsetForLeaderEpochResponse Answer(RequestContext context, OffsetForLeaderEpochRequest request) =>
        Build(request, (topic, partition) =>
        {
            var row = Answer(context, topic, partition);
            context.Note(row.ErrorCode);
            return row;
        });

    /// <inheritdoc/>
    protected override OffsetForLeaderEpochResponse Refuse(RequestContext context, OffsetForLeaderEpochRequest request, ErrorCode error) =>
        Build(request, (_, _) => Failed(error));

    private static OffsetForLeaderEpochResponse Build(
        OffsetForLeaderEpochRequest request,
        Func<string, OffsetForLeaderEpochRequest.OffsetForLeaderPartition, OffsetForLeaderEpochResponse.EpochEndOffset> answer)
    {
        var response = new OffsetForLeaderEpochResponse();
        foreach (var topic in request.Topics)
        {
            var rows = new OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult { Topic = topic.Topic };
            foreach (var partition in topic.Partitions)
            {
                var row = answer(topic.Topic, partition);
                row.Partition = partition.Partition;
                rows.Partitions.Add(row);
            }

            response.Topics.Add(rows);
        }

        return response;
    }

    private static OffsetForLeaderEpochResponse.EpochEndOffset Failed(ErrorCode error) => new() { ErrorCode = error };

    private OffsetForLeaderEpochResponse.EpochEndOffset Answer(
        RequestContext context, string topicName, OffsetForLeaderEpochRequest.OffsetForLeaderPartition asked)
    {
        if (!services.Authorizer.Allows(context, AclOperation.Describe, AclResource.Topic, topicName))
            return Failed(ErrorCode.TopicAuthorizationFailed);
        if (!services.Cluster.Image.TryGetTopic(topicName, out var topic) || (uint)asked.Partition >= (uint)topic.Partitions.Length)
            return Failed(ErrorCode.UnknownTopicOrPartition);
        if (!services.Partitions.TryGet(topic.GroupOf(asked.Partition), out var partition))
            return Failed(ErrorCode.NotLeaderOrFollower);
        var status = partition.Status;
        var error = Leadership.CheckEpoch(status, asked.CurrentLeaderEpoch);
        if (error == ErrorCode.None) error = Leadership.CheckLeader(status);
        if (error != ErrorCode.None) return Failed(error);
        var end = partition.EndOfEpoch(new Term(asked.LeaderEpoch));
        return new OffsetForLeaderEpochResponse.EpochEndOffset { LeaderEpoch = end.Term.Value, EndOffset = end.EndOffset.Value };
    }
}
