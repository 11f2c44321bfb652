using RaftLog.Protocol;

namespace RaftLog.Server.Requests;

/// <summary>A handler that answers when it chooses; the base of all handlers.</summary>
/// <typeparam name="TRequest">The API's request.</typeparam>
/// <typeparam name="TResponse">The API's response.</typeparam>
internal abstract class RequestHandler<TRequest, TResponse> : IRequestHandler
    where TRequest : class, IKafkaMessage<TRequest>
    where TResponse : class, IKafkaMessage<TResponse>
{
    /// <inheritdoc/>
    public void Handle(RequestContext context, IWireMessage request) => Handle(context, (TRequest)request);

    /// <inheritdoc/>
    public IWireMessage? Refuse(RequestContext context, IWireMessage request, ErrorCode error) => Refuse(context, (TRequest)request, error);

    /// <summary>See <see cref="IRequestHandler.Handle"/>.</summary>
    protected abstract void Handle(RequestContext context, TRequest request);

    /// <summary>See <see cref="IRequestHandler.Refuse"/>.</summary>
    protected abstract TResponse? Refuse(RequestContext context, TRequest request, ErrorCode error);
}
