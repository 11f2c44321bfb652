using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using RaftLog.Protocol;

namespace RaftLog.Server.Tests;

/// <summary>
/// A Kafka client without opinions: sends what it is told, pipelined or not, well-formed or not, and reads answers one by one. Used by one
/// test at a time.
/// </summary>
internal sealed class RawClient : IDisposable
{
    private const int ResponseBytesMax = 128 << 20;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private int _correlationId;

    private RawClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket);
    }

    /// <summary>The client id of its requests.</summary>
    public string ClientId { get; set; } = "raw";

    /// <summary>Requests written and not yet answered, with what their answers are to be read as.</summary>
    private Queue<(ApiKey Api, short Version, int CorrelationId)> Sent { get; } = new();

    public static async Task<RawClient> ConnectAsync(IPEndPoint endPoint, int? receiveBufferBytes = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBufferBytes is { } bytes) socket.ReceiveBufferSize = bytes;
        await socket.ConnectAsync(endPoint, Cancellation);
        return new RawClient(socket);
    }

    /// <summary>Fails unless a connection to <paramref name="endPoint"/> is closed as soon as it is made.</summary>
    public static async Task AssertRefusedAsync(IPEndPoint endPoint)
    {
        try
        {
            using var client = await ConnectAsync(endPoint);
            await client.AssertClosedAsync();
        }
        catch (SocketException)
        {
            // The reset may be there before the connection is reported to be.
        }
    }

    /// <summary>Sends a request and waits for its answer; nothing else may be outstanding.</summary>
    public async Task<TResponse> AskAsync<TRequest, TResponse>(TRequest request, short version)
        where TRequest : class, IKafkaMessage<TRequest>
        where TResponse : class, IKafkaMessage<TResponse>
    {
        await SendAsync(request, version);
        return await ReadAsync<TResponse>();
    }

    /// <summary>Sends a request without waiting.</summary>
    public async Task SendAsync<TRequest>(TRequest request, short version, bool expectsAnswer = true)
        where TRequest : class, IKafkaMessage<TRequest> =>
        await _stream.WriteAsync(Encode(request, version, expectsAnswer), Cancellation);

    /// <summary>A request's frame, to be sent with others or in pieces; counted as sent.</summary>
    public ReadOnlyMemory<byte> Encode<TRequest>(TRequest request, short version, bool expectsAnswer = true)
        where TRequest : class, IKafkaMessage<TRequest>
    {
        var output = new ArrayBufferWriter<byte>();
        var correlationId = ++_correlationId;
        FrameEncoder.WriteRequest(output, TRequest.Api, version, correlationId, ClientId, request);
        if (expectsAnswer) Sent.Enqueue((TRequest.Api, version, correlationId));
        return output.WrittenMemory;
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, Cancellation);

    /// <summary>Sends a frame whose content is <paramref name="content"/>.</summary>
    public async Task SendFrameAsync(byte[] content)
    {
        var frame = new byte[content.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(frame, content.Length);
        content.CopyTo(frame, 4);
        await SendRawAsync(frame);
    }

    /// <summary>Reads the next answer, which has to be the one of the oldest request that was not answered.</summary>
    public async Task<TResponse> ReadAsync<TResponse>() where TResponse : class, IKafkaMessage<TResponse>
    {
        var (api, version, correlationId) = Sent.Dequeue();
        var frame = await ReadFrameAsync();
        Assert.NotNull(frame);
        Assert.Equal(correlationId, BinaryPrimitives.ReadInt32BigEndian(frame));
        Assert.Equal(TResponse.Api, api);
        var status = ResponseDecoder.TryDecode(frame, api, version, out _, out var response);
        Assert.Equal(DecodeStatus.Done, status);
        return Assert.IsType<TResponse>(response);
    }

    /// <summary>Reads the next frame's content; null when the connection has ended.</summary>
    public async Task<byte[]?> ReadFrameAsync()
    {
        try
        {
            var prefix = new byte[4];
            var read = await _stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, Cancellation);
            if (read == 0) return null;
            Assert.Equal(prefix.Length, read);
            var length = BinaryPrimitives.ReadInt32BigEndian(prefix);
            Assert.InRange(length, 0, ResponseBytesMax);
            var content = new byte[length];
            await _stream.ReadExactlyAsync(content, Cancellation);
            return content;
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            return null;
        }
    }

    /// <summary>Fails unless the broker closes the connection without another answer.</summary>
    public async Task AssertClosedAsync() => Assert.Null(await ReadFrameAsync());

    /// <summary>Closes this side's direction; answers can still be read.</summary>
    public void FinishSending() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
