namespace RaftLog.Protocol.Messages;

/// <summary>OffsetDelete (key 47), request, version 0. Deletes stored offsets of a group.</summary>
[KafkaMessage(ApiKey.OffsetDelete, MessageKind.Request, "0")]
public sealed partial class OffsetDeleteRequest
{
    [Field("0+")]
    public partial string GroupId { get; set; }

    [Field("0+")]
    public partial List<Topic> Topics { get; set; }

    public sealed partial class Topic
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<Partition> Partitions { get; set; }
    }

    public sealed partial class Partition
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }
    }
}

/// <summary>OffsetDelete (key 47), response, version 0. The outcome per partition.</summary>
[KafkaMessage(ApiKey.OffsetDelete, MessageKind.Response, "0")]
public sealed partial class OffsetDeleteResponse
{
    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<Topic> Topics { get; set; }

    public sealed partial class Topic
    {
        [Field("0+")]
        public partial string Name { get; set; }

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
