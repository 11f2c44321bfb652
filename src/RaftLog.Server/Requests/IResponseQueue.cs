namespace RaftLog.Server.Requests;

/// <summary>Where a request's answer goes: the queue that keeps a connection's answers in the order of its requests.</summary>
internal interface IResponseQueue
{
    /// <summary>The answer of <paramref name="request"/> is there. Called once per request, on any thread.</summary>
    void Completed(RequestContext request);

    /// <summary>The answer will hold, or no longer holds, so many bytes before it is written.</summary>
    void Retain(long bytes);
}
