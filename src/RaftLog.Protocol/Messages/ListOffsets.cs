namespace RaftLog.Protocol.Messages;

/// <summary>ListOffsets (key 2), request, versions 1-11. Asks for offsets by timestamp, or by the special timestamps -1
/// (end), -2 (start), -3 (largest timestamp), -4 (local start), -5 (tiered end), -6 (earliest not yet tiered).</summary>
[KafkaMessage(ApiKey.ListOffsets, MessageKind.Request, "1-11", Flexible = "6+")]
public sealed partial class ListOffsetsRequest
{
    [Field("0+")]
    public partial int ReplicaId { get; set; }

    [Field("2+")]
    public partial sbyte IsolationLevel { get; set; }

    [Field("0+")]
    public partial List<ListOffsetsTopic> Topics { get; set; }

    [Field("10+", Ignorable = true)]
    public partial int TimeoutMs { get; set; }

    public sealed partial class ListOffsetsTopic
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<ListOffsetsPartition> Partitions { get; set; }
    }

    public sealed partial class ListOffsetsPartition
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("4+", Default = -1, Ignorable = true)]
        public partial int CurrentLeaderEpoch { get; set; }

        /// <summary>Milliseconds, or one of the negative special values.</summary>
        [Field("0+")]
        public partial long Timestamp { get; set; }
    }
}

/// <summary>ListOffsets (key 2), response, versions 1-11. The offset found for each partition.</summary>
[KafkaMessage(ApiKey.ListOffsets, MessageKind.Response, "1-11", Flexible = "6+")]
public sealed partial class ListOffsetsResponse
{
    [Field("2+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<ListOffsetsTopicResponse> Topics { get; set; }

    public sealed partial class ListOffsetsTopicResponse
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<ListOffsetsPartitionResponse> Partitions { get; set; }
    }

    public sealed partial class ListOffsetsPartitionResponse
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("1+", Default = -1)]
        public partial long Timestamp { get; set; }

        [Field("1+", Default = -1)]
        public partial long Offset { get; set; }

        [Field("4+", Default = -1)]
        public partial int LeaderEpoch { get; set; }
    }
}
