namespace RaftLog.Protocol.Messages;

/// <summary>SaslHandshake (key 17), request, versions 0-1. Chooses a SASL mechanism.</summary>
/// <remarks>After v0 raw tokens follow on the socket; after v1 they travel in SaslAuthenticate.</remarks>
[KafkaMessage(ApiKey.SaslHandshake, MessageKind.Request, "0-1")]
public sealed partial class SaslHandshakeRequest
{
    [Field("0+")]
    public partial string Mechanism { get; set; }
}

/// <summary>SaslHandshake (key 17), response, versions 0-1. The mechanisms this listener offers.</summary>
[KafkaMessage(ApiKey.SaslHandshake, MessageKind.Response, "0-1")]
public sealed partial class SaslHandshakeResponse
{
    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+")]
    public partial List<string> Mechanisms { get; set; }
}
