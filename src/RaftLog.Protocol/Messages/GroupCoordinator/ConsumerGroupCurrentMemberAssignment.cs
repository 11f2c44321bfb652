namespace RaftLog.Protocol.Messages;

/// <summary>Key of record type 8 in <c>__consumer_offsets</c>. Names a member's current assignment.</summary>
[WireRecord("0", RecordType = 8)]
public sealed partial class ConsumerGroupCurrentMemberAssignmentKey
{
    [Field("0")]
    public partial string GroupId { get; set; }

    [Field("0")]
    public partial string MemberId { get; set; }
}

/// <summary>Value of record type 8 in <c>__consumer_offsets</c>. The partitions the member has, and those it has yet to
/// give up.</summary>
[WireRecord("0", Flexible = "0+", RecordType = 8)]
public sealed partial class ConsumerGroupCurrentMemberAssignmentValue
{
    [Field("0+")]
    public partial int MemberEpoch { get; set; }

    [Field("0+")]
    public partial int PreviousMemberEpoch { get; set; }

    [Field("0+")]
    public partial sbyte State { get; set; }

    [Field("0+")]
    public partial List<TopicPartitions> AssignedPartitions { get; set; }

    [Field("0+")]
    public partial List<TopicPartitions> PartitionsPendingRevocation { get; set; }

    public sealed partial class TopicPartitions
    {
        [Field("0+")]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial List<int> Partitions { get; set; }

        [Field("0+", Nullable = "0+", Tag = 0)]
        public partial List<int>? AssignmentEpochs { get; set; }
    }
}
