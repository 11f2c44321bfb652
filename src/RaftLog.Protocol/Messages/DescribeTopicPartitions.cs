namespace RaftLog.Protocol.Messages;

/// <summary>DescribeTopicPartitions (key 75), request, version 0. Asks for partitions of topics, page by page.</summary>
[KafkaMessage(ApiKey.DescribeTopicPartitions, MessageKind.Request, "0", Flexible = "0+")]
public sealed partial class DescribeTopicPartitionsRequest
{
    [Field("0+")]
    public partial List<TopicRequest> Topics { get; set; }

    [Field("0+", Default = 2000)]
    public partial int ResponsePartitionLimit { get; set; }

    /// <summary>Null: from the first topic asked for.</summary>
    [Field("0+", Nullable = "0+")]
    public partial CursorRow? Cursor { get; set; }

    public sealed partial class TopicRequest
    {
        [Field("0+")]
        public partial string Name { get; set; }
    }

    public sealed partial class CursorRow
    {
        [Field("0+")]
        public partial string TopicName { get; set; }

        [Field("0+")]
        public partial int PartitionIndex { get; set; }
    }
}

/// <summary>DescribeTopicPartitions (key 75), response, version 0. A page of partitions and the cursor of the next.</summary>
[KafkaMessage(ApiKey.DescribeTopicPartitions, MessageKind.Response, "0", Flexible = "0+")]
public sealed partial class DescribeTopicPartitionsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<Topic> Topics { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial Cursor? NextCursor { get; set; }

    public sealed partial class Topic
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? Name { get; set; }

        [Field("0+")]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial bool IsInternal { get; set; }

        [Field("0+")]
        public partial List<Partition> Partitions { get; set; }

        [Field("0+", Default = int.MinValue)]
        public partial int TopicAuthorizedOperations { get; set; }
    }

    public sealed partial class Cursor
    {
        [Field("0+")]
        public partial string TopicName { get; set; }

        [Field("0+")]
        public partial int PartitionIndex { get; set; }
    }

    public sealed partial class Partition
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial int LeaderId { get; set; }

        [Field("0+", Default = -1)]
        public partial int LeaderEpoch { get; set; }

        [Field("0+")]
        public partial List<int> ReplicaNodes { get; set; }

        [Field("0+")]
        public partial List<int> IsrNodes { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial List<int>? EligibleLeaderReplicas { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial List<int>? LastKnownElr { get; set; }

        [Field("0+")]
        public partial List<int> OfflineReplicas { get; set; }
    }
}
