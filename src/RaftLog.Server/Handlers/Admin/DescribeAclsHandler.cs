using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>DescribeAcls (key 29), versions 1-3.</summary>
/// <remarks>
/// v2 flexible. There is no authorizer, and that is the answer (KP-85): UIs take it as the sign to hide their page of access rules.
/// Divergences from Kafka: none.
/// </remarks>
internal sealed class DescribeAclsHandler(HandlerServices services) : SyncRequestHandler<DescribeAclsRequest, DescribeAclsResponse>
{
    /// <summary>Kafka's words for this API; those of its two neighbours are shorter.</summary>
    private const string NoAuthorizer = "No Authorizer is configured on the broker";

    /// <inheritdoc/>
    protected override DescribeAclsResponse Answer(RequestContext context, DescribeAclsRequest request) =>
        services.Authorizer.Allows(context, AclOperation.Describe, AclResource.Cluster, IAuthorizer.ClusterName)
            ? Build(context, ErrorCode.SecurityDisabled, NoAuthorizer)
            : Refuse(context, request, ErrorCode.ClusterAuthorizationFailed);

    /// <inheritdoc/>
    protected override DescribeAclsResponse Refuse(RequestContext context, DescribeAclsRequest request, ErrorCode error) =>
        Build(context, error, KafkaTexts.Of(error));

    private static DescribeAclsResponse Build(RequestContext context, ErrorCode error, string? message)
    {
        context.Note(error);
        return new() { ErrorCode = error, ErrorMessage = message };
    }
}
