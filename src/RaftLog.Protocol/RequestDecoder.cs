using System.Buffers.Binary;

namespace RaftLog.Protocol;

/// <summary>Decodes request frames (the bytes after the int32 size). Never throws, whatever the bytes.</summary>
/// <remarks>
/// Bytes after the body are ignored, as Kafka does. Decoded bytes and records are slices of the frame: its buffer must
/// outlive their use.
/// </remarks>
public static class RequestDecoder
{
    private const int KeyAndVersionBytes = 4;

    /// <summary>Reads the header.</summary>
    /// <param name="frame">The frame without its size.</param>
    /// <param name="header">The header. Complete with <see cref="DecodeStatus.Done"/>, and with
    /// <see cref="DecodeStatus.UnsupportedVersion"/> as far as the
    /// correlation id and client id; otherwise with defaults.</param>
    /// <param name="bodyOffset">Where the body begins; meaningful with <see cref="DecodeStatus.Done"/> only.</param>
    public static DecodeStatus TryReadHeader(ReadOnlyMemory<byte> frame, out RequestHeader header, out int bodyOffset)
    {
        header = new RequestHeader();
        bodyOffset = 0;
        if (frame.Length < KeyAndVersionBytes) return DecodeStatus.Malformed;
        var api = (ApiKey)BinaryPrimitives.ReadInt16BigEndian(frame.Span);
        var version = BinaryPrimitives.ReadInt16BigEndian(frame.Span[2..]);
        if (!MessageTable.TryGet(api, out var codec)) return DecodeStatus.UnknownApi;
        var isSupported = codec.Versions.Contains(version);
        try
        {
            // Version 1 is a prefix of every later header, which is all that can be relied on when the version is unknown.
            var reader = new KafkaReader(frame);
            header = RequestHeader.Read(ref reader, isSupported ? Apis.RequestHeaderVersion(api, version) : (short)1);
            bodyOffset = reader.Position;
            return isSupported ? DecodeStatus.Done : DecodeStatus.UnsupportedVersion;
        }
        catch (MalformedMessageException)
        {
            return DecodeStatus.Malformed;
        }
    }

    /// <summary>Reads the body that follows a header read with <see cref="DecodeStatus.Done"/>.</summary>
    /// <param name="frame">The frame the header was read from.</param>
    /// <param name="header">That header.</param>
    /// <param name="bodyOffset">Where the body begins.</param>
    /// <param name="body">The request; null unless the status is <see cref="DecodeStatus.Done"/>.</param>
    /// <param name="problem">What is wrong with the bytes, for the log; null unless they are malformed.</param>
    public static DecodeStatus TryReadBody(
        ReadOnlyMemory<byte> frame, RequestHeader header, int bodyOffset, out IWireMessage? body, out string? problem)
    {
        body = null;
        problem = null;
        if (!MessageTable.TryGet(header.RequestApiKey, out var codec)) return DecodeStatus.UnknownApi;
        if (!codec.Versions.Contains(header.RequestApiVersion)) return DecodeStatus.UnsupportedVersion;
        try
        {
            var reader = new KafkaReader(frame[bodyOffset..]);
            body = codec.ReadRequest(ref reader, header.RequestApiVersion);
            return DecodeStatus.Done;
        }
        catch (MalformedMessageException malformed)
        {
            problem = malformed.Message;
            return DecodeStatus.Malformed;
        }
    }

    /// <summary>Reads header and body.</summary>
    public static DecodeStatus TryDecode(ReadOnlyMemory<byte> frame, out RequestHeader header, out IWireMessage? body)
    {
        body = null;
        var status = TryReadHeader(frame, out header, out var bodyOffset);
        return status == DecodeStatus.Done ? TryReadBody(frame, header, bodyOffset, out body, out _) : status;
    }
}
