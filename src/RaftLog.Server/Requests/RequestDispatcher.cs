using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Connections;

namespace RaftLog.Server.Requests;

/// <summary>Decodes one frame and hands the request to its handler.</summary>
internal static class RequestDispatcher
{
    /// <summary>
    /// Dispatches one frame on the calling thread. The request has its place in <paramref name="answers"/> before its handler runs; the
    /// frame's memory may be reused when this returns.
    /// </summary>
    /// <returns>What is wrong with the frame, so that the connection has to be closed; null when nothing is.</returns>
    internal static string? Dispatch(
        ConnectionServices services, ClientConnection connection, ResponseQueue answers, ReadOnlyMemory<byte> frame, int chargedBytes)
    {
        var status = RequestDecoder.TryReadHeader(frame, out var header, out var bodyOffset);
        if (status is DecodeStatus.Done or DecodeStatus.UnsupportedVersion && services.Apis.TryGet(header.RequestApiKey, out var api))
        {
            var context = new RequestContext(answers, connection.Client, header, services.Time.GetTimestamp())
            {
                ChargedBytes = chargedBytes,
                Version = status == DecodeStatus.Done ? header.RequestApiVersion : (short)0,
                IsExclusive = api.Order == RequestOrder.Exclusive,
            };
            if (status == DecodeStatus.Done) return Dispatch(services, answers, api, context, frame, header, bodyOffset);
            if (header.RequestApiKey == ApiKey.ApiVersions)
            {
                // KIP-511: an answer in version 0, whose body of the request is not looked at.
                answers.Enter(context);
                context.Note(ErrorCode.UnsupportedVersion);
                context.Respond(services.Apis.UnsupportedApiVersions());
                return null;
            }
        }

        services.RequestMemory.Return(connection, chargedBytes);
        return status switch
        {
            DecodeStatus.Malformed => "a malformed request header",
            DecodeStatus.UnsupportedVersion => $"version {header.RequestApiVersion} of {header.RequestApiKey}, which is not supported",
            _ => header.RequestApiVersion == 0 && status == DecodeStatus.UnknownApi
                ? "a request for an API that does not exist here"
                : $"a request for {header.RequestApiKey}, which is not served",
        };
    }

    private static string? Dispatch(
        ConnectionServices services,
        ResponseQueue answers,
        ServedApi api,
        RequestContext context,
        ReadOnlyMemory<byte> frame,
        RequestHeader header,
        int bodyOffset)
    {
        answers.Enter(context);
        if (RequestDecoder.TryReadBody(frame, header, bodyOffset, out var request, out var problem) != DecodeStatus.Done)
        {
            // Everything before it is still answered; the place it took closes the connection.
            context.CloseConnection();
            return $"a malformed {header.RequestApiKey} request of version {header.RequestApiVersion}: {problem}";
        }

        try
        {
            api.Handler.Handle(context, request!); // decoded, so not null
        }
#pragma warning disable CA1031 // The request's one seam: a handler that breaks answers its client and leaves the connection intact.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(services, api.Handler, context, request!, e);
        }

        return null;
    }

    /// <summary>Answers a request whose handler threw with that API's error, so that the client does not wait for nothing (KP-5).</summary>
    private static void Fail(
        ConnectionServices services, IRequestHandler handler, RequestContext context, IWireMessage request, Exception exception)
    {
        Log.RequestFailed(services.Logger, context.Api, context.Version, context.Client.Address, exception);
        HandlerFailure.Answer(handler, context, request);
    }
}
