using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Connections;

namespace RaftLog.Server.Requests;

/// <summary>
/// One request and its place among the answers of its connection. A handler answers it exactly once, on any thread; what comes
/// after the first answer is dropped, so that a timeout and a completion may race.
/// </summary>
internal sealed class RequestContext(IResponseQueue queue, ClientIdentity client, RequestHeader header, long receivedTimestamp)
{
    private int _isAnswered;
    private long _retainedBytes;
    private IPendingWork? _pending;
    private bool _isAbandoned;
    private bool _isHurried;

    /// <summary>Who asks.</summary>
    internal ClientIdentity Client => client;

    /// <summary>The API.</summary>
    internal ApiKey Api { get; } = header.RequestApiKey;

    /// <summary>The version of request and answer.</summary>
    internal short Version { get; init; } = header.RequestApiVersion;

    /// <summary>The client's number for the request.</summary>
    internal int CorrelationId { get; } = header.CorrelationId;

    /// <summary>The client's name for itself; empty when it has none.</summary>
    internal string ClientId { get; } = header.ClientId ?? "";

    /// <summary>When the last byte of the request was there, on the broker's monotonic clock.</summary>
    internal long ReceivedTimestamp => receivedTimestamp;

    /// <summary>The first error noted, for metrics.</summary>
    internal ErrorCode FirstError { get; private set; }

    /// <summary>True once an answer has been given.</summary>
    internal bool IsAnswered => Volatile.Read(ref _isAnswered) != 0;

    // What follows belongs to the response queue.

    /// <summary>The answer; null for none.</summary>
    internal IWireMessage? Response { get; private set; }

    /// <summary>What the answer borrows; disposed once it is written or dropped.</summary>
    internal IDisposable? Borrowed { get; private set; }

    /// <summary>True when the connection is to be closed in place of an answer.</summary>
    internal bool ClosesConnection { get; private set; }

    /// <summary>True once the queue may write the answer; guarded by the queue's lock.</summary>
    internal bool IsReady { get; set; }

    /// <summary>The next request of the connection.</summary>
    internal RequestContext? Next { get; set; }

    /// <summary>Bytes of the request that are charged to the broker's budget until the answer is there.</summary>
    internal int ChargedBytes { get; set; }

    /// <summary>True when nothing after this request is read before it is answered.</summary>
    internal bool IsExclusive { get; set; }

    /// <summary>Notes an error of the answer.</summary>
    internal void Note(ErrorCode error)
    {
        if (FirstError == ErrorCode.None) FirstError = error;
    }

    /// <summary>Counts bytes the answer holds, or will, against what the connection may hold.</summary>
    internal void Retain(long bytes)
    {
        _retainedBytes += bytes;
        queue.Retain(bytes);
    }

    /// <summary>Answers.</summary>
    /// <param name="response">The answer, in the version of the request.</param>
    /// <param name="borrowed">What the answer's bytes are borrowed from; disposed once they are written or dropped.</param>
    /// <returns>False when it had been answered before; <paramref name="borrowed"/> has then been disposed.</returns>
    internal bool Respond(IWireMessage response, IDisposable? borrowed = null) => Finish(response, borrowed, closes: false);

    /// <summary>Ends the request without an answer (acks=0).</summary>
    internal bool RespondNothing() => Finish(null, null, closes: false);

    /// <summary>Closes the connection once everything before this request has been answered.</summary>
    internal bool CloseConnection() => Finish(null, null, closes: true);

    /// <summary>
    /// Names what to tell when nobody waits any more. When that is so already, <paramref name="work"/> is told at once.
    /// </summary>
    internal void Pend(IPendingWork work)
    {
        Volatile.Write(ref _pending, work);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isAbandoned)) work.Abandon();
        else if (Volatile.Read(ref _isHurried)) work.Hurry();
    }

    /// <summary>The connection is gone.</summary>
    internal void Abandon()
    {
        Volatile.Write(ref _isAbandoned, true);
        Interlocked.MemoryBarrier();
        Volatile.Read(ref _pending)?.Abandon();
    }

    /// <summary>The broker is stopping.</summary>
    internal void Hurry()
    {
        Volatile.Write(ref _isHurried, true);
        Interlocked.MemoryBarrier();
        Volatile.Read(ref _pending)?.Hurry();
    }

    /// <summary>Lets go of the answer, written or not.</summary>
    internal void Release()
    {
        Borrowed?.Dispose();
        Borrowed = null;
        Response = null;
        if (_retainedBytes != 0) queue.Retain(-_retainedBytes);
        _retainedBytes = 0;
    }

    private bool Finish(IWireMessage? response, IDisposable? borrowed, bool closes)
    {
        if (Interlocked.Exchange(ref _isAnswered, 1) != 0)
        {
            borrowed?.Dispose();
            return false;
        }

        Response = response;
        Borrowed = borrowed;
        ClosesConnection = closes;
        queue.Completed(this);
        return true;
    }
}
