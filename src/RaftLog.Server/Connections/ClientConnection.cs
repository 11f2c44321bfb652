using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using RaftLog.Net;
using RaftLog.Server.Requests;

namespace RaftLog.Server.Connections;

/// <summary>
/// One client connection: cuts the stream into requests and hands each to its handler on the thread that received it, in order. Answers
/// go through the <see cref="ResponseQueue"/>.
/// </summary>
/// <remarks>
/// What bounds a connection: frames by length before they are waited for; bytes being read or worked on by the broker's budget;
/// requests in flight and bytes unsent by the queue, over whose bounds nothing is read; time by <see cref="CheckTimeouts"/>.
/// </remarks>
internal sealed class ClientConnection
{
    private const long None = 0;

    private readonly ConnectionContext _transport;
    private readonly ConnectionServices _services;
    private readonly PipeReader _input;
    private readonly ResponseQueue _answers;
    private readonly long _openedTimestamp;
    private long _lastActivityTimestamp;
    private long _frameStartedTimestamp;
    private long _requestsRead;
    private int _frameBytes;
    private int _frameChargedBytes;
    private int _end = -1;

    internal ClientConnection(ConnectionContext transport, ClientIdentity client, ConnectionServices services)
    {
        _transport = transport;
        _services = services;
        _input = transport.Transport.Input;
        _answers = new ResponseQueue(transport.Transport.Output, services, this);
        Client = client;
        _openedTimestamp = _lastActivityTimestamp = services.Time.GetTimestamp();
    }

    /// <summary>Who is connected.</summary>
    internal ClientIdentity Client { get; }

    /// <summary>Requests read and not yet answered.</summary>
    internal int InFlight => _answers.InFlight;

    /// <summary>Serves the connection until it ends; returns why it did.</summary>
    internal async Task<ConnectionEnd> RunAsync()
    {
        try
        {
            await ReadAsync();

            // What was read is finished, also for a client that has closed its own direction only.
            Note(ConnectionEnd.ByClient);
            _answers.Hurry();
            await _answers.WaitUntilEmptyAsync();
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or OperationCanceledException)
        {
            Note(ConnectionEnd.ByClient);
        }
#pragma warning disable CA1031 // The connection's one seam: whatever breaks here ends this connection and nothing else.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Note(ConnectionEnd.OwnFault);
            Log.ConnectionFailed(_services.Logger, Client.Address, e);
        }

        await CloseAsync();
        return Reason ?? ConnectionEnd.ByClient;
    }

    /// <summary>Reads nothing more; answers that are ready still leave.</summary>
    internal void End(ConnectionEnd reason)
    {
        Note(reason);
        _input.CancelPendingRead();
    }

    /// <summary>Cuts the connection off.</summary>
    internal void Abort(ConnectionEnd reason)
    {
        Note(reason);
        _answers.Close();
        _transport.Abort();
    }

    /// <summary>Lets what is in flight finish, then closes.</summary>
    internal void Drain()
    {
        End(ConnectionEnd.Drained);
        _answers.Hurry();
    }

    /// <summary>Ends the connection when the client takes longer than it may. Any thread.</summary>
    internal void CheckTimeouts()
    {
        var options = _services.Options;
        var frameStarted = Interlocked.Read(ref _frameStartedTimestamp);
        if (_answers.UnreadSince is { } since)
        {
            if (HasPassed(since, options.UnreadAnswerTimeout)) TimeOut("an answer was left unread");
        }
        else if (frameStarted != None)
        {
            var allowed = options.FrameTimeout + TimeSpan.FromSeconds((double)Volatile.Read(ref _frameBytes) / options.FrameBytesPerSecondMin);
            if (!_answers.IsFull && HasPassed(frameStarted, allowed)) TimeOut("a request did not arrive in time");
        }
        else if (Interlocked.Read(ref _requestsRead) == 0)
        {
            if (HasPassed(_openedTimestamp, options.FirstRequestTimeout)) TimeOut("no request came");
        }
        else if (_answers.InFlight == 0 && HasPassed(Interlocked.Read(ref _lastActivityTimestamp), options.IdleTimeout))
        {
            TimeOut("it was idle");
        }
    }

    private ConnectionEnd? Reason => Volatile.Read(ref _end) is var end and >= 0 ? (ConnectionEnd)end : null;

    private async Task ReadAsync()
    {
        while (Reason is null)
        {
            var result = await _input.ReadAsync();
            var buffer = result.Buffer;
            var taken = Reason is null ? TakeFrames(ref buffer) : Taken.Refused;

            // When full, what is left has not been looked at: it must be offered again without waiting for more.
            _input.AdvanceTo(buffer.Start, taken == Taken.UntilFull ? buffer.Start : buffer.End);
            if (taken == Taken.Refused || (taken == Taken.All && result.IsCompleted)) break;
            if (taken == Taken.UntilFull) await WaitForRoomAsync();
            else await ChargeAsync(buffer.Length);
        }
    }

    /// <summary>Dispatches the whole frames of what was read, as far as there is room.</summary>
    private Taken TakeFrames(ref ReadOnlySequence<byte> buffer)
    {
        var isHeld = _answers.TryHold();
        try
        {
            while (!_answers.IsFull)
            {
                var status = FrameReader.TryRead(ref buffer, _services.Options.RequestBytesMax, out var content, out var contentBytes);
                if (status == FrameStatus.InvalidLength)
                {
                    RefuseLength(buffer, contentBytes);
                    return Taken.Refused;
                }

                if (status == FrameStatus.NeedMoreData)
                {
                    NoteIncomplete(buffer, contentBytes);
                    return Taken.All;
                }

                if (!TakeFrame(content)) return Taken.Refused;
            }

            return Taken.UntilFull;
        }
        finally
        {
            if (isHeld) _answers.Release();
        }
    }

    private async Task WaitForRoomAsync()
    {
        await _answers.WaitForRoomAsync();
        RestartFrameClock();
    }

    private bool TakeFrame(in ReadOnlySequence<byte> content)
    {
        var charged = Math.Max(_frameChargedBytes, (int)content.Length);
        // A frame that came whole is in memory already: it is charged whatever the budget says, and the next read waits.
        if (charged > _frameChargedBytes) _services.RequestMemory.Take(charged - _frameChargedBytes);
        _frameChargedBytes = 0;
        Interlocked.Exchange(ref _frameStartedTimestamp, None);
        Interlocked.Exchange(ref _lastActivityTimestamp, _services.Time.GetTimestamp());
        Interlocked.Increment(ref _requestsRead);
        using var frame = new ContiguousFrame(content, _services.Payloads);
        var problem = RequestDispatcher.Dispatch(_services, this, _answers, frame.Memory, charged);
        if (problem is null) return true;
        Refuse(problem);
        return false;
    }

    private void NoteIncomplete(in ReadOnlySequence<byte> buffer, int contentBytes)
    {
        if (buffer.IsEmpty) return;
        Volatile.Write(ref _frameBytes, Math.Max(contentBytes, 0));
        Interlocked.CompareExchange(ref _frameStartedTimestamp, _services.Time.GetTimestamp(), None);
    }

    /// <summary>Charges what has arrived of an incomplete frame before more of it is read.</summary>
    private Task ChargeAsync(long arrivedBytes)
    {
        var more = (int)Math.Min(arrivedBytes, _services.Options.RequestBytesMax) - _frameChargedBytes;
        if (more <= 0)
        {
            more = 0;
            if (!_services.RequestMemory.IsExceeded) return Task.CompletedTask;
        }

        if (_services.RequestMemory.TryTake(this, more))
        {
            _frameChargedBytes += more;
            return Task.CompletedTask;
        }

        return ChargeLaterAsync(more);
    }

    private async Task ChargeLaterAsync(int more)
    {
        await _services.RequestMemory.TakeAsync(this, more, _transport.ConnectionClosed);
        _frameChargedBytes += more;
        RestartFrameClock();
    }

    /// <summary>After a wait that was ours and not the client's.</summary>
    private void RestartFrameClock()
    {
        if (Interlocked.Read(ref _frameStartedTimestamp) != None)
            Interlocked.Exchange(ref _frameStartedTimestamp, _services.Time.GetTimestamp());
    }

    private void RefuseLength(in ReadOnlySequence<byte> buffer, int contentBytes)
    {
        Span<byte> start = stackalloc byte[FrameReader.PrefixBytes];
        buffer.Slice(0, FrameReader.PrefixBytes).CopyTo(start);
        var foreign = Interlocked.Read(ref _requestsRead) == 0 ? ForeignProtocol.Recognise(start) : null;
        Refuse(foreign is null
            ? $"a frame of {contentBytes} bytes; 1 to {_services.Options.RequestBytesMax} are accepted"
            : $"{foreign} on a port that speaks Kafka's protocol in plain text; check the client's security.protocol and port");
    }

    private void Refuse(string problem)
    {
        Note(ConnectionEnd.Protocol);
        Log.ProtocolViolated(_services.Logger, Client.Address, Client.Listener, problem);
        if (_services.ProtocolWarnings.TryEnter(out var suppressed))
            Log.ProtocolViolatedWarning(_services.Logger, Client.Address, Client.Listener, problem, suppressed);
    }

    private void TimeOut(string what)
    {
        Log.ConnectionTimedOut(_services.Logger, Client.Address, what);
        Abort(ConnectionEnd.Idle);
    }

    private bool HasPassed(long since, TimeSpan allowed) => _services.Time.GetElapsedTime(since) > allowed;

    private void Note(ConnectionEnd reason) => Interlocked.CompareExchange(ref _end, (int)reason, -1);

    private async Task CloseAsync()
    {
        _answers.Close();
        await _answers.WaitUntilIdleAsync();
        if (_frameChargedBytes > 0) _services.RequestMemory.Return(this, _frameChargedBytes);
        await _input.CompleteAsync();
        await _transport.Transport.Output.CompleteAsync();
    }

    private enum Taken : byte
    {
        /// <summary>Every whole frame.</summary>
        All,

        /// <summary>As many as there was room for; more may be there.</summary>
        UntilFull,

        /// <summary>The connection ends.</summary>
        Refused,
    }
}
