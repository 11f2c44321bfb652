using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using RaftLog.Net;
using RaftLog.Protocol;
using RaftLog.Server.Requests;

namespace RaftLog.Server.Connections;

/// <summary>
/// The answers of one connection: completed in any order by any thread, written in the order of the requests (KP-1) by one thread at
/// a time, and flushed once for as many as are ready.
/// </summary>
/// <remarks>
/// Whoever completes the request at the head, and finds nobody writing, writes. While the read loop works through what one read brought,
/// it holds the writer's place, so that a pipelined burst leaves in one send.
/// Invariants: requests leave in the order they entered; at most one thread is between taking and leaving the writer's place; every
/// request that entered is released exactly once.
/// </remarks>
internal sealed class ResponseQueue : IResponseQueue
{
    private readonly Lock _lock = new();
    private readonly PipeWriter _output;
    private readonly ConnectionServices _services;
    private readonly ClientConnection _connection;
    private readonly Action _flushed;
    private RequestContext? _head;
    private RequestContext? _tail;
    private TaskCompletionSource? _waiting;
    private Func<bool>? _waitingFor;
    private ValueTaskAwaiter<FlushResult> _flushAwaiter;
    private int _inFlight;
    private int _exclusive;
    private long _retainedBytes;
    private long _flushStartedTimestamp;
    private bool _isWriting;
    private bool _isFlushPending;
    private bool _endsAfterFlush;
    private bool _isClosed;

    internal ResponseQueue(PipeWriter output, ConnectionServices services, ClientConnection connection)
    {
        _output = output;
        _services = services;
        _connection = connection;
        _flushed = Flushed;
    }

    /// <summary>Requests that entered and have not been written.</summary>
    internal int InFlight
    {
        get
        {
            lock (_lock) return _inFlight;
        }
    }

    /// <summary>True when the connection must not take on more before something has left.</summary>
    internal bool IsFull
    {
        get
        {
            lock (_lock) return IsFullLocked();
        }
    }

    /// <summary>Since when the client has left an answer unread, on the broker's monotonic clock; null when it does not.</summary>
    internal long? UnreadSince
    {
        get
        {
            lock (_lock) return _isFlushPending ? _flushStartedTimestamp : null;
        }
    }

    /// <inheritdoc/>
    public void Retain(long bytes) => Interlocked.Add(ref _retainedBytes, bytes);

    /// <summary>A request takes its place at the end.</summary>
    internal void Enter(RequestContext request)
    {
        lock (_lock)
        {
            if (_tail is null) _head = request;
            else _tail.Next = request;
            _tail = request;
            _inFlight++;
            if (request.IsExclusive) _exclusive++;
        }
    }

    /// <inheritdoc/>
    public void Completed(RequestContext request)
    {
        if (request.ChargedBytes > 0) _services.RequestMemory.Return(_connection, request.ChargedBytes);
        lock (_lock)
        {
            request.IsReady = true;
            if (request.IsExclusive) _exclusive--;
            if (_isWriting || !ReferenceEquals(_head, request))
            {
                WakeReaderLocked();
                return;
            }

            _isWriting = true;
        }

        Write();
    }

    /// <summary>Takes the writer's place for the read loop; false when somebody writes already.</summary>
    internal bool TryHold()
    {
        lock (_lock)
        {
            if (_isWriting) return false;
            _isWriting = true;
            return true;
        }
    }

    /// <summary>Gives the place from <see cref="TryHold"/> back, after writing what is ready.</summary>
    internal void Release() => Write();

    /// <summary>Completes when there is room again, or the queue is closed.</summary>
    internal Task WaitForRoomAsync() => WaitAsync(() => !IsFullLocked());

    /// <summary>Completes when every request has been answered and written, or the queue is closed.</summary>
    internal Task WaitUntilEmptyAsync() => WaitAsync(() => _head is null && !_isWriting);

    /// <summary>After <see cref="Close"/>: completes when nobody touches the pipe any more.</summary>
    internal Task WaitUntilIdleAsync() => WaitAsync(() => !_isWriting, evenIfClosed: true);

    /// <summary>Writes nothing more; what waits is told that nobody wants its answer.</summary>
    internal void Close()
    {
        RequestContext? first;
        lock (_lock)
        {
            if (_isClosed) return;
            _isClosed = true;
            first = _head;
            WakeReaderLocked();
        }

        for (var request = first; request is not null; request = request.Next)
        {
            if (!request.IsAnswered) request.Abandon();
        }

        if (TryHold()) Write();
    }

    /// <summary>Has every waiting request answer with what it has.</summary>
    internal void Hurry()
    {
        RequestContext? first;
        lock (_lock) first = _head;
        for (var request = first; request is not null; request = request.Next)
        {
            if (!request.IsAnswered) request.Hurry();
        }
    }

    private bool IsFullLocked() =>
        _inFlight >= _services.Options.InFlightRequestsMax
        || _exclusive > 0
        || _isFlushPending
        || Interlocked.Read(ref _retainedBytes) > _services.Options.UnsentBytesMax;

    /// <summary>Only the thread in the writer's place is here.</summary>
    private void Write()
    {
        try
        {
            var isDirty = false;
            while (true)
            {
                var request = TakeReady(isDirty);
                if (request is not null)
                {
                    isDirty |= WriteOne(request);
                    if (!isDirty || (_output.CanGetUnflushedBytes && _output.UnflushedBytes < SocketTransport.BufferBytesMax)) continue;
                }
                else if (!isDirty)
                {
                    return;
                }

                if (!TryFlush()) return;
                isDirty = false;
            }
        }
#pragma warning disable CA1031 // The writer's one seam: whatever breaks here ends this connection and nothing else.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!_isClosed) Log.AnswerFailed(_services.Logger, _connection.Client.Address, e);
            _connection.Abort(ConnectionEnd.OwnFault);
            Discard();
        }
    }

    /// <summary>
    /// The next request whose answer is there; null when there is none. Without one, and with nothing left to flush, the writer's place is
    /// free again.
    /// </summary>
    private RequestContext? TakeReady(bool isDirty)
    {
        lock (_lock)
        {
            if (_head is { IsReady: true } request)
            {
                _head = request.Next;
                if (_head is null) _tail = null;
                _inFlight--;
                return request;
            }

            if (isDirty) return null;
            _isWriting = false;
            WakeReaderLocked();
            return null;
        }
    }

    /// <summary>Encodes one answer into the pipe, which copies it: what it borrowed is given back at once.</summary>
    /// <returns>True when bytes were written.</returns>
    private bool WriteOne(RequestContext request)
    {
        var hasWritten = false;
        try
        {
            if (_isClosed || _endsAfterFlush) return false;
            if (request.ClosesConnection)
            {
                _endsAfterFlush = true;
                return true;
            }

            if (request.Response is { } response)
            {
                FrameEncoder.WriteResponse(_output, request.Api, request.Version, request.CorrelationId, response);
                hasWritten = true;
            }

            _services.Metrics.RequestAnswered(
                request.Api, request.FirstError, _services.Time.GetElapsedTime(request.ReceivedTimestamp));
        }
        finally
        {
            request.Release();
        }

        return hasWritten;
    }

    /// <summary>Sends; false when the send is under way and <see cref="Flushed"/> will go on.</summary>
    private bool TryFlush()
    {
#pragma warning disable CA2012 // The result is read once: here when it is there, otherwise in the continuation.
        _flushAwaiter = _output.FlushAsync().GetAwaiter();
#pragma warning restore CA2012
        if (_flushAwaiter.IsCompleted)
        {
            AfterFlush(_flushAwaiter.GetResult());
            return true;
        }

        lock (_lock)
        {
            _isFlushPending = true;
            _flushStartedTimestamp = _services.Time.GetTimestamp();
        }

        _flushAwaiter.UnsafeOnCompleted(_flushed);
        return false;
    }

    private void Flushed()
    {
        try
        {
            lock (_lock) _isFlushPending = false;
            AfterFlush(_flushAwaiter.GetResult());
        }
#pragma warning disable CA1031 // A send that failed is the end of the connection, however it failed.
        catch (Exception)
#pragma warning restore CA1031
        {
            _connection.Abort(ConnectionEnd.ByClient);
        }

        Write();
    }

    private void AfterFlush(in FlushResult result)
    {
        if (result.IsCompleted || result.IsCanceled) _connection.Abort(ConnectionEnd.ByClient);
        else if (_endsAfterFlush) _connection.End(ConnectionEnd.RequestFailed);
    }

    /// <summary>After a failure: releases what is answered and leaves the writer's place.</summary>
    private void Discard()
    {
        while (TakeReady(isDirty: false) is { } request) request.Release();
    }

    private Task WaitAsync(Func<bool> condition, bool evenIfClosed = false)
    {
        lock (_lock)
        {
            if ((_isClosed && !evenIfClosed) || condition()) return Task.CompletedTask;
            _waitingFor = evenIfClosed ? condition : () => _isClosed || condition();
            _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }

    private void WakeReaderLocked()
    {
        if (_waiting is null || !_waitingFor!()) return; // set together with _waiting
        _waiting.TrySetResult();
        _waiting = null;
        _waitingFor = null;
    }
}
