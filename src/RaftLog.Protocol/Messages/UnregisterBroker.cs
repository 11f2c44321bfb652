namespace RaftLog.Protocol.Messages;

/// <summary>UnregisterBroker (key 64), request, version 0. Removes a broker from the cluster for good.</summary>
[KafkaMessage(ApiKey.UnregisterBroker, MessageKind.Request, "0", Flexible = "0+")]
public sealed partial class UnregisterBrokerRequest
{
    [Field("0+")]
    public partial int BrokerId { get; set; }
}

/// <summary>UnregisterBroker (key 64), response, version 0. The outcome.</summary>
[KafkaMessage(ApiKey.UnregisterBroker, MessageKind.Response, "0", Flexible = "0+")]
public sealed partial class UnregisterBrokerResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ErrorMessage { get; set; }
}
