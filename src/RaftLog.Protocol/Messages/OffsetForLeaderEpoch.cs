namespace RaftLog.Protocol.Messages;

/// <summary>OffsetForLeaderEpoch (key 23), request, versions 2-4. Asks where a leader epoch ended, so that a reader can
/// detect truncation (KIP-320).</summary>
[KafkaMessage(ApiKey.OffsetForLeaderEpoch, MessageKind.Request, "2-4", Flexible = "4+")]
public sealed partial class OffsetForLeaderEpochRequest
{
    [Field("3+", Default = -2, Ignorable = true)]
    public partial int ReplicaId { get; set; }

    [Field("0+")]
    public partial List<OffsetForLeaderTopic> Topics { get; set; }

    public sealed partial class OffsetForLeaderTopic
    {
        [Field("0+")]
        public partial string Topic { get; set; }

        [Field("0+")]
        public partial List<OffsetForLeaderPartition> Partitions { get; set; }
    }

    public sealed partial class OffsetForLeaderPartition
    {
        [Field("0+")]
        public partial int Partition { get; set; }

        [Field("2+", Default = -1, Ignorable = true)]
        public partial int CurrentLeaderEpoch { get; set; }

        [Field("0+")]
        public partial int LeaderEpoch { get; set; }
    }
}

/// <summary>OffsetForLeaderEpoch (key 23), response, versions 2-4. The end offset of the largest epoch not above the one
/// asked for.</summary>
[KafkaMessage(ApiKey.OffsetForLeaderEpoch, MessageKind.Response, "2-4", Flexible = "4+")]
public sealed partial class OffsetForLeaderEpochResponse
{
    [Field("2+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<OffsetForLeaderTopicResult> Topics { get; set; }

    public sealed partial class OffsetForLeaderTopicResult
    {
        [Field("0+")]
        public partial string Topic { get; set; }

        [Field("0+")]
        public partial List<EpochEndOffset> Partitions { get; set; }
    }

    public sealed partial class EpochEndOffset
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+")]
        public partial int Partition { get; set; }

        [Field("1+", Default = -1)]
        public partial int LeaderEpoch { get; set; }

        [Field("0+", Default = -1)]
        public partial long EndOffset { get; set; }
    }
}
