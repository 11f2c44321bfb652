using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Raft;
using RaftLog.Replication;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>DescribeQuorum (key 55), versions 0-2.</summary>
/// <remarks>
/// The metadata group as its leader sees it; offsets are log indexes, since that log has no offsets. v1 timestamps; v2 directory ids, error
/// messages and endpoints. Divergences from Kafka: endpoints are those of client listeners.
/// </remarks>
internal sealed class DescribeQuorumHandler(HandlerServices services)
    : SyncRequestHandler<DescribeQuorumRequest, DescribeQuorumResponse>
{
    /// <inheritdoc/>
    protected override DescribeQuorumResponse Answer(RequestContext context, DescribeQuorumRequest request)
    {
        if (!services.Authorizer.Allows(context, AclOperation.Describe, AclResource.Cluster, IAuthorizer.ClusterName))
            return Refuse(context, request, ErrorCode.ClusterAuthorizationFailed);
        var status = services.Quorum.Status;
        var response = new DescribeQuorumResponse();
        foreach (var topic in request.Topics)
        {
            var rows = new DescribeQuorumResponse.TopicData { TopicName = topic.TopicName };
            foreach (var partition in topic.Partitions)
                rows.Partitions.Add(Describe(context, status, topic.TopicName, partition.PartitionIndex));
            response.Topics.Add(rows);
        }

        if (context.Version >= 2) AddNodes(response, status.Configuration);
        return response;
    }

    /// <inheritdoc/>
    protected override DescribeQuorumResponse Refuse(RequestContext context, DescribeQuorumRequest request, ErrorCode error)
    {
        context.Note(error);
        return new DescribeQuorumResponse { ErrorCode = error, ErrorMessage = KafkaTexts.Of(error) };
    }

    private static DescribeQuorumResponse.PartitionData Failed(RequestContext context, int partition, ErrorCode error)
    {
        context.Note(error);
        return new() { PartitionIndex = partition, ErrorCode = error, ErrorMessage = KafkaTexts.Of(error) };
    }

    private DescribeQuorumResponse.PartitionData Describe(
        RequestContext context, StateGroupStatus status, string topic, int partition)
    {
        if (topic != TopicNames.ClusterMetadata || partition != 0) return Failed(context, partition, ErrorCode.UnknownTopicOrPartition);
        if (status.Leader != services.Cluster.SelfId) return Failed(context, partition, ErrorCode.NotLeaderOrFollower);
        var row = new DescribeQuorumResponse.PartitionData
        {
            PartitionIndex = partition,
            LeaderId = status.Leader.Value,
            LeaderEpoch = status.Term.Value,
            HighWatermark = status.CommitIndex.Value + 1,
        };
        foreach (var voter in VotersOf(status.Configuration)) row.CurrentVoters.Add(RowOf(voter, status.LastIndex));
        foreach (var learner in status.Configuration.Learners) row.Observers.Add(RowOf(learner, status.LastIndex));
        return row;
    }

    /// <summary>During a joint phase both the incoming and the outgoing voters count.</summary>
    private static IEnumerable<Member> VotersOf(RaftConfiguration configuration) => configuration.Voters.Union(configuration.OutgoingVoters);

    private DescribeQuorumResponse.ReplicaState RowOf(Member member, LogIndex lastIndex)
    {
        var isSelf = member.Node == services.Cluster.SelfId;
        var nowMs = services.NowMs;
        return new DescribeQuorumResponse.ReplicaState
        {
            ReplicaId = member.Node.Value,
            ReplicaDirectoryId = member.ReplicaUuid,
            LogEndOffset = isSelf ? lastIndex.Value + 1 : -1,
            LastFetchTimestamp = isSelf ? nowMs : -1,
            LastCaughtUpTimestamp = isSelf ? nowMs : -1,
        };
    }

    private void AddNodes(DescribeQuorumResponse response, RaftConfiguration configuration)
    {
        var brokers = services.Cluster.Image.Brokers;
        foreach (var voter in VotersOf(configuration))
        {
            if (!brokers.TryGetValue(voter.Node.Value, out var broker)) continue;
            var node = new DescribeQuorumResponse.Node { NodeId = voter.Node.Value };
            foreach (var endpoint in broker.Endpoints)
            {
                node.Listeners.Add(new DescribeQuorumResponse.Listener
                {
                    Name = endpoint.Listener.ToUpperInvariant(),
                    Host = endpoint.Host,
                    Port = (ushort)endpoint.Port,
                });
            }

            response.Nodes.Add(node);
        }
    }
}
