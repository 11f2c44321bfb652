namespace RaftLog.Protocol.Messages;

/// <summary>TxnOffsetCommit (key 28), request, versions 0-5. Stores consumed offsets as part of a transaction.</summary>
[KafkaMessage(ApiKey.TxnOffsetCommit, MessageKind.Request, "0-5", Flexible = "3+")]
public sealed partial class TxnOffsetCommitRequest
{
    [Field("0+")]
    public partial string TransactionalId { get; set; }

    [Field("0+")]
    public partial string GroupId { get; set; }

    [Field("0+")]
    public partial long ProducerId { get; set; }

    [Field("0+")]
    public partial short ProducerEpoch { get; set; }

    [Field("3+", Default = -1)]
    public partial int GenerationId { get; set; }

    [Field("3+")]
    public partial string MemberId { get; set; }

    [Field("3+", Nullable = "3+")]
    public partial string? GroupInstanceId { get; set; }

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
        public partial long CommittedOffset { get; set; }

        [Field("2+", Default = -1, Ignorable = true)]
        public partial int CommittedLeaderEpoch { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? CommittedMetadata { get; set; }
    }
}

/// <summary>TxnOffsetCommit (key 28), response, versions 0-5. The outcome per partition.</summary>
[KafkaMessage(ApiKey.TxnOffsetCommit, MessageKind.Response, "0-5", Flexible = "3+")]
public sealed partial class TxnOffsetCommitResponse
{
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
