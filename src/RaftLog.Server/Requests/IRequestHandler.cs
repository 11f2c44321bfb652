using RaftLog.Protocol;

namespace RaftLog.Server.Requests;

/// <summary>Serves one API. Stateless but for what it was given; called by many connections at once.</summary>
internal interface IRequestHandler
{
    /// <summary>
    /// Answers <paramref name="request"/> now or later through <paramref name="context"/>. Runs on a socket's thread and must not block.
    /// Bytes and records of the request are slices of the frame: whatever is needed after this returns has to be copied.
    /// </summary>
    void Handle(RequestContext context, IWireMessage request);

    /// <summary>An answer that fails the whole request with <paramref name="error"/>; null when the API has no way to say so.</summary>
    IWireMessage? Refuse(RequestContext context, IWireMessage request, ErrorCode error);
}
