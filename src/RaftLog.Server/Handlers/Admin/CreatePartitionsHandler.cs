using System.Collections.Immutable;
using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>CreatePartitions (key 37), versions 0-3.</summary>
/// <remarks>The count is the new total. v2 flexible. Divergences from Kafka: none known.</remarks>
internal sealed class CreatePartitionsHandler(HandlerServices services)
    : AdminHandler<CreatePartitionsRequest, CreatePartitionsResponse>(services)
{
    /// <inheritdoc/>
    protected override async Task<CreatePartitionsResponse> AnswerAsync(RequestContext context, CreatePartitionsRequest request)
    {
        var isRefused = request.Topics.Where(topic => !AllowsTopic(context, AclOperation.Alter, topic.Name))
            .Select(static topic => topic.Name).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<PartitionGrowth> topics = [.. request.Topics.Where(topic => !isRefused.Contains(topic.Name)).Select(GrowthOf)];
        var results = topics.IsEmpty
            ? []
            : await DecideAsync(machine => machine.DecideCreatePartitions(topics, request.ValidateOnly), request.TimeoutMs);
        var byName = results.ToDictionary(static result => result.Topic, StringComparer.Ordinal);

        var response = new CreatePartitionsResponse();
        foreach (var name in request.Topics.Select(static topic => topic.Name).Distinct(StringComparer.Ordinal))
        {
            var row = byName.TryGetValue(name, out var result)
                ? Row(name, result.Error, result.Message)
                : Row(name, ErrorCode.TopicAuthorizationFailed, KafkaTexts.Of(ErrorCode.TopicAuthorizationFailed));
            context.Note(row.ErrorCode);
            response.Results.Add(row);
        }

        return response;
    }

    /// <inheritdoc/>
    protected override CreatePartitionsResponse Refuse(RequestContext context, CreatePartitionsRequest request, ErrorCode error)
    {
        var response = new CreatePartitionsResponse();
        foreach (var name in request.Topics.Select(static topic => topic.Name).Distinct(StringComparer.Ordinal))
            response.Results.Add(Row(name, error, KafkaTexts.Of(error)));
        return response;
    }

    private static CreatePartitionsResponse.CreatePartitionsTopicResult Row(string name, ErrorCode error, string? message) =>
        new() { Name = name, ErrorCode = error, ErrorMessage = message };

    private static PartitionGrowth GrowthOf(CreatePartitionsRequest.CreatePartitionsTopic topic) => new()
    {
        Topic = topic.Name,
        Count = topic.Count,
        Assignments = topic.Assignments is null
            ? null
            : [.. topic.Assignments.Select(static row => row.BrokerIds.ToImmutableArray())],
    };
}
