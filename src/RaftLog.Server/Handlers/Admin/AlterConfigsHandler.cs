using System.Collections.Immutable;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>AlterConfigs (key 33), versions 0-2.</summary>
/// <remarks>Replaces the whole set: what is not named reverts to its default. v2 flexible. Divergences from Kafka: none known.</remarks>
internal sealed class AlterConfigsHandler(HandlerServices services) : AdminHandler<AlterConfigsRequest, AlterConfigsResponse>(services)
{
    /// <summary>The request has no timeout of its own; clients wait 30 s unless configured otherwise.</summary>
    internal const int TimeoutMs = 30_000;

    /// <inheritdoc/>
    protected override async Task<AlterConfigsResponse> AnswerAsync(RequestContext context, AlterConfigsRequest request)
    {
        var refusals = new Dictionary<ConfigResource, ErrorCode>();
        foreach (var resource in request.Resources.Select(ResourceOf))
        {
            var error = ConfigAccess.Check(Services.Authorizer, context, resource, AclOperation.AlterConfigs);
            if (error != ErrorCode.None) refusals[resource] = error;
        }

        ImmutableArray<ResourceReplacement> allowed =
            [.. request.Resources.Where(row => !refusals.ContainsKey(ResourceOf(row))).Select(ReplacementOf)];
        var results = allowed.IsEmpty
            ? []
            : await DecideAsync(machine => machine.DecideAlterConfigs(allowed, request.ValidateOnly), TimeoutMs);
        var byResource = results.ToDictionary(static result => result.Resource);

        var response = new AlterConfigsResponse();
        foreach (var resource in request.Resources.Select(ResourceOf).Distinct())
        {
            var row = byResource.TryGetValue(resource, out var result)
                ? Row(resource, result.Error, result.Message)
                : Row(resource, refusals[resource], KafkaTexts.Of(refusals[resource]));
            context.Note(row.ErrorCode);
            response.Responses.Add(row);
        }

        return response;
    }

    /// <inheritdoc/>
    protected override AlterConfigsResponse Refuse(RequestContext context, AlterConfigsRequest request, ErrorCode error)
    {
        var response = new AlterConfigsResponse();
        foreach (var resource in request.Resources.Select(ResourceOf).Distinct())
            response.Responses.Add(Row(resource, error, KafkaTexts.Of(error)));
        return response;
    }

    private static ConfigResource ResourceOf(AlterConfigsRequest.AlterConfigsResource row) =>
        new((ConfigResourceType)row.ResourceType, row.ResourceName);

    private static ResourceReplacement ReplacementOf(AlterConfigsRequest.AlterConfigsResource row) =>
        new(ResourceOf(row), [.. row.Configs.Select(static config => new KeyValuePair<string, string?>(config.Name, config.Value))]);

    private static AlterConfigsResponse.AlterConfigsResourceResponse Row(ConfigResource resource, ErrorCode error, string? message) => new()
    {
        ErrorCode = error,
        ErrorMessage = message,
        ResourceType = (sbyte)resource.Type,
        ResourceName = resource.Name,
    };
}
