namespace RaftLog.Protocol.Messages;

/// <summary>AddPartitionsToTxn (key 24), request, versions 0-3. Adds partitions to a transaction.</summary>
/// <remarks>v4 and above are spoken only between Kafka brokers.</remarks>
[KafkaMessage(ApiKey.AddPartitionsToTxn, MessageKind.Request, "0-3", Flexible = "3+")]
public sealed partial class AddPartitionsToTxnRequest
{
    [Field("0-3")]
    public partial string V3AndBelowTransactionalId { get; set; }

    [Field("0-3")]
    public partial long V3AndBelowProducerId { get; set; }

    [Field("0-3")]
    public partial short V3AndBelowProducerEpoch { get; set; }

    [Field("0-3")]
    public partial List<AddPartitionsToTxnTopic> V3AndBelowTopics { get; set; }

    public sealed partial class AddPartitionsToTxnTopic
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<int> Partitions { get; set; }
    }
}

/// <summary>AddPartitionsToTxn (key 24), response, versions 0-3. The outcome per partition.</summary>
[KafkaMessage(ApiKey.AddPartitionsToTxn, MessageKind.Response, "0-3", Flexible = "3+")]
public sealed partial class AddPartitionsToTxnResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0-3")]
    public partial List<AddPartitionsToTxnTopicResult> ResultsByTopicV3AndBelow { get; set; }

    public sealed partial class AddPartitionsToTxnTopicResult
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<AddPartitionsToTxnPartitionResult> ResultsByPartition { get; set; }
    }

    public sealed partial class AddPartitionsToTxnPartitionResult
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial ErrorCode PartitionErrorCode { get; set; }
    }
}
