using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>DeleteAcls (key 31), versions 1-3.</summary>
/// <remarks>v2 flexible. As <see cref="DescribeAclsHandler"/>, for each filter. Divergences from Kafka: none.</remarks>
internal sealed class DeleteAclsHandler(HandlerServices services) : SyncRequestHandler<DeleteAclsRequest, DeleteAclsResponse>
{
    private const string NoAuthorizer = "No Authorizer is configured.";

    /// <inheritdoc/>
    protected override DeleteAclsResponse Answer(RequestContext context, DeleteAclsRequest request) =>
        services.Authorizer.Allows(context, AclOperation.Alter, AclResource.Cluster, IAuthorizer.ClusterName)
            ? Build(context, request, ErrorCode.SecurityDisabled, NoAuthorizer)
            : Refuse(context, request, ErrorCode.ClusterAuthorizationFailed);

    /// <inheritdoc/>
    protected override DeleteAclsResponse Refuse(RequestContext context, DeleteAclsRequest request, ErrorCode error) =>
        Build(context, request, error, KafkaTexts.Of(error));

    private static DeleteAclsResponse Build(RequestContext context, DeleteAclsRequest request, ErrorCode error, string? message)
    {
        context.Note(error);
        var response = new DeleteAclsResponse();
        foreach (var _ in request.Filters) response.FilterResults.Add(new DeleteAclsResponse.DeleteAclsFilterResult { ErrorCode = error, ErrorMessage = message });
        return response;
    }
}
