namespace RaftLog.Protocol.Messages;

/// <summary>Produce (key 0), request, versions 3-13. Appends record batches to partitions.</summary>
/// <remarks>v7 admits zstd; v8 reports failed records one by one; v9 is flexible; v10 hints at a new leader; v12 adds the
/// partition to the transaction by itself (KIP-890); v13 names topics by id (KIP-516). acks=0 has no response at
/// all.</remarks>
[KafkaMessage(ApiKey.Produce, MessageKind.Request, "3-13", Flexible = "9+")]
public sealed partial class ProduceRequest
{
    [Field("3+", Nullable = "3+")]
    public partial string? TransactionalId { get; set; }

    /// <summary>0: no response; 1: after the leader's append; -1: after the in-sync replicas have it.</summary>
    [Field("0+")]
    public partial short Acks { get; set; }

    [Field("0+")]
    public partial int TimeoutMs { get; set; }

    [Field("0+")]
    public partial List<TopicProduceData> TopicData { get; set; }

    public sealed partial class TopicProduceData
    {
        [Field("0-12", Ignorable = true)]
        public partial string Name { get; set; }

        [Field("13+", Ignorable = true)]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial List<PartitionProduceData> PartitionData { get; set; }
    }

    public sealed partial class PartitionProduceData
    {
        [Field("0+")]
        public partial int Index { get; set; }

        /// <summary>One record batch; a slice of the request frame, which must outlive it.</summary>
        [Field("0+", Nullable = "0+")]
        public partial WireRecords Records { get; set; }
    }
}

/// <summary>Produce (key 0), response, versions 3-13. Where each batch landed, or why it did not.</summary>
[KafkaMessage(ApiKey.Produce, MessageKind.Response, "3-13", Flexible = "9+")]
public sealed partial class ProduceResponse
{
    [Field("0+")]
    public partial List<TopicProduceResponse> Responses { get; set; }

    [Field("1+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("10+", Tag = 0)]
    public partial List<NodeEndpoint> NodeEndpoints { get; set; }

    public sealed partial class TopicProduceResponse
    {
        [Field("0-12")]
        public partial string Name { get; set; }

        [Field("13+")]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial List<PartitionProduceResponse> PartitionResponses { get; set; }
    }

    public sealed partial class NodeEndpoint
    {
        [Field("10+")]
        public partial int NodeId { get; set; }

        [Field("10+")]
        public partial string Host { get; set; }

        [Field("10+")]
        public partial int Port { get; set; }

        [Field("10+", Nullable = "10+")]
        public partial string? Rack { get; set; }
    }

    public sealed partial class PartitionProduceResponse
    {
        [Field("0+")]
        public partial int Index { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+")]
        public partial long BaseOffset { get; set; }

        /// <summary>-1 unless the topic stamps records with the append time.</summary>
        [Field("2+", Default = -1)]
        public partial long LogAppendTimeMs { get; set; }

        [Field("5+", Default = -1)]
        public partial long LogStartOffset { get; set; }

        [Field("8+")]
        public partial List<BatchIndexAndErrorMessage> RecordErrors { get; set; }

        [Field("8+", Nullable = "8+")]
        public partial string? ErrorMessage { get; set; }

        [Field("10+", Tag = 0)]
        public partial LeaderIdAndEpoch CurrentLeader { get; set; }
    }

    public sealed partial class BatchIndexAndErrorMessage
    {
        [Field("8+")]
        public partial int BatchIndex { get; set; }

        [Field("8+", Nullable = "8+")]
        public partial string? BatchIndexErrorMessage { get; set; }
    }

    public sealed partial class LeaderIdAndEpoch
    {
        [Field("10+", Default = -1)]
        public partial int LeaderId { get; set; }

        [Field("10+", Default = -1)]
        public partial int LeaderEpoch { get; set; }
    }
}
