namespace RaftLog.Protocol.Messages;

/// <summary>Key of record type 7 in <c>__consumer_offsets</c>. Names a member's target assignment.</summary>
[WireRecord("0", RecordType = 7)]
public sealed partial class ConsumerGroupTargetAssignmentMemberKey
{
    [Field("0")]
    public partial string GroupId { get; set; }

    [Field("0")]
    public partial string MemberId { get; set; }
}

/// <summary>Value of record type 7 in <c>__consumer_offsets</c>. The partitions the member shall have.</summary>
[WireRecord("0", Flexible = "0+", RecordType = 7)]
public sealed partial class ConsumerGroupTargetAssignmentMemberValue
{
    [Field("0+")]
    public partial List<TopicPartition> TopicPartitions { get; set; }

    public sealed partial class TopicPartition
    {
        [Field("0+")]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial List<int> Partitions { get; set; }
    }
}
