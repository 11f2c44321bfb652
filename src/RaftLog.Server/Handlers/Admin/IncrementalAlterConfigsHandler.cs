using System.Collections.Immutable;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>IncrementalAlterConfigs (key 44), versions 0-1.</summary>
/// <remarks>Sets, removes, appends to or subtracts from single configs (KIP-339). v1 flexible. Divergences from Kafka: none known.</remarks>
internal sealed class IncrementalAlterConfigsHandler(HandlerServices services)
    : AdminHandler<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(services)
{
    /// <inheritdoc/>
    protected override async Task<IncrementalAlterConfigsResponse> AnswerAsync(RequestContext context, IncrementalAlterConfigsRequest request)
    {
        var refusals = new Dictionary<ConfigResource, ErrorCode>();
        foreach (var resource in request.Resources.Select(ResourceOf))
        {
            var error = ConfigAccess.Check(Services.Authorizer, context, resource, AclOperation.AlterConfigs);
            if (error != ErrorCode.None) refusals[resource] = error;
        }

        ImmutableArray<ResourceAlterations> allowed =
            [.. request.Resources.Where(row => !refusals.ContainsKey(ResourceOf(row))).Select(AlterationsOf)];
        var results = allowed.IsEmpty
            ? []
            : await DecideAsync(machine => machine.DecideIncrementalAlterConfigs(allowed, request.ValidateOnly), AlterConfigsHandler.TimeoutMs);
        var byResource = results.ToDictionary(static result => result.Resource);

        var response = new IncrementalAlterConfigsResponse();
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
    protected override IncrementalAlterConfigsResponse Refuse(RequestContext context, IncrementalAlterConfigsRequest request, ErrorCode error)
    {
        var response = new IncrementalAlterConfigsResponse();
        foreach (var resource in request.Resources.Select(ResourceOf).Distinct())
            response.Responses.Add(Row(resource, error, KafkaTexts.Of(error)));
        return response;
    }

    private static ConfigResource ResourceOf(IncrementalAlterConfigsRequest.AlterConfigsResource row) =>
        new((ConfigResourceType)row.ResourceType, row.ResourceName);

    private static ResourceAlterations AlterationsOf(IncrementalAlterConfigsRequest.AlterConfigsResource row) =>
        new(ResourceOf(row), [.. row.Configs.Select(AlterationOf)]);

    private static ConfigAlteration AlterationOf(IncrementalAlterConfigsRequest.AlterableConfig config) =>
        new((ConfigOperation)config.ConfigOperation, config.Name, config.Value);

    private static IncrementalAlterConfigsResponse.AlterConfigsResourceResponse Row(ConfigResource resource, ErrorCode error, string? message) => new()
    {
        ErrorCode = error,
        ErrorMessage = message,
        ResourceType = (sbyte)resource.Type,
        ResourceName = resource.Name,
    };
}
