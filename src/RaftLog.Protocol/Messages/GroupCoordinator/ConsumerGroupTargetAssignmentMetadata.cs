namespace RaftLog.Protocol.Messages;

/// <summary>Key of record type 6 in <c>__consumer_offsets</c>. Names a KIP-848 group's target assignment.</summary>
[WireRecord("0", RecordType = 6)]
public sealed partial class ConsumerGroupTargetAssignmentMetadataKey
{
    [Field("0")]
    public partial string GroupId { get; set; }
}

/// <summary>Value of record type 6 in <c>__consumer_offsets</c>. The epoch the target was computed for.</summary>
[WireRecord("0", Flexible = "0+", RecordType = 6)]
public sealed partial class ConsumerGroupTargetAssignmentMetadataValue
{
    [Field("0+")]
    public partial int AssignmentEpoch { get; set; }

    [Field("0+", Tag = 0, Ignorable = true)]
    public partial long AssignmentTimestamp { get; set; }
}
