using System.Globalization;
using RaftLog.Coordination.Configs;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>ListConfigResources (key 74), versions 0-1.</summary>
/// <remarks>
/// v0 lists client metrics subscriptions, of which there are none; v1 any kinds (KIP-1142), all of them when none is named. Divergences from
/// Kafka: none.
/// </remarks>
internal sealed class ListConfigResourcesHandler(HandlerServices services)
    : SyncRequestHandler<ListConfigResourcesRequest, ListConfigResourcesResponse>
{
    private static readonly ConfigResourceType[] Supported =
    [
        ConfigResourceType.Topic, ConfigResourceType.Broker, ConfigResourceType.BrokerLogger, ConfigResourceType.ClientMetrics,
        ConfigResourceType.Group,
    ];

    /// <inheritdoc/>
    protected override ListConfigResourcesResponse Answer(RequestContext context, ListConfigResourcesRequest request)
    {
        if (!services.Authorizer.Allows(context, AclOperation.DescribeConfigs, AclResource.Cluster, IAuthorizer.ClusterName))
            return Refuse(context, request, ErrorCode.ClusterAuthorizationFailed);
        var types = TypesOf(context, request);
        if (!types.TrueForAll(static type => Supported.Contains(type))) return Refuse(context, request, ErrorCode.UnsupportedVersion);
        var image = services.Cluster.Image;
        var response = new ListConfigResourcesResponse();
        foreach (var type in types)
        {
            var names = type switch
            {
                ConfigResourceType.Topic => image.TopicsByName.Keys,
                ConfigResourceType.Broker or ConfigResourceType.BrokerLogger =>
                    image.Brokers.Keys.Select(static id => id.ToString(CultureInfo.InvariantCulture)),
                _ => [],
            };
            foreach (var name in names)
                response.ConfigResources.Add(new ListConfigResourcesResponse.ConfigResource { ResourceName = name, ResourceType = (sbyte)type });
        }

        return response;
    }

    /// <inheritdoc/>
    protected override ListConfigResourcesResponse Refuse(RequestContext context, ListConfigResourcesRequest request, ErrorCode error)
    {
        context.Note(error);
        return new ListConfigResourcesResponse { ErrorCode = error };
    }

    private static List<ConfigResourceType> TypesOf(RequestContext context, ListConfigResourcesRequest request)
    {
        if (context.Version == 0) return [ConfigResourceType.ClientMetrics];
        return request.ResourceTypes.Count == 0
            ? [.. Supported]
            : [.. request.ResourceTypes.Distinct().Select(static type => (ConfigResourceType)type)];
    }
}
