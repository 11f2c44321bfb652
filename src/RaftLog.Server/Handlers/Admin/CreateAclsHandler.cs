using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>CreateAcls (key 30), versions 1-3.</summary>
/// <remarks>v2 flexible. As <see cref="DescribeAclsHandler"/>, for each rule. Divergences from Kafka: none.</remarks>
internal sealed class CreateAclsHandler(HandlerServices services) : SyncRequestHandler<CreateAclsRequest, CreateAclsResponse>
{
    private const string NoAuthorizer = "No Authorizer is configured.";

    /// <inheritdoc/>
    protected override CreateAclsResponse Answer(RequestContext context, CreateAclsRequest request) =>
        services.Authorizer.Allows(context, AclOperation.Alter, AclResource.Cluster, IAuthorizer.ClusterName)
            ? Build(context, request, ErrorCode.SecurityDisabled, NoAuthorizer)
            : Refuse(context, request, ErrorCode.ClusterAuthorizationFailed);

    /// <inheritdoc/>
    protected override CreateAclsResponse Refuse(RequestContext context, CreateAclsRequest request, ErrorCode error) =>
        Build(context, request, error, KafkaTexts.Of(error));

    private static CreateAclsResponse Build(RequestContext context, CreateAclsRequest request, ErrorCode error, string? message)
    {
        context.Note(error);
        var response = new CreateAclsResponse();
        foreach (var _ in request.Creations) response.Results.Add(new CreateAclsResponse.AclCreationResult { ErrorCode = error, ErrorMessage = message });
        return response;
    }
}
