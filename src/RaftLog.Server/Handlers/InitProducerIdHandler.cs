using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;

namespace RaftLog.Server.Handlers;

/// <summary>InitProducerId (key 22), versions 0-5.</summary>
/// <remarks>
/// A producer without a transactional id gets a new id and epoch 0, whatever id and epoch it brings (v3, KIP-360): it raises its own epoch
/// by itself. Divergences from Kafka: a transactional id is refused as a whole with TRANSACTIONAL_ID_AUTHORIZATION_FAILED until
/// transactions exist; every client takes that as fatal and shows it.
/// </remarks>
internal sealed class InitProducerIdHandler(HandlerServices services)
    : AsyncRequestHandler<InitProducerIdRequest, InitProducerIdResponse>(services.Logger)
{
    private const long NoProducerId = -1;
    private const short NoProducerEpoch = -1;

    /// <inheritdoc/>
    protected override async Task<InitProducerIdResponse> AnswerAsync(RequestContext context, InitProducerIdRequest request)
    {
        var refusal = Check(context, request);
        if (refusal != ErrorCode.None) return Refuse(context, request, refusal);
        var (producerId, error) = await services.Cluster.NextProducerIdAsync(CancellationToken.None);
        return error == ErrorCode.None
            ? new InitProducerIdResponse { ProducerId = producerId, ProducerEpoch = 0 }
            : Refuse(context, request, error);
    }

    /// <inheritdoc/>
    protected override InitProducerIdResponse Refuse(RequestContext context, InitProducerIdRequest request, ErrorCode error)
    {
        context.Note(error);
        return new InitProducerIdResponse { ErrorCode = error, ProducerId = NoProducerId, ProducerEpoch = NoProducerEpoch };
    }

    private ErrorCode Check(RequestContext context, InitProducerIdRequest request)
    {
        if (request.TransactionalId is { } transactionalId)
            return transactionalId.Length == 0 ? ErrorCode.InvalidRequest : ErrorCode.TransactionalIdAuthorizationFailed;
        if (!MayWrite(context)) return ErrorCode.ClusterAuthorizationFailed;
        var hasEpoch = request.ProducerEpoch != NoProducerEpoch;
        return context.Version >= 3 && (request.ProducerId != NoProducerId) != hasEpoch ? ErrorCode.InvalidRequest : ErrorCode.None;
    }

    /// <summary>Who may write to any topic may do so idempotently (KP-85).</summary>
    private bool MayWrite(RequestContext context) =>
        services.Authorizer.Allows(context, AclOperation.IdempotentWrite, AclResource.Cluster, IAuthorizer.ClusterName)
        || services.Authorizer.AllowsSome(context, AclOperation.Write, AclResource.Topic);
}
