namespace RaftLog.Protocol.Messages;

/// <summary>EndTxn (key 26), request, versions 0-5. Commits or aborts a transaction.</summary>
[KafkaMessage(ApiKey.EndTxn, MessageKind.Request, "0-5", Flexible = "3+")]
public sealed partial class EndTxnRequest
{
    [Field("0+")]
    public partial string TransactionalId { get; set; }

    [Field("0+")]
    public partial long ProducerId { get; set; }

    [Field("0+")]
    public partial short ProducerEpoch { get; set; }

    [Field("0+")]
    public partial bool Committed { get; set; }
}

/// <summary>EndTxn (key 26), response, versions 0-5. The outcome; from v5 the producer id and epoch to go on with.</summary>
[KafkaMessage(ApiKey.EndTxn, MessageKind.Response, "0-5", Flexible = "3+")]
public sealed partial class EndTxnResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("5+", Default = -1)]
    public partial long ProducerId { get; set; }

    [Field("5+", Default = -1)]
    public partial short ProducerEpoch { get; set; }
}
