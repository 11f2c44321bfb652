using Microsoft.Extensions.Logging;
using RaftLog.Protocol;
using RaftLog.Server.Cluster;

namespace RaftLog.Server.Requests;

/// <summary>A handler of an API that is off the hot path and may await, such as those that change the cluster's metadata.</summary>
/// <param name="logger">For failures after the first await; before it, the dispatcher logs.</param>
internal abstract class AsyncRequestHandler<TRequest, TResponse>(ILogger logger) : RequestHandler<TRequest, TResponse>
    where TRequest : class, IKafkaMessage<TRequest>
    where TResponse : class, IKafkaMessage<TResponse>
{
    /// <inheritdoc/>
    protected sealed override void Handle(RequestContext context, TRequest request)
    {
        var answer = AnswerAsync(context, request);
        if (answer.IsCompletedSuccessfully) context.Respond(answer.Result);
        else _ = FinishAsync(context, request, answer);
    }

    /// <summary>The answer. Must not block; must copy what it keeps of the request's bytes before its first await.</summary>
    protected abstract Task<TResponse> AnswerAsync(RequestContext context, TRequest request);

    private async Task FinishAsync(RequestContext context, TRequest request, Task<TResponse> answer)
    {
        try
        {
            context.Respond(await answer);
        }
        catch (MetadataUnavailableException e)
        {
            context.Note(e.Error);
            Respond(context, Refuse(context, request, e.Error));
        }
        catch (TimeoutException)
        {
            // The client's own patience; what it asked for may still come about.
            context.Note(ErrorCode.RequestTimedOut);
            Respond(context, Refuse(context, request, ErrorCode.RequestTimedOut));
        }
#pragma warning disable CA1031 // The request's one seam, see RequestDispatcher.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Connections.Log.RequestFailed(logger, context.Api, context.Version, context.Client.Address, e);
            HandlerFailure.Answer(this, context, request);
        }
    }

    private static void Respond(RequestContext context, TResponse? response)
    {
        if (response is null) context.CloseConnection();
        else context.Respond(response);
    }
}
