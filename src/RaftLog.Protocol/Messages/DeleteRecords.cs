namespace RaftLog.Protocol.Messages;

/// <summary>DeleteRecords (key 21), request, versions 0-2. Moves the start of partitions forward.</summary>
[KafkaMessage(ApiKey.DeleteRecords, MessageKind.Request, "0-2", Flexible = "2+")]
public sealed partial class DeleteRecordsRequest
{
    [Field("0+")]
    public partial List<DeleteRecordsTopic> Topics { get; set; }

    [Field("0+")]
    public partial int TimeoutMs { get; set; }

    public sealed partial class DeleteRecordsTopic
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<DeleteRecordsPartition> Partitions { get; set; }
    }

    public sealed partial class DeleteRecordsPartition
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        /// <summary>The first offset to keep; -1 for the high watermark.</summary>
        [Field("0+")]
        public partial long Offset { get; set; }
    }
}

/// <summary>DeleteRecords (key 21), response, versions 0-2. The new start per partition.</summary>
[KafkaMessage(ApiKey.DeleteRecords, MessageKind.Response, "0-2", Flexible = "2+")]
public sealed partial class DeleteRecordsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<DeleteRecordsTopicResult> Topics { get; set; }

    public sealed partial class DeleteRecordsTopicResult
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<DeleteRecordsPartitionResult> Partitions { get; set; }
    }

    public sealed partial class DeleteRecordsPartitionResult
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial long LowWatermark { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }
    }
}
