namespace RaftLog.Protocol.Messages;

/// <summary>DescribeQuorum (key 55), request, versions 0-2. Asks for the state of a Raft quorum.</summary>
[KafkaMessage(ApiKey.DescribeQuorum, MessageKind.Request, "0-2", Flexible = "0+")]
public sealed partial class DescribeQuorumRequest
{
    [Field("0+")]
    public partial List<TopicData> Topics { get; set; }

    public sealed partial class TopicData
    {
        [Field("0+")]
        public partial string TopicName { get; set; }

        [Field("0+")]
        public partial List<PartitionData> Partitions { get; set; }
    }

    public sealed partial class PartitionData
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }
    }
}

/// <summary>DescribeQuorum (key 55), response, versions 0-2. Leader, term, high watermark and how far each replica has
/// come.</summary>
[KafkaMessage(ApiKey.DescribeQuorum, MessageKind.Response, "0-2", Flexible = "0+")]
public sealed partial class DescribeQuorumResponse
{
    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("2+", Nullable = "2+")]
    public partial string? ErrorMessage { get; set; }

    [Field("0+")]
    public partial List<TopicData> Topics { get; set; }

    [Field("2+")]
    public partial List<Node> Nodes { get; set; }

    public sealed partial class TopicData
    {
        [Field("0+")]
        public partial string TopicName { get; set; }

        [Field("0+")]
        public partial List<PartitionData> Partitions { get; set; }
    }

    public sealed partial class Node
    {
        [Field("2+")]
        public partial int NodeId { get; set; }

        [Field("2+")]
        public partial List<Listener> Listeners { get; set; }
    }

    public sealed partial class PartitionData
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("2+", Nullable = "2+")]
        public partial string? ErrorMessage { get; set; }

        [Field("0+")]
        public partial int LeaderId { get; set; }

        [Field("0+")]
        public partial int LeaderEpoch { get; set; }

        [Field("0+")]
        public partial long HighWatermark { get; set; }

        [Field("0+")]
        public partial List<ReplicaState> CurrentVoters { get; set; }

        [Field("0+")]
        public partial List<ReplicaState> Observers { get; set; }
    }

    public sealed partial class Listener
    {
        [Field("2+")]
        public partial string Name { get; set; }

        [Field("2+")]
        public partial string Host { get; set; }

        [Field("2+")]
        public partial ushort Port { get; set; }
    }

    public sealed partial class ReplicaState
    {
        [Field("0+")]
        public partial int ReplicaId { get; set; }

        [Field("2+")]
        public partial Guid ReplicaDirectoryId { get; set; }

        [Field("0+")]
        public partial long LogEndOffset { get; set; }

        [Field("1+", Default = -1)]
        public partial long LastFetchTimestamp { get; set; }

        [Field("1+", Default = -1)]
        public partial long LastCaughtUpTimestamp { get; set; }
    }
}
