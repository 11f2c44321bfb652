using System.Buffers;

namespace RaftLog.Protocol.Tests.Support;

/// <summary>Encodes into hex.</summary>
public static class Frames
{
    public delegate void WriteSomething(ref KafkaWriter writer);

    public static string Request(ApiKey api, short version, int correlationId, string? clientId, IWireMessage request)
    {
        var output = new ArrayBufferWriter<byte>();
        var written = FrameEncoder.WriteRequest(output, api, version, correlationId, clientId, request);
        Assert.Equal(output.WrittenCount, written);
        return Hex.Of(output.WrittenSpan);
    }

    public static string Response(ApiKey api, short version, int correlationId, IWireMessage response)
    {
        var output = new ArrayBufferWriter<byte>();
        var written = FrameEncoder.WriteResponse(output, api, version, correlationId, response);
        Assert.Equal(output.WrittenCount, written);
        return Hex.Of(output.WrittenSpan);
    }

    public static string Written(WriteSomething write)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new KafkaWriter(output);
        write(ref writer);
        writer.Complete();
        return Hex.Of(output.WrittenSpan);
    }
}
