namespace RaftLog.Protocol.Messages;

/// <summary>SaslAuthenticate (key 36), request, versions 0-2. Carries one token of a SASL exchange.</summary>
[KafkaMessage(ApiKey.SaslAuthenticate, MessageKind.Request, "0-2", Flexible = "2+")]
public sealed partial class SaslAuthenticateRequest
{
    [Field("0+")]
    public partial ReadOnlyMemory<byte> AuthBytes { get; set; }
}

/// <summary>SaslAuthenticate (key 36), response, versions 0-2. The token that answers it.</summary>
[KafkaMessage(ApiKey.SaslAuthenticate, MessageKind.Response, "0-2", Flexible = "2+")]
public sealed partial class SaslAuthenticateResponse
{
    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ErrorMessage { get; set; }

    [Field("0+")]
    public partial ReadOnlyMemory<byte> AuthBytes { get; set; }

    [Field("1+")]
    public partial long SessionLifetimeMs { get; set; }
}
