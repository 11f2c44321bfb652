using RaftLog.Coordination.Configs;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>DescribeConfigs (key 32), versions 1-4.</summary>
/// <remarks>
/// Every config with its default, source and, when asked, synonyms (v1) and documentation (v3); v4 flexible. Divergences from Kafka: broker
/// loggers, client metrics and groups are described as empty.
/// </remarks>
internal sealed class DescribeConfigsHandler(HandlerServices services)
    : SyncRequestHandler<DescribeConfigsRequest, DescribeConfigsResponse>
{
    private readonly ConfigDescriber _describer = new(services.Cluster.Configs);

    /// <inheritdoc/>
    protected override DescribeConfigsResponse Answer(RequestContext context, DescribeConfigsRequest request)
    {
        var image = services.Cluster.Image;
        var response = new DescribeConfigsResponse();
        foreach (var asked in request.Resources)
        {
            var resource = ResourceOf(asked);
            var refusal = ConfigAccess.Check(services.Authorizer, context, resource, AclOperation.DescribeConfigs);
            var row = refusal == ErrorCode.None
                ? RowOf(_describer.Describe(image, resource, asked.ConfigurationKeys, request.IncludeSynonyms, request.IncludeDocumentation))
                : Failed(asked, refusal);
            context.Note(row.ErrorCode);
            response.Results.Add(row);
        }

        return response;
    }

    /// <inheritdoc/>
    protected override DescribeConfigsResponse Refuse(RequestContext context, DescribeConfigsRequest request, ErrorCode error)
    {
        var response = new DescribeConfigsResponse();
        foreach (var asked in request.Resources) response.Results.Add(Failed(asked, error));
        return response;
    }

    private static ConfigResource ResourceOf(DescribeConfigsRequest.DescribeConfigsResource asked) =>
        new((ConfigResourceType)asked.ResourceType, asked.ResourceName);

    private static DescribeConfigsResponse.DescribeConfigsResult Failed(
        DescribeConfigsRequest.DescribeConfigsResource asked, ErrorCode error) => new()
        {
            ErrorCode = error,
            ErrorMessage = KafkaTexts.Of(error),
            ResourceType = asked.ResourceType,
            ResourceName = asked.ResourceName,
        };

    private static DescribeConfigsResponse.DescribeConfigsResult RowOf(ConfigDescription description)
    {
        var row = new DescribeConfigsResponse.DescribeConfigsResult
        {
            ErrorCode = description.Error,
            ErrorMessage = description.Message,
            ResourceType = (sbyte)description.Resource.Type,
            ResourceName = description.Resource.Name,
        };
        foreach (var config in description.Configs) row.Configs.Add(RowOf(config));
        return row;
    }

    private static DescribeConfigsResponse.DescribeConfigsResourceResult RowOf(DescribedConfig config)
    {
        var row = new DescribeConfigsResponse.DescribeConfigsResourceResult
        {
            Name = config.Name,
            Value = config.Value,
            ReadOnly = config.IsReadOnly,
            ConfigSource = (sbyte)config.Source,
            IsSensitive = config.IsSensitive,
            ConfigType = (sbyte)config.Type,
            Documentation = config.Documentation,
        };
        foreach (var synonym in config.Synonyms)
        {
            row.Synonyms.Add(new DescribeConfigsResponse.DescribeConfigsSynonym
            {
                Name = synonym.Name,
                Value = synonym.Value,
                Source = (sbyte)synonym.Source,
            });
        }

        return row;
    }
}
