namespace RaftLog.Protocol;

/// <summary>Decodes response frames (the bytes after the int32 size). Never throws, whatever the bytes.</summary>
public static class ResponseDecoder
{
    /// <summary>Reads header and body of the answer to a request.</summary>
    /// <param name="frame">The frame without its size.</param>
    /// <param name="api">The API that was called.</param>
    /// <param name="version">The version it was called in. An ApiVersions response that refuses the version is v0,
    /// whatever was asked.</param>
    /// <param name="header">The header, with the correlation id.</param>
    /// <param name="body">The response; null unless the status is <see cref="DecodeStatus.Done"/>.</param>
    public static DecodeStatus TryDecode(
        ReadOnlyMemory<byte> frame, ApiKey api, short version, out ResponseHeader header, out IWireMessage? body)
    {
        header = new ResponseHeader();
        body = null;
        if (!MessageTable.TryGet(api, out var codec)) return DecodeStatus.UnknownApi;
        if (!codec.Versions.Contains(version)) return DecodeStatus.UnsupportedVersion;
        try
        {
            var reader = new KafkaReader(frame);
            header = ResponseHeader.Read(ref reader, Apis.ResponseHeaderVersion(api, version));
            body = codec.ReadResponse(ref reader, version);
            return DecodeStatus.Done;
        }
        catch (MalformedMessageException)
        {
            return DecodeStatus.Malformed;
        }
    }
}
