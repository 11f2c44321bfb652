using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Replication.Partitions;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers;

/// <summary>DescribeProducers (key 61), version 0.</summary>
/// <remarks>
/// The idempotent producers a partition's leader remembers; transactions do not exist yet, so no producer has one open. Divergences from
/// Kafka: none.
/// </remarks>
internal sealed class DescribeProducersHandler(HandlerServices services)
    : AdminHandler<DescribeProducersRequest, DescribeProducersResponse>(services)
{
    private const int NoCoordinatorEpoch = -1;

    /// <inheritdoc/>
    protected override async Task<DescribeProducersResponse> AnswerAsync(RequestContext context, DescribeProducersRequest request)
    {
        var response = new DescribeProducersResponse();
        foreach (var topic in request.Topics)
        {
            var rows = new DescribeProducersResponse.TopicResponse { Name = topic.Name };
            foreach (var partition in topic.PartitionIndexes)
            {
                var row = await DescribeAsync(context, topic.Name, partition);
                context.Note(row.ErrorCode);
                rows.Partitions.Add(row);
            }

            response.Topics.Add(rows);
        }

        return response;
    }

    /// <inheritdoc/>
    protected override DescribeProducersResponse Refuse(RequestContext context, DescribeProducersRequest request, ErrorCode error)
    {
        var response = new DescribeProducersResponse();
        foreach (var topic in request.Topics)
        {
            var rows = new DescribeProducersResponse.TopicResponse { Name = topic.Name };
            foreach (var partition in topic.PartitionIndexes) rows.Partitions.Add(Failed(partition, error));
            response.Topics.Add(rows);
        }

        return response;
    }

    private static DescribeProducersResponse.PartitionResponse Failed(int partition, ErrorCode error) =>
        new() { PartitionIndex = partition, ErrorCode = error, ErrorMessage = error.DefaultMessage() };

    private async Task<DescribeProducersResponse.PartitionResponse> DescribeAsync(RequestContext context, string name, int index)
    {
        var error = Find(context, name, index, out var partition);
        if (error != ErrorCode.None) return Failed(index, error);
        var row = new DescribeProducersResponse.PartitionResponse { PartitionIndex = index };
        foreach (var producer in await partition!.DescribeProducersAsync()) // no error, so found
        {
            row.ActiveProducers.Add(new DescribeProducersResponse.ProducerState
            {
                ProducerId = producer.ProducerId,
                ProducerEpoch = producer.ProducerEpoch,
                LastSequence = producer.LastSequence,
                LastTimestamp = producer.LastTimestampMs,
                CoordinatorEpoch = NoCoordinatorEpoch,
            });
        }

        return row;
    }

    private ErrorCode Find(RequestContext context, string name, int index, out Partition? partition)
    {
        partition = null;
        if (!AllowsTopic(context, AclOperation.Read, name)) return ErrorCode.TopicAuthorizationFailed;
        if (!Services.Cluster.Image.TryGetTopic(name, out var topic) || (uint)index >= (uint)topic.Partitions.Length)
            return ErrorCode.UnknownTopicOrPartition;
        if (!Services.Partitions.TryGet(topic.GroupOf(index), out partition)) return ErrorCode.NotLeaderOrFollower;
        return Leadership.CheckLeader(partition.Status);
    }
}
