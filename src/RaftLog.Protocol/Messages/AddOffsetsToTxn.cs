namespace RaftLog.Protocol.Messages;

/// <summary>AddOffsetsToTxn (key 25), request, versions 0-4. Adds a group's offsets to a transaction.</summary>
[KafkaMessage(ApiKey.AddOffsetsToTxn, MessageKind.Request, "0-4", Flexible = "3+")]
public sealed partial class AddOffsetsToTxnRequest
{
    [Field("0+")]
    public partial string TransactionalId { get; set; }

    [Field("0+")]
    public partial long ProducerId { get; set; }

    [Field("0+")]
    public partial short ProducerEpoch { get; set; }

    [Field("0+")]
    public partial string GroupId { get; set; }
}

/// <summary>AddOffsetsToTxn (key 25), response, versions 0-4. The outcome.</summary>
[KafkaMessage(ApiKey.AddOffsetsToTxn, MessageKind.Response, "0-4", Flexible = "3+")]
public sealed partial class AddOffsetsToTxnResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }
}
