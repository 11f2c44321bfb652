using RaftLog.Coordination.Configs;
using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Replication.Partitions;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>DeleteRecords (key 21), versions 0-2.</summary>
/// <remarks>
/// Raises the log start by a committed entry, so that it survives a change of leader; the offset -1 stands for the high watermark
/// (KP-37). v2 flexible. Divergences from Kafka: none known.
/// </remarks>
internal sealed class DeleteRecordsHandler(HandlerServices services) : AdminHandler<DeleteRecordsRequest, DeleteRecordsResponse>(services)
{
    private const long NoLowWatermark = -1;

    /// <inheritdoc/>
    protected override async Task<DeleteRecordsResponse> AnswerAsync(RequestContext context, DeleteRecordsRequest request)
    {
        // All of them are begun before the first is waited for.
        var patience = Patience(request.TimeoutMs);
        var answers = request.Topics
            .Select(topic => topic.Partitions.Select(partition => TrimAsync(context, topic.Name, partition, patience)).ToList())
            .ToList();
        var response = new DeleteRecordsResponse();
        for (var i = 0; i < answers.Count; i++)
        {
            var rows = new DeleteRecordsResponse.DeleteRecordsTopicResult { Name = request.Topics[i].Name };
            foreach (var answer in answers[i])
            {
                var row = await answer;
                context.Note(row.ErrorCode);
                rows.Partitions.Add(row);
            }

            response.Topics.Add(rows);
        }

        return response;
    }

    /// <inheritdoc/>
    protected override DeleteRecordsResponse Refuse(RequestContext context, DeleteRecordsRequest request, ErrorCode error)
    {
        var response = new DeleteRecordsResponse();
        foreach (var topic in request.Topics)
        {
            var rows = new DeleteRecordsResponse.DeleteRecordsTopicResult { Name = topic.Name };
            foreach (var partition in topic.Partitions) rows.Partitions.Add(Row(partition.PartitionIndex, error));
            response.Topics.Add(rows);
        }

        return response;
    }

    private static DeleteRecordsResponse.DeleteRecordsPartitionResult Row(int partition, ErrorCode error, long lowWatermark = NoLowWatermark) =>
        new() { PartitionIndex = partition, ErrorCode = error, LowWatermark = lowWatermark };

    private async Task<DeleteRecordsResponse.DeleteRecordsPartitionResult> TrimAsync(
        RequestContext context, string topic, DeleteRecordsRequest.DeleteRecordsPartition asked, TimeSpan patience)
    {
        var error = Find(context, topic, asked.PartitionIndex, out var partition);
        if (error != ErrorCode.None) return Row(asked.PartitionIndex, error);
        if (asked.Offset < -1) return Row(asked.PartitionIndex, ErrorCode.OffsetOutOfRange);
        try
        {
            var outcome = await partition!.TrimAsync(new Offset(asked.Offset)).WaitAsync(patience, Services.Time); // no error, so found
            error = ErrorOf(outcome.Status);
            return Row(asked.PartitionIndex, error, error == ErrorCode.None ? outcome.LogStartOffset.Value : NoLowWatermark);
        }
        catch (TimeoutException)
        {
            return Row(asked.PartitionIndex, ErrorCode.RequestTimedOut);
        }
    }

    private ErrorCode Find(RequestContext context, string name, int index, out Partition? partition)
    {
        partition = null;
        if (!AllowsTopic(context, AclOperation.Delete, name)) return ErrorCode.TopicAuthorizationFailed;
        var image = Services.Cluster.Image;
        if (!image.TryGetTopic(name, out var topic) || (uint)index >= (uint)topic.Partitions.Length) return ErrorCode.UnknownTopicOrPartition;
        if (topic.IsInternal) return ErrorCode.InvalidTopicException;
        if (!Services.Cluster.Configs.TopicSettings(image, topic).CleanupPolicy.HasFlag(CleanupPolicy.Delete)) return ErrorCode.PolicyViolation;
        if (!Services.Partitions.TryGet(topic.GroupOf(index), out partition)) return ErrorCode.NotLeaderOrFollower;
        return Leadership.CheckLeader(partition.Status);
    }

    private static ErrorCode ErrorOf(ReadStatus status) => status switch
    {
        ReadStatus.Ok => ErrorCode.None,
        ReadStatus.OffsetOutOfRange => ErrorCode.OffsetOutOfRange,
        ReadStatus.NotLeader or ReadStatus.NotYetServing => ErrorCode.NotLeaderOrFollower,
        ReadStatus.Closed => ErrorCode.UnknownTopicOrPartition,
        _ => ErrorCode.KafkaStorageError,
    };
}
