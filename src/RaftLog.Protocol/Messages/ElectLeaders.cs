namespace RaftLog.Protocol.Messages;

/// <summary>ElectLeaders (key 43), request, versions 0-2. Asks for leaders to be elected: the preferred replica, or any
/// replica that is alive.</summary>
[KafkaMessage(ApiKey.ElectLeaders, MessageKind.Request, "0-2", Flexible = "2+")]
public sealed partial class ElectLeadersRequest
{
    [Field("1+")]
    public partial sbyte ElectionType { get; set; }

    /// <summary>Null: every partition.</summary>
    [Field("0+", Nullable = "0+")]
    public partial List<TopicPartitionsRow>? TopicPartitions { get; set; }

    [Field("0+", Default = 60000)]
    public partial int TimeoutMs { get; set; }

    public sealed partial class TopicPartitionsRow
    {
        [Field("0+")]
        public partial string Topic { get; set; }

        [Field("0+")]
        public partial List<int> Partitions { get; set; }
    }
}

/// <summary>ElectLeaders (key 43), response, versions 0-2. The outcome per partition.</summary>
[KafkaMessage(ApiKey.ElectLeaders, MessageKind.Response, "0-2", Flexible = "2+")]
public sealed partial class ElectLeadersResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("1+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+")]
    public partial List<ReplicaElectionResult> ReplicaElectionResults { get; set; }

    public sealed partial class ReplicaElectionResult
    {
        [Field("0+")]
        public partial string Topic { get; set; }

        [Field("0+")]
        public partial List<PartitionResult> PartitionResult { get; set; }
    }

    public sealed partial class PartitionResult
    {
        [Field("0+")]
        public partial int PartitionId { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }
    }
}
