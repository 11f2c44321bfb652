namespace RaftLog.Protocol.Messages;

/// <summary>Key of record type 4 in <c>__consumer_offsets</c>. Names a KIP-848 group's view of its topics.</summary>
[WireRecord("0", RecordType = 4)]
public sealed partial class ConsumerGroupPartitionMetadataKey
{
    [Field("0")]
    public partial string GroupId { get; set; }
}

/// <summary>Value of record type 4 in <c>__consumer_offsets</c>. Partition counts of subscribed topics; no longer written
/// by Kafka 4.1 and above.</summary>
[WireRecord("0", Flexible = "0+", RecordType = 4)]
public sealed partial class ConsumerGroupPartitionMetadataValue
{
    [Field("0+")]
    public partial List<TopicMetadata> Topics { get; set; }

    public sealed partial class TopicMetadata
    {
        [Field("0+")]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial string TopicName { get; set; }

        [Field("0+")]
        public partial int NumPartitions { get; set; }

        [Field("0+")]
        public partial List<PartitionMetadata> PartitionMetadata { get; set; }
    }

    public sealed partial class PartitionMetadata
    {
        [Field("0+")]
        public partial int Partition { get; set; }

        [Field("0+")]
        public partial List<string> Racks { get; set; }
    }
}
