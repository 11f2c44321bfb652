namespace RaftLog.Protocol.Messages;

/// <summary>ConsumerGroupHeartbeat (key 68), request, versions 0-1. Joins, stays in or leaves a consumer group whose
/// assignment the broker computes (KIP-848).</summary>
[KafkaMessage(ApiKey.ConsumerGroupHeartbeat, MessageKind.Request, "0-1", Flexible = "0+")]
public sealed partial class ConsumerGroupHeartbeatRequest
{
    [Field("0+")]
    public partial string GroupId { get; set; }

    [Field("0+")]
    public partial string MemberId { get; set; }

    /// <summary>0 joins, -1 leaves, -2 leaves for a while as a static member.</summary>
    [Field("0+")]
    public partial int MemberEpoch { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? InstanceId { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? RackId { get; set; }

    /// <summary>-1: unchanged since the last heartbeat.</summary>
    [Field("0+", Default = -1)]
    public partial int RebalanceTimeoutMs { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial List<string>? SubscribedTopicNames { get; set; }

    [Field("1+", Nullable = "1+")]
    public partial string? SubscribedTopicRegex { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ServerAssignor { get; set; }

    /// <summary>Null: unchanged since the last heartbeat.</summary>
    [Field("0+", Nullable = "0+")]
    public partial List<TopicPartitionsRow>? TopicPartitions { get; set; }

    public sealed partial class TopicPartitionsRow
    {
        [Field("0+")]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial List<int> Partitions { get; set; }
    }
}

/// <summary>ConsumerGroupHeartbeat (key 68), response, versions 0-1. The member epoch, and the assignment when it
/// changed.</summary>
[KafkaMessage(ApiKey.ConsumerGroupHeartbeat, MessageKind.Response, "0-1", Flexible = "0+")]
public sealed partial class ConsumerGroupHeartbeatResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ErrorMessage { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? MemberId { get; set; }

    [Field("0+")]
    public partial int MemberEpoch { get; set; }

    [Field("0+")]
    public partial int HeartbeatIntervalMs { get; set; }

    /// <summary>Null: unchanged.</summary>
    [Field("0+", Nullable = "0+")]
    public partial AssignmentRow? Assignment { get; set; }

    public sealed partial class AssignmentRow
    {
        [Field("0+")]
        public partial List<TopicPartitions> TopicPartitions { get; set; }
    }

    public sealed partial class TopicPartitions
    {
        [Field("0+")]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial List<int> Partitions { get; set; }
    }
}
