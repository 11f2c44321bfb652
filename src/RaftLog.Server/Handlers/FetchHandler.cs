using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Replication.Partitions;
using RaftLog.Server.Fetching;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers;

/// <summary>Fetch (key 1), versions 4-16.</summary>
/// <remarks>
/// v7 sessions (KIP-227); v9 leader epoch; v11 rack; v12 flexible, diverging epochs; v13 topic ids; v16 leader hints (KIP-951). Reads
/// are served by the leader; a client's rack is accepted and preferred_read_replica always -1. Divergences from Kafka: an answer ends
/// with a whole batch, never a part of one; it holds at most 8 MiB of records unless one batch is larger; replicas of Kafka brokers
/// (replica_id 0 and above) are refused, since our own replication does not go through this API and a client may not pose as a replica.
/// </remarks>
internal sealed class FetchHandler(HandlerServices services) : RequestHandler<FetchRequest, FetchResponse>
{
    private readonly FetchSessionCache _sessions = new(services.Fetch, services.Time);

    /// <summary>Open fetch sessions.</summary>
    internal int Sessions => _sessions.Count;

    /// <inheritdoc/>
    protected override void Handle(RequestContext context, FetchRequest request)
    {
        var plan = _sessions.Plan(request, context.Version);
        if (plan.Error != ErrorCode.None)
        {
            context.Note(plan.Error);
            context.Respond(new FetchResponse { ErrorCode = plan.Error });
            return;
        }

        var replicaId = context.Version >= 15 ? request.ReplicaState.ReplicaId : request.ReplicaId;
        var image = services.Cluster.Image;
        foreach (var target in plan.Targets) Resolve(context, image, target, replicaId >= 0);
        new FetchOperation(services, _sessions, context, request, plan).Start();
    }

    /// <inheritdoc/>
    protected override FetchResponse Refuse(RequestContext context, FetchRequest request, ErrorCode error) =>
        Failed(new FetchSessionCache(services.Fetch with { SessionsMax = 0 }, services.Time).Plan(Sessionless(request), context.Version), error);

    /// <summary>An answer in which every partition has failed.</summary>
    internal static FetchResponse Failed(FetchPlan plan, ErrorCode error)
    {
        var response = new FetchResponse { ErrorCode = error };
        foreach (var target in plan.Targets)
        {
            var topic = new FetchResponse.FetchableTopicResponse { Topic = target.Query.TopicName, TopicId = target.Query.TopicId };
            topic.Partitions.Add(new FetchResponse.PartitionData
            {
                PartitionIndex = target.Query.Partition,
                ErrorCode = error,
                HighWatermark = -1,
                Records = WireRecords.Empty,
            });
            response.Responses.Add(topic);
        }

        return response;
    }

    private static FetchRequest Sessionless(FetchRequest request)
    {
        request.SessionId = 0;
        request.SessionEpoch = -1;
        return request;
    }

    private void Resolve(RequestContext context, MetadataImage image, FetchTarget target, bool posesAsReplica)
    {
        var error = Find(context, image, target.Query, posesAsReplica, out var topic, out var partition);
        target.Resolve(topic?.Name, error == ErrorCode.None ? partition : null, error);
    }

    private ErrorCode Find(
        RequestContext context,
        MetadataImage image,
        in FetchQuery query,
        bool posesAsReplica,
        out TopicImage? topic,
        out Partition? partition)
    {
        partition = null;
        topic = null;
        if (posesAsReplica) return ErrorCode.TopicAuthorizationFailed;
        var isById = context.Version >= 13;
        var isKnown = isById ? image.TryGetTopic(query.TopicId, out topic) : image.TryGetTopic(query.TopicName, out topic);
        if (isById && !isKnown) return ErrorCode.UnknownTopicId;
        if (!services.Authorizer.Allows(context, AclOperation.Read, AclResource.Topic, topic?.Name ?? query.TopicName))
            return ErrorCode.TopicAuthorizationFailed;
        if (!isKnown || (uint)query.Partition >= (uint)topic!.Partitions.Length) return ErrorCode.UnknownTopicOrPartition; // known
        return services.Partitions.TryGet(topic.GroupOf(query.Partition), out partition)
            ? ErrorCode.None
            : ErrorCode.NotLeaderOrFollower;
    }
}
