namespace RaftLog.Protocol.Messages;

/// <summary>OffsetFetch (key 9), request, versions 1-10. Reads stored offsets of one group, or from v8 of several.</summary>
[KafkaMessage(ApiKey.OffsetFetch, MessageKind.Request, "1-10", Flexible = "6+")]
public sealed partial class OffsetFetchRequest
{
    [Field("0-7")]
    public partial string GroupId { get; set; }

    /// <summary>Null: every partition with a stored offset.</summary>
    [Field("0-7", Nullable = "2-7")]
    public partial List<Topic>? Topics { get; set; }

    [Field("8+")]
    public partial List<Group> Groups { get; set; }

    [Field("7+")]
    public partial bool RequireStable { get; set; }

    public sealed partial class Topic
    {
        [Field("0-7")]
        public partial string Name { get; set; }

        [Field("0-7")]
        public partial List<int> PartitionIndexes { get; set; }
    }

    public sealed partial class Group
    {
        [Field("8+")]
        public partial string GroupId { get; set; }

        [Field("9+", Nullable = "9+", Ignorable = true)]
        public partial string? MemberId { get; set; }

        [Field("9+", Default = -1, Ignorable = true)]
        public partial int MemberEpoch { get; set; }

        [Field("8+", Nullable = "8+")]
        public partial List<TopicsRow>? Topics { get; set; }
    }

    public sealed partial class TopicsRow
    {
        [Field("8-9", Ignorable = true)]
        public partial string Name { get; set; }

        [Field("10+", Ignorable = true)]
        public partial Guid TopicId { get; set; }

        [Field("8+")]
        public partial List<int> PartitionIndexes { get; set; }
    }
}

/// <summary>OffsetFetch (key 9), response, versions 1-10. Stored offsets; -1 where none is.</summary>
[KafkaMessage(ApiKey.OffsetFetch, MessageKind.Response, "1-10", Flexible = "6+")]
public sealed partial class OffsetFetchResponse
{
    [Field("3+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0-7")]
    public partial List<Topic> Topics { get; set; }

    [Field("2-7")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("8+")]
    public partial List<Group> Groups { get; set; }

    public sealed partial class Topic
    {
        [Field("0-7")]
        public partial string Name { get; set; }

        [Field("0-7")]
        public partial List<Partition> Partitions { get; set; }
    }

    public sealed partial class Group
    {
        [Field("8+")]
        public partial string GroupId { get; set; }

        [Field("8+")]
        public partial List<TopicsRow> Topics { get; set; }

        [Field("8+")]
        public partial ErrorCode ErrorCode { get; set; }
    }

    public sealed partial class Partition
    {
        [Field("0-7")]
        public partial int PartitionIndex { get; set; }

        [Field("0-7")]
        public partial long CommittedOffset { get; set; }

        [Field("5-7", Default = -1)]
        public partial int CommittedLeaderEpoch { get; set; }

        [Field("0-7", Nullable = "0-7")]
        public partial string? Metadata { get; set; }

        [Field("0-7")]
        public partial ErrorCode ErrorCode { get; set; }
    }

    public sealed partial class TopicsRow
    {
        [Field("8-9")]
        public partial string Name { get; set; }

        [Field("10+")]
        public partial Guid TopicId { get; set; }

        [Field("8+")]
        public partial List<Partitions> Partitions { get; set; }
    }

    public sealed partial class Partitions
    {
        [Field("8+")]
        public partial int PartitionIndex { get; set; }

        [Field("8+")]
        public partial long CommittedOffset { get; set; }

        [Field("8+", Default = -1)]
        public partial int CommittedLeaderEpoch { get; set; }

        [Field("8+", Nullable = "8+")]
        public partial string? Metadata { get; set; }

        [Field("8+")]
        public partial ErrorCode ErrorCode { get; set; }
    }
}
