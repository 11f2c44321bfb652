using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Cluster;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers;

/// <summary>Metadata (key 3), versions 0-13.</summary>
/// <remarks>
/// Brokers by the listener the request came in on, topics, leaders and their epochs. v1 controller; v4 auto-creation by request; v7 leader
/// epoch; v8 authorized operations; v9 flexible; v10 topic ids; v12 lookup by id. Auto-creation is waited for, so that the first
/// answer already names the partitions, where Kafka answers UNKNOWN_TOPIC_OR_PARTITION and lets the client come again; when it takes
/// longer than <see cref="CreationWait"/>, so do we.
/// </remarks>
internal sealed class MetadataHandler(HandlerServices services)
    : AsyncRequestHandler<MetadataRequest, MetadataResponse>(services.Logger)
{
    private static readonly TimeSpan CreationWait = TimeSpan.FromSeconds(5);

    private readonly IClusterMetadata _cluster = services.Cluster;
    private readonly IAuthorizer _authorizer = services.Authorizer;

    /// <inheritdoc/>
    protected override Task<MetadataResponse> AnswerAsync(RequestContext context, MetadataRequest request)
    {
        var missing = TopicsToCreate(context, request);
        return missing.Count == 0 ? Task.FromResult(Answer(context, request, null)) : CreateAndAnswerAsync(context, request, missing);
    }

    /// <inheritdoc/>
    protected override MetadataResponse Refuse(RequestContext context, MetadataRequest request, ErrorCode error)
    {
        var response = NewResponse(context, request, _cluster.Image);
        if (context.Version >= 13) response.ErrorCode = error;
        foreach (var topic in request.Topics ?? []) response.Topics.Add(Failed(context, topic.Name, topic.TopicId, error));
        return response;
    }

    private async Task<MetadataResponse> CreateAndAnswerAsync(RequestContext context, MetadataRequest request, List<string> missing)
    {
        var refusals = new Dictionary<string, ErrorCode>(StringComparer.Ordinal);
        try
        {
            var creation = _cluster.AutoCreateAsync(missing, CancellationToken.None);
            foreach (var (name, result) in await creation.WaitAsync(CreationWait, services.Time))
            {
                if (result.Error != ErrorCode.None) refusals[name] = ErrorOfCreation(result.Error);
            }
        }
        catch (Exception e) when (e is TimeoutException or MetadataUnavailableException)
        {
            // Retriable, and the topic may be there when the client asks again.
            foreach (var name in missing) refusals[name] = ErrorCode.UnknownTopicOrPartition;
        }

        return Answer(context, request, refusals);
    }

    /// <summary>What a client can do nothing about by itself stays "unknown topic", which it retries, as in Kafka.</summary>
    private static ErrorCode ErrorOfCreation(ErrorCode error) => error switch
    {
        ErrorCode.InvalidTopicException or ErrorCode.TopicAuthorizationFailed or ErrorCode.InvalidReplicationFactor => error,
        _ => ErrorCode.UnknownTopicOrPartition,
    };

    private List<string> TopicsToCreate(RequestContext context, MetadataRequest request)
    {
        List<string> missing = [];
        var isAllowed = context.Version < 4 || request.AllowAutoTopicCreation;
        if (!isAllowed || request.Topics is not { Count: > 0 } topics) return missing;
        var image = _cluster.Image;
        foreach (var topic in topics)
        {
            if (topic.Name is not { } name || topic.TopicId != Guid.Empty || image.TryGetTopic(name, out _)) continue;
            if (TopicNames.Check(name) is not null || missing.Contains(name)) continue;
            if (!_authorizer.Allows(context, AclOperation.Describe, AclResource.Topic, name) || !MayCreate(context, name)) continue;
            missing.Add(name);
        }

        return missing.Count > 0 && _cluster.Configs.BrokerSettings(image).AutoCreateTopicsEnable ? missing : [];
    }

    private bool MayCreate(RequestContext context, string name) =>
        _authorizer.Allows(context, AclOperation.Create, AclResource.Cluster, IAuthorizer.ClusterName)
        || _authorizer.Allows(context, AclOperation.Create, AclResource.Topic, name);

    private MetadataResponse Answer(RequestContext context, MetadataRequest request, Dictionary<string, ErrorCode>? refusals)
    {
        var image = _cluster.Image;
        var response = NewResponse(context, request, image);
        var asksForAll = request.Topics is null || (context.Version == 0 && request.Topics.Count == 0);
        if (asksForAll) AddAll(context, request, image, response);
        else foreach (var topic in request.Topics!) response.Topics.Add(AnswerOne(context, request, image, topic, refusals)); // asksForAll covers null
        return response;
    }

    private MetadataResponse NewResponse(RequestContext context, MetadataRequest request, MetadataImage image)
    {
        var response = new MetadataResponse
        {
            ClusterId = _cluster.ClusterId,
            ControllerId = _cluster.Controller.Value,
            ClusterAuthorizedOperations = request.IncludeClusterAuthorizedOperations
                ? AuthorizedOperations.OnCluster(_authorizer, context)
                : AuthorizedOperations.NotAsked,
        };
        foreach (var (id, broker) in image.Brokers)
        {
            if (broker.IsFenced || broker.FindEndpoint(context.Client.Listener) is not { } endpoint) continue;
            response.Brokers.Add(new MetadataResponse.Broker { NodeId = id, Host = endpoint.Host, Port = endpoint.Port, Rack = broker.Rack });
        }

        return response;
    }

    private void AddAll(RequestContext context, MetadataRequest request, MetadataImage image, MetadataResponse response)
    {
        foreach (var topic in image.TopicsByName.Values)
        {
            // Of a question about everything, what must not be known is left out in silence (KP-85).
            if (!_authorizer.Allows(context, AclOperation.Describe, AclResource.Topic, topic.Name)) continue;
            response.Topics.Add(Describe(context, request, image, topic));
        }
    }

    private MetadataResponse.Topic AnswerOne(
        RequestContext context,
        MetadataRequest request,
        MetadataImage image,
        MetadataRequest.Topic asked,
        Dictionary<string, ErrorCode>? refusals)
    {
        var answer = asked.TopicId != Guid.Empty
            ? AnswerById(context, request, image, asked)
            : AnswerByName(context, request, image, asked.Name, refusals);
        context.Note(answer.ErrorCode);
        return answer;
    }

    private MetadataResponse.Topic AnswerById(
        RequestContext context, MetadataRequest request, MetadataImage image, MetadataRequest.Topic asked)
    {
        if (context.Version < 12) return Failed(context, asked.Name, asked.TopicId, ErrorCode.UnknownTopicId);
        if (!image.TryGetTopic(asked.TopicId, out var topic)) return Failed(context, null, asked.TopicId, ErrorCode.UnknownTopicId);
        if (!_authorizer.Allows(context, AclOperation.Describe, AclResource.Topic, topic.Name))
            return Failed(context, null, asked.TopicId, ErrorCode.TopicAuthorizationFailed);
        return Describe(context, request, image, topic);
    }

    private MetadataResponse.Topic AnswerByName(
        RequestContext context, MetadataRequest request, MetadataImage image, string? name, Dictionary<string, ErrorCode>? refusals)
    {
        if (name is null || TopicNames.Check(name) is not null) return Failed(context, name, Guid.Empty, ErrorCode.InvalidTopicException);
        if (!_authorizer.Allows(context, AclOperation.Describe, AclResource.Topic, name))
            return Failed(context, name, Guid.Empty, ErrorCode.TopicAuthorizationFailed);
        if (image.TryGetTopic(name, out var topic)) return Describe(context, request, image, topic);
        var error = refusals?.GetValueOrDefault(name, ErrorCode.UnknownTopicOrPartition) ?? ErrorCode.UnknownTopicOrPartition;
        return Failed(context, name, Guid.Empty, error);
    }

    private MetadataResponse.Topic Describe(RequestContext context, MetadataRequest request, MetadataImage image, TopicImage topic)
    {
        var answer = new MetadataResponse.Topic
        {
            Name = topic.Name,
            TopicId = topic.Id,
            IsInternal = topic.IsInternal,
            TopicAuthorizedOperations = request.IncludeTopicAuthorizedOperations
                ? AuthorizedOperations.OnTopic(_authorizer, context, topic.Name)
                : AuthorizedOperations.NotAsked,
        };
        foreach (var partition in topic.Partitions) answer.Partitions.Add(Describe(context, image, topic, partition));
        return answer;
    }

    private MetadataResponse.Partition Describe(
        RequestContext context, MetadataImage image, TopicImage topic, PartitionImage partition)
    {
        var view = PartitionView.Of(services, image, topic, partition, context.Client.Listener, context.Version >= 6);
        return new MetadataResponse.Partition
        {
            ErrorCode = view.Error,
            PartitionIndex = partition.Index,
            LeaderId = view.LeaderId,
            LeaderEpoch = view.LeaderEpoch,
            ReplicaNodes = view.Replicas,
            IsrNodes = view.InSync,
            OfflineReplicas = view.Offline,
        };
    }

    /// <summary>A topic known by id only has no name, as far as the version can say so.</summary>
    private static MetadataResponse.Topic Failed(RequestContext context, string? name, Guid id, ErrorCode error) =>
        new() { ErrorCode = error, Name = name ?? (context.Version >= 12 ? null : ""), TopicId = id, TopicAuthorizedOperations = AuthorizedOperations.NotAsked };
}
