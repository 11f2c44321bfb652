namespace RaftLog.Protocol.Messages;

/// <summary>ListPartitionReassignments (key 46), request, version 0. Asks for the moves under way.</summary>
[KafkaMessage(ApiKey.ListPartitionReassignments, MessageKind.Request, "0", Flexible = "0+")]
public sealed partial class ListPartitionReassignmentsRequest
{
    [Field("0+", Default = 60000)]
    public partial int TimeoutMs { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial List<ListPartitionReassignmentsTopics>? Topics { get; set; }

    public sealed partial class ListPartitionReassignmentsTopics
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<int> PartitionIndexes { get; set; }
    }
}

/// <summary>ListPartitionReassignments (key 46), response, version 0. Replicas being added and removed, per
/// partition.</summary>
[KafkaMessage(ApiKey.ListPartitionReassignments, MessageKind.Response, "0", Flexible = "0+")]
public sealed partial class ListPartitionReassignmentsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ErrorMessage { get; set; }

    [Field("0+")]
    public partial List<OngoingTopicReassignment> Topics { get; set; }

    public sealed partial class OngoingTopicReassignment
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<OngoingPartitionReassignment> Partitions { get; set; }
    }

    public sealed partial class OngoingPartitionReassignment
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial List<int> Replicas { get; set; }

        [Field("0+")]
        public partial List<int> AddingReplicas { get; set; }

        [Field("0+")]
        public partial List<int> RemovingReplicas { get; set; }
    }
}
