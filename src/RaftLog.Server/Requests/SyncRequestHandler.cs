using RaftLog.Protocol;

namespace RaftLog.Server.Requests;

/// <summary>A handler that answers from memory, at once.</summary>
internal abstract class SyncRequestHandler<TRequest, TResponse> : RequestHandler<TRequest, TResponse>
    where TRequest : class, IKafkaMessage<TRequest>
    where TResponse : class, IKafkaMessage<TResponse>
{
    /// <inheritdoc/>
    protected sealed override void Handle(RequestContext context, TRequest request) => context.Respond(Answer(context, request));

    /// <summary>The answer. Must not block.</summary>
    protected abstract TResponse Answer(RequestContext context, TRequest request);
}
