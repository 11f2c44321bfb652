namespace RaftLog.Protocol.Messages;

/// <summary>WriteTxnMarkers (key 27), request, versions 1-2. Writes commit or abort markers to partitions; administrators
/// use it to abort a hanging transaction.</summary>
[KafkaMessage(ApiKey.WriteTxnMarkers, MessageKind.Request, "1-2", Flexible = "1+")]
public sealed partial class WriteTxnMarkersRequest
{
    [Field("0+")]
    public partial List<WritableTxnMarker> Markers { get; set; }

    public sealed partial class WritableTxnMarker
    {
        [Field("0+")]
        public partial long ProducerId { get; set; }

        [Field("0+")]
        public partial short ProducerEpoch { get; set; }

        [Field("0+")]
        public partial bool TransactionResult { get; set; }

        [Field("0+")]
        public partial List<WritableTxnMarkerTopic> Topics { get; set; }

        [Field("0+")]
        public partial int CoordinatorEpoch { get; set; }

        [Field("2+", Ignorable = true)]
        public partial sbyte TransactionVersion { get; set; }
    }

    public sealed partial class WritableTxnMarkerTopic
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<int> PartitionIndexes { get; set; }
    }
}

/// <summary>WriteTxnMarkers (key 27), response, versions 1-2. The outcome per marker and partition.</summary>
[KafkaMessage(ApiKey.WriteTxnMarkers, MessageKind.Response, "1-2", Flexible = "1+")]
public sealed partial class WriteTxnMarkersResponse
{
    [Field("0+")]
    public partial List<WritableTxnMarkerResult> Markers { get; set; }

    public sealed partial class WritableTxnMarkerResult
    {
        [Field("0+")]
        public partial long ProducerId { get; set; }

        [Field("0+")]
        public partial List<WritableTxnMarkerTopicResult> Topics { get; set; }
    }

    public sealed partial class WritableTxnMarkerTopicResult
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial List<WritableTxnMarkerPartitionResult> Partitions { get; set; }
    }

    public sealed partial class WritableTxnMarkerPartitionResult
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }
    }
}
