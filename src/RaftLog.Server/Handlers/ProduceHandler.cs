using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Replication.Partitions;
using RaftLog.Server.Cluster;
using RaftLog.Server.Producing;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers;

/// <summary>Produce (key 0), versions 3-13; 0-2 are advertised (KAFKA-18659) and closed on.</summary>
/// <remarks>
/// Each partition's batch is checked, copied once and posted to its partition before this returns, so that batches of one connection are
/// appended in the order they came. v7 zstd; v8 record errors; v9 flexible; v10 leader hints (KIP-951); v13 topic ids.
/// Divergences from Kafka: until transactions exist, whatever is transactional is refused with TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
/// Java, librdkafka and franz-go all take it as fatal and say so, where INVALID_TXN_STATE would have some of them retry.
/// </remarks>
internal sealed class ProduceHandler(HandlerServices services) : RequestHandler<ProduceRequest, ProduceResponse>
{
    /// <summary>The one client that may write to coordinators' topics, as in Kafka.</summary>
    private const string AdminClientId = "__admin_client";

    private const short TopicIdsFromVersion = 13;

    private static readonly BatchRefusal InvalidAcks =
        new(ErrorCode.InvalidRequiredAcks, "Required acks must be -1, 0 or 1.", -1);

    private static readonly BatchRefusal NoTransactions =
        new(ErrorCode.TransactionalIdAuthorizationFailed, "This broker does not offer transactions.", -1);

    private static readonly BatchRefusal Unauthorized = Plain(ErrorCode.TopicAuthorizationFailed);
    private static readonly BatchRefusal UnknownTopic = Plain(ErrorCode.UnknownTopicOrPartition);
    private static readonly BatchRefusal UnknownTopicId = Plain(ErrorCode.UnknownTopicId);
    private static readonly BatchRefusal NotLeader = Plain(ErrorCode.NotLeaderOrFollower);
    private static readonly BatchRefusal InternalTopic =
        new(ErrorCode.InvalidTopicException, "Clients may not write to internal topics.", -1);

    private readonly IClusterMetadata _cluster = services.Cluster;

    /// <inheritdoc/>
    protected override void Handle(RequestContext context, ProduceRequest request)
    {
        var answers = new ProduceAnswers(request, context.Version, context.Client.Listener, _cluster, services.Deadlines);
        var acks = request.Acks switch
        {
            0 => AckLevel.None,
            1 => AckLevel.Leader,
            _ => AckLevel.Quorum,
        };
        var operation = new ProduceOperation(context, acks, answers);
        var image = _cluster.Image;
        var nowMs = services.NowMs;
        var slot = 0;
        foreach (var topic in request.TopicData)
        {
            var refusal = RefusalOf(context, request, topic, image, out var found);
            foreach (var partition in topic.PartitionData)
            {
                if (refusal is not null) operation.Refused(slot, refusal);
                else Post(context, found!, partition, acks, operation, slot, nowMs); // not refused, so found
                slot++;
            }
        }

        operation.Posted(TimeSpan.FromMilliseconds(Math.Max(request.TimeoutMs, 0)));
    }

    /// <inheritdoc/>
    protected override ProduceResponse? Refuse(RequestContext context, ProduceRequest request, ErrorCode error)
    {
        if (request.Acks == 0) return null;
        var answers = new ProduceAnswers(request, context.Version, context.Client.Listener, _cluster, services.Deadlines);
        for (var slot = 0; slot < answers.Slots; slot++) answers.Refused(slot, Plain(error));
        return answers.Response;
    }

    /// <summary>Why nothing of a topic can be written; null when it can.</summary>
    private BatchRefusal? RefusalOf(
        RequestContext context,
        ProduceRequest request,
        ProduceRequest.TopicProduceData asked,
        MetadataImage image,
        out TopicImage? topic)
    {
        topic = null;
        if (request.Acks is < -1 or > 1) return InvalidAcks;
        if (request.TransactionalId is not null) return NoTransactions;
        var isKnown = context.Version >= TopicIdsFromVersion
            ? image.TryGetTopic(asked.TopicId, out topic)
            : image.TryGetTopic(asked.Name, out topic);
        if (!isKnown && context.Version >= TopicIdsFromVersion) return UnknownTopicId;
        if (!services.Authorizer.Allows(context, AclOperation.Write, AclResource.Topic, topic?.Name ?? asked.Name)) return Unauthorized;
        if (!isKnown) return UnknownTopic;
        return topic!.IsInternal && context.ClientId != AdminClientId ? InternalTopic : null; // known
    }

    private void Post(
        RequestContext context,
        TopicImage topic,
        ProduceRequest.PartitionProduceData asked,
        AckLevel acks,
        ProduceOperation operation,
        int slot,
        long nowMs)
    {
        if ((uint)asked.Index >= (uint)topic.Partitions.Length)
        {
            operation.Refused(slot, UnknownTopic);
            return;
        }

        if (!services.Partitions.TryGet(topic.GroupOf(asked.Index), out var partition))
        {
            operation.Refused(slot, NotLeader);
            return;
        }

        var records = asked.Records.Bytes.Span;
        var refusal = BatchAdmission.Admit(
            records,
            _cluster.Configs.TopicSettings(_cluster.Image, topic),
            context.Version,
            nowMs,
            services.DecompressedBytesMax,
            services.Payloads,
            out var batch,
            out var summary);
        if (refusal is not null)
        {
            operation.Refused(slot, refusal);
            return;
        }

        services.Metrics.Received(topic.Name, records.Length, summary.RecordsCount);
        partition.Produce(batch, acks, operation, slot);
    }

    private static BatchRefusal Plain(ErrorCode error) => new(error, error.DefaultMessage(), -1);
}
