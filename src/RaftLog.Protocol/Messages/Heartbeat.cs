namespace RaftLog.Protocol.Messages;

/// <summary>Heartbeat (key 12), request, versions 0-4. Keeps a member of a classic group alive.</summary>
[KafkaMessage(ApiKey.Heartbeat, MessageKind.Request, "0-4", Flexible = "4+")]
public sealed partial class HeartbeatRequest
{
    [Field("0+")]
    public partial string GroupId { get; set; }

    [Field("0+")]
    public partial int GenerationId { get; set; }

    [Field("0+")]
    public partial string MemberId { get; set; }

    [Field("3+", Nullable = "3+")]
    public partial string? GroupInstanceId { get; set; }
}

/// <summary>Heartbeat (key 12), response, versions 0-4. Whether the member is still in the generation.</summary>
[KafkaMessage(ApiKey.Heartbeat, MessageKind.Response, "0-4", Flexible = "4+")]
public sealed partial class HeartbeatResponse
{
    [Field("1+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }
}
