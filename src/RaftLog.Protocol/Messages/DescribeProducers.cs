namespace RaftLog.Protocol.Messages;

/// <summary>DescribeProducers (key 61), request, version 0. Asks for the producers active on partitions.</summary>
[KafkaMessage(ApiKey.DescribeProducers, MessageKind.Request, "0", Flexible = "0+")]
public sealed partial class DescribeProducersRequest
{
    [Field("0+")]
    public partial List<TopicRequest> Topics { get; set; }

    public sealed partial class TopicRequest
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<int> PartitionIndexes { get; set; }
    }
}

/// <summary>DescribeProducers (key 61), response, version 0. Producer ids, epochs and open transactions per
/// partition.</summary>
[KafkaMessage(ApiKey.DescribeProducers, MessageKind.Response, "0", Flexible = "0+")]
public sealed partial class DescribeProducersResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<TopicResponse> Topics { get; set; }

    public sealed partial class TopicResponse
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<PartitionResponse> Partitions { get; set; }
    }

    public sealed partial class PartitionResponse
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }

        [Field("0+")]
        public partial List<ProducerState> ActiveProducers { get; set; }
    }

    public sealed partial class ProducerState
    {
        [Field("0+")]
        public partial long ProducerId { get; set; }

        [Field("0+")]
        public partial int ProducerEpoch { get; set; }

        [Field("0+", Default = -1)]
        public partial int LastSequence { get; set; }

        [Field("0+", Default = -1)]
        public partial long LastTimestamp { get; set; }

        [Field("0+")]
        public partial int CoordinatorEpoch { get; set; }

        [Field("0+", Default = -1)]
        public partial long CurrentTxnStartOffset { get; set; }
    }
}
