namespace RaftLog.Protocol.Messages;

/// <summary>InitProducerId (key 22), request, versions 0-5. Obtains a producer id and epoch, and fences older producers of
/// a transactional id.</summary>
[KafkaMessage(ApiKey.InitProducerId, MessageKind.Request, "0-5", Flexible = "2+")]
public sealed partial class InitProducerIdRequest
{
    [Field("0+", Nullable = "0+")]
    public partial string? TransactionalId { get; set; }

    [Field("0+")]
    public partial int TransactionTimeoutMs { get; set; }

    [Field("3+", Default = -1)]
    public partial long ProducerId { get; set; }

    [Field("3+", Default = -1)]
    public partial short ProducerEpoch { get; set; }
}

/// <summary>InitProducerId (key 22), response, versions 0-5. The producer id and epoch to write with.</summary>
[KafkaMessage(ApiKey.InitProducerId, MessageKind.Response, "0-5", Flexible = "2+")]
public sealed partial class InitProducerIdResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Default = -1)]
    public partial long ProducerId { get; set; }

    [Field("0+")]
    public partial short ProducerEpoch { get; set; }
}
