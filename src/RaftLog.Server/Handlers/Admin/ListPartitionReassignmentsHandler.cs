using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>ListPartitionReassignments (key 46), version 0.</summary>
/// <remarks>Replicas do not move yet, so none are under way. Divergences from Kafka: none.</remarks>
internal sealed class ListPartitionReassignmentsHandler(HandlerServices services)
    : SyncRequestHandler<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>
{
    /// <inheritdoc/>
    protected override ListPartitionReassignmentsResponse Answer(RequestContext context, ListPartitionReassignmentsRequest request) =>
        services.Authorizer.Allows(context, AclOperation.Describe, AclResource.Cluster, IAuthorizer.ClusterName)
            ? new ListPartitionReassignmentsResponse()
            : Refuse(context, request, ErrorCode.ClusterAuthorizationFailed);

    /// <inheritdoc/>
    protected override ListPartitionReassignmentsResponse Refuse(
        RequestContext context, ListPartitionReassignmentsRequest request, ErrorCode error)
    {
        context.Note(error);
        return new ListPartitionReassignmentsResponse { ErrorCode = error, ErrorMessage = KafkaTexts.Of(error) };
    }
}
