namespace RaftLog.Protocol.Messages;

/// <summary>Key of record type 3 in <c>__consumer_offsets</c>. Names a KIP-848 group.</summary>
[WireRecord("0", RecordType = 3)]
public sealed partial class ConsumerGroupMetadataKey
{
    [Field("0")]
    public partial string GroupId { get; set; }
}

/// <summary>Value of record type 3 in <c>__consumer_offsets</c>. Its epoch.</summary>
[WireRecord("0", Flexible = "0+", RecordType = 3)]
public sealed partial class ConsumerGroupMetadataValue
{
    [Field("0+")]
    public partial int Epoch { get; set; }

    [Field("0+", Tag = 0)]
    public partial long MetadataHash { get; set; }
}
