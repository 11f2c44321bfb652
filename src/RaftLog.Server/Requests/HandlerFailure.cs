using RaftLog.Protocol;

namespace RaftLog.Server.Requests;

/// <summary>What a client is told when a handler broke.</summary>
internal static class HandlerFailure
{
    /// <summary>Answers with the API's own form of UNKNOWN_SERVER_ERROR, or closes the connection when it has none.</summary>
    internal static void Answer(IRequestHandler handler, RequestContext context, IWireMessage request)
    {
        if (context.IsAnswered) return;
        context.Note(ErrorCode.UnknownServerError);
        var refusal = handler.Refuse(context, request, ErrorCode.UnknownServerError);
        if (refusal is null) context.CloseConnection();
        else context.Respond(refusal);
    }
}
