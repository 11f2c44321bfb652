using System.Collections.Immutable;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;
using DeletableTopicResult = RaftLog.Protocol.Messages.DeleteTopicsResponse.DeletableTopicResult;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>DeleteTopics (key 20), versions 1-6.</summary>
/// <remarks>v4 flexible; v5 error messages; v6 by name or id. Internal topics are refused. Divergences from Kafka: none known.</remarks>
internal sealed class DeleteTopicsHandler(HandlerServices services) : AdminHandler<DeleteTopicsRequest, DeleteTopicsResponse>(services)
{
    private const short IdsFromVersion = 6;
    private const short DeletionDisabledFromVersion = 3;

    /// <inheritdoc/>
    protected override async Task<DeleteTopicsResponse> AnswerAsync(RequestContext context, DeleteTopicsRequest request)
    {
        var image = Services.Cluster.Image;
        var asked = Asked(request, context.Version);
        var refusals = new Dictionary<TopicToDelete, DeletableTopicResult>();
        foreach (var topic in asked)
        {
            if (RefusalOf(context, image, topic) is { } refusal) refusals[topic] = refusal;
        }

        ImmutableArray<TopicToDelete> allowed = [.. asked.Where(topic => !refusals.ContainsKey(topic))];
        var results = allowed.IsEmpty ? [] : await DecideAsync(machine => machine.DecideDeleteTopics(allowed), request.TimeoutMs);
        return Build(context, asked, refusals, results);
    }

    /// <inheritdoc/>
    protected override DeleteTopicsResponse Refuse(RequestContext context, DeleteTopicsRequest request, ErrorCode error)
    {
        context.Note(error);
        var response = new DeleteTopicsResponse();
        foreach (var topic in Asked(request, context.Version).Distinct())
            response.Responses.Add(Row(topic.Name, topic.Id, error, KafkaTexts.Of(error)));
        return response;
    }

    private static List<TopicToDelete> Asked(DeleteTopicsRequest request, short version) => version >= IdsFromVersion
        ? [.. request.Topics.Select(static topic => new TopicToDelete(topic.Name, topic.TopicId))]
        : [.. request.TopicNames.Select(static name => new TopicToDelete(name, Guid.Empty))];

    private static DeletableTopicResult Row(string? name, Guid id, ErrorCode error, string? message) =>
        new() { Name = name, TopicId = id, ErrorCode = error, ErrorMessage = message };

    /// <summary>Whoever may not describe a topic does not learn its name from its id.</summary>
    private DeletableTopicResult? RefusalOf(RequestContext context, MetadataImage image, TopicToDelete asked)
    {
        var name = asked.Name ?? (image.TryGetTopic(asked.Id, out var topic) ? topic.Name : null);
        if (name is null || AllowsTopic(context, AclOperation.Delete, name)) return null;
        var shown = asked.Name is not null || AllowsTopic(context, AclOperation.Describe, name) ? name : null;
        return Row(shown, asked.Id, ErrorCode.TopicAuthorizationFailed, KafkaTexts.Of(ErrorCode.TopicAuthorizationFailed));
    }

    private static DeleteTopicsResponse Build(
        RequestContext context,
        List<TopicToDelete> asked,
        Dictionary<TopicToDelete, DeletableTopicResult> refusals,
        ImmutableArray<DeleteTopicResult> results)
    {
        // The controller answers each distinct topic once, in order; refusals keep their places among them.
        var response = new DeleteTopicsResponse();
        var next = 0;
        foreach (var topic in asked.Distinct())
        {
            if (!refusals.TryGetValue(topic, out var row))
            {
                Invariant.Check(next < results.Length);
                var result = results[next++];
                row = Row(result.Name, result.Id, ErrorIn(context.Version, result.Error), result.Message);
            }

            context.Note(row.ErrorCode);
            response.Responses.Add(row);
        }

        return response;
    }

    /// <summary>TOPIC_DELETION_DISABLED came with version 3; clients before it do not know the code.</summary>
    private static ErrorCode ErrorIn(short version, ErrorCode error) =>
        error == ErrorCode.TopicDeletionDisabled && version < DeletionDisabledFromVersion ? ErrorCode.InvalidRequest : error;
}
