using System.Collections.Immutable;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>CreateTopics (key 19), versions 2-7.</summary>
/// <remarks>
/// v4 the broker's defaults for -1 partitions and replicas (KIP-464); v5 flexible, effective configs and counts in the answer; v7 topic
/// id. Divergences from Kafka: none known; the error text of an unknown config adds a suggestion.
/// </remarks>
internal sealed class CreateTopicsHandler(HandlerServices services) : AdminHandler<CreateTopicsRequest, CreateTopicsResponse>(services)
{
    /// <inheritdoc/>
    protected override async Task<CreateTopicsResponse> AnswerAsync(RequestContext context, CreateTopicsRequest request)
    {
        var mayCreateAny = AllowsCluster(context, AclOperation.Create);
        var isRefused = request.Topics.Where(topic => !mayCreateAny && !AllowsTopic(context, AclOperation.Create, topic.Name))
            .Select(static topic => topic.Name).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<NewTopic> topics = [.. request.Topics.Where(topic => !isRefused.Contains(topic.Name)).Select(NewTopicOf)];
        var results = topics.IsEmpty
            ? []
            : await DecideAsync(machine => machine.DecideCreateTopics(topics, request.ValidateOnly), request.TimeoutMs);
        var byName = results.ToDictionary(static result => result.Name, StringComparer.Ordinal);

        var response = new CreateTopicsResponse();
        foreach (var name in request.Topics.Select(static topic => topic.Name).Distinct(StringComparer.Ordinal))
        {
            var row = byName.TryGetValue(name, out var result)
                ? RowOf(result, AllowsTopic(context, AclOperation.DescribeConfigs, name))
                : Failed(name, ErrorCode.TopicAuthorizationFailed, KafkaTexts.CreationNotAuthorized);
            context.Note(row.ErrorCode);
            response.Topics.Add(row);
        }

        return response;
    }

    /// <inheritdoc/>
    protected override CreateTopicsResponse Refuse(RequestContext context, CreateTopicsRequest request, ErrorCode error)
    {
        var response = new CreateTopicsResponse();
        foreach (var name in request.Topics.Select(static topic => topic.Name).Distinct(StringComparer.Ordinal))
            response.Topics.Add(Failed(name, error, KafkaTexts.Of(error)));
        return response;
    }

    private static CreateTopicsResponse.CreatableTopicResult Failed(string name, ErrorCode error, string? message) =>
        new() { Name = name, ErrorCode = error, ErrorMessage = message, Configs = [] };

    private static CreateTopicsResponse.CreatableTopicResult RowOf(CreateTopicResult result, bool mayDescribeConfigs)
    {
        if (result.Error != ErrorCode.None) return Failed(result.Name, result.Error, result.Message);
        var row = new CreateTopicsResponse.CreatableTopicResult { Name = result.Name, TopicId = result.TopicId, Configs = [] };
        if (!mayDescribeConfigs)
        {
            row.TopicConfigErrorCode = ErrorCode.TopicAuthorizationFailed;
            return row;
        }

        row.NumPartitions = result.Partitions;
        row.ReplicationFactor = result.ReplicationFactor;
        foreach (var config in result.Configs) row.Configs.Add(RowOf(config));
        return row;
    }

    private static CreateTopicsResponse.CreatableTopicConfigs RowOf(DescribedConfig config) => new()
    {
        Name = config.Name,
        Value = config.Value,
        ReadOnly = config.IsReadOnly,
        ConfigSource = (sbyte)config.Source,
        IsSensitive = config.IsSensitive,
    };

    private NewTopic NewTopicOf(CreateTopicsRequest.CreatableTopic topic) => new()
    {
        Name = topic.Name,
        Id = Services.Cluster.NewTopicId(),
        Partitions = topic.NumPartitions,
        ReplicationFactor = topic.ReplicationFactor,
        Assignments = [.. topic.Assignments.Select(static row => new ReplicaAssignment(row.PartitionIndex, [.. row.BrokerIds]))],
        Configs = [.. topic.Configs.Select(static row => new KeyValuePair<string, string?>(row.Name, row.Value))],
    };
}
