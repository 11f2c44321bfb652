using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>DescribeCluster (key 60), versions 0-2.</summary>
/// <remarks>v1 endpoint type; v2 fenced brokers. Only brokers are described: there are no separate controllers. Divergences from Kafka: none.</remarks>
internal sealed class DescribeClusterHandler(HandlerServices services)
    : SyncRequestHandler<DescribeClusterRequest, DescribeClusterResponse>
{
    private const sbyte Brokers = 1;
    private const sbyte Controllers = 2;
    private const string WrongEndpoint =
        "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER";

    /// <inheritdoc/>
    protected override DescribeClusterResponse Answer(RequestContext context, DescribeClusterRequest request)
    {
        if (request.EndpointType == Controllers)
            return Failed(context, ErrorCode.MismatchedEndpointType, WrongEndpoint);
        if (request.EndpointType != Brokers)
            return Failed(context, ErrorCode.UnsupportedEndpointType, $"Unsupported endpoint type {request.EndpointType}");
        var response = new DescribeClusterResponse
        {
            ClusterId = services.Cluster.ClusterId,
            EndpointType = Brokers,
            ClusterAuthorizedOperations = OperationsOf(context, request),
        };
        foreach (var (id, broker) in services.Cluster.Image.Brokers)
        {
            if (broker.IsFenced && !request.IncludeFencedBrokers) continue;
            if (broker.FindEndpoint(context.Client.Listener) is not { } endpoint) continue;
            response.Brokers.Add(new DescribeClusterResponse.DescribeClusterBroker
            {
                BrokerId = id,
                Host = endpoint.Host,
                Port = endpoint.Port,
                Rack = broker.Rack,
                IsFenced = broker.IsFenced,
            });
        }

        // Clients look the controller up among the brokers, and fail when it is not there (KP-75).
        var controller = services.Cluster.Controller.Value;
        if (response.Brokers.Exists(broker => broker.BrokerId == controller)) response.ControllerId = controller;
        return response;
    }

    /// <inheritdoc/>
    protected override DescribeClusterResponse Refuse(RequestContext context, DescribeClusterRequest request, ErrorCode error) =>
        Failed(context, error, KafkaTexts.Of(error));

    private static DescribeClusterResponse Failed(RequestContext context, ErrorCode error, string? message)
    {
        context.Note(error);
        return new DescribeClusterResponse { ErrorCode = error, ErrorMessage = message };
    }

    /// <summary>Whoever may not describe the cluster is not told what else they may do.</summary>
    private int OperationsOf(RequestContext context, DescribeClusterRequest request)
    {
        if (!request.IncludeClusterAuthorizedOperations) return AuthorizedOperations.NotAsked;
        return services.Authorizer.Allows(context, AclOperation.Describe, AclResource.Cluster, IAuthorizer.ClusterName)
            ? AuthorizedOperations.OnCluster(services.Authorizer, context)
            : 0;
    }
}
