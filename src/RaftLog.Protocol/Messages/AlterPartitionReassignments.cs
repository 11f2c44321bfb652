namespace RaftLog.Protocol.Messages;

/// <summary>AlterPartitionReassignments (key 45), request, versions 0-1. Moves partitions to other replicas, or cancels a
/// move.</summary>
[KafkaMessage(ApiKey.AlterPartitionReassignments, MessageKind.Request, "0-1", Flexible = "0+")]
public sealed partial class AlterPartitionReassignmentsRequest
{
    [Field("0+", Default = 60000)]
    public partial int TimeoutMs { get; set; }

    [Field("1+", Default = true)]
    public partial bool AllowReplicationFactorChange { get; set; }

    [Field("0+")]
    public partial List<ReassignableTopic> Topics { get; set; }

    public sealed partial class ReassignableTopic
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<ReassignablePartition> Partitions { get; set; }
    }

    public sealed partial class ReassignablePartition
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        /// <summary>Null cancels a move that is under way.</summary>
        [Field("0+", Nullable = "0+")]
        public partial List<int>? Replicas { get; set; }
    }
}

/// <summary>AlterPartitionReassignments (key 45), response, versions 0-1. The outcome per partition.</summary>
[KafkaMessage(ApiKey.AlterPartitionReassignments, MessageKind.Response, "0-1", Flexible = "0+")]
public sealed partial class AlterPartitionReassignmentsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("1+", Default = true)]
    public partial bool AllowReplicationFactorChange { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ErrorMessage { get; set; }

    [Field("0+")]
    public partial List<ReassignableTopicResponse> Responses { get; set; }

    public sealed partial class ReassignableTopicResponse
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<ReassignablePartitionResponse> Partitions { get; set; }
    }

    public sealed partial class ReassignablePartitionResponse
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }
    }
}
