using System.Buffers;

namespace RaftLog.Protocol;

/// <summary>Writes whole frames: int32 size, header, body. The size is computed first, so nothing is buffered or
/// patched.</summary>
public static class FrameEncoder
{
    private const int SizeBytes = sizeof(int);

    /// <summary>Writes the response to a request of <paramref name="version"/>.</summary>
    /// <returns>The bytes written, size included.</returns>
    /// <exception cref="MessageNotEncodableException">The response cannot be written in that version; nothing has been
    /// written.</exception>
    public static int WriteResponse(IBufferWriter<byte> output, ApiKey api, short version, int correlationId, IWireMessage response)
    {
        var headerVersion = Apis.ResponseHeaderVersion(api, version);
        var header = new ResponseHeader { CorrelationId = correlationId };
        return Write(output, header, headerVersion, response, version);
    }

    /// <summary>Writes a request.</summary>
    /// <returns>The bytes written, size included.</returns>
    /// <exception cref="MessageNotEncodableException">The request cannot be written in that version; nothing has been
    /// written.</exception>
    public static int WriteRequest(
        IBufferWriter<byte> output, ApiKey api, short version, int correlationId, string? clientId, IWireMessage request)
    {
        var header = new RequestHeader
        {
            RequestApiKey = api,
            RequestApiVersion = version,
            CorrelationId = correlationId,
            ClientId = clientId,
        };
        return Write(output, header, Apis.RequestHeaderVersion(api, version), request, version);
    }

    private static int Write(IBufferWriter<byte> output, IWireMessage header, short headerVersion, IWireMessage body, short version)
    {
        var size = checked(header.ComputeSize(headerVersion) + body.ComputeSize(version));
        var writer = new KafkaWriter(output);
        writer.WriteInt32(size);
        header.Write(ref writer, headerVersion);
        body.Write(ref writer, version);
        writer.Complete();
        Invariant.Check(writer.Written == size + SizeBytes);
        return size + SizeBytes;
    }
}
