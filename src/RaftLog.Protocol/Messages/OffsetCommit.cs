namespace RaftLog.Protocol.Messages;

/// <summary>OffsetCommit (key 8), request, versions 2-10. Stores consumed offsets of a group.</summary>
[KafkaMessage(ApiKey.OffsetCommit, MessageKind.Request, "2-10", Flexible = "8+")]
public sealed partial class OffsetCommitRequest
{
    [Field("0+")]
    public partial string GroupId { get; set; }

    [Field("1+", Default = -1, Ignorable = true)]
    public partial int GenerationIdOrMemberEpoch { get; set; }

    [Field("1+", Ignorable = true)]
    public partial string MemberId { get; set; }

    [Field("7+", Nullable = "7+")]
    public partial string? GroupInstanceId { get; set; }

    [Field("2-4", Default = -1, Ignorable = true)]
    public partial long RetentionTimeMs { get; set; }

    [Field("0+")]
    public partial List<Topic> Topics { get; set; }

    public sealed partial class Topic
    {
        [Field("0-9", Ignorable = true)]
        public partial string Name { get; set; }

        [Field("10+", Ignorable = true)]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial List<Partition> Partitions { get; set; }
    }

    public sealed partial class Partition
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial long CommittedOffset { get; set; }

        [Field("6+", Default = -1, Ignorable = true)]
        public partial int CommittedLeaderEpoch { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? CommittedMetadata { get; set; }
    }
}

/// <summary>OffsetCommit (key 8), response, versions 2-10. The outcome per partition.</summary>
[KafkaMessage(ApiKey.OffsetCommit, MessageKind.Response, "2-10", Flexible = "8+")]
public sealed partial class OffsetCommitResponse
{
    [Field("3+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<Topic> Topics { get; set; }

    public sealed partial class Topic
    {
        [Field("0-9")]
        public partial string Name { get; set; }

        [Field("10+")]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial List<Partition> Partitions { get; set; }
    }

    public sealed partial class Partition
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }
    }
}
