namespace RaftLog.Protocol.Messages;

/// <summary>Key of record type 16 in <c>__consumer_offsets</c>. Names a regular expression a KIP-848 group subscribes
/// with.</summary>
[WireRecord("0", RecordType = 16)]
public sealed partial class ConsumerGroupRegularExpressionKey
{
    [Field("0")]
    public partial string GroupId { get; set; }

    [Field("0")]
    public partial string RegularExpression { get; set; }
}

/// <summary>Value of record type 16 in <c>__consumer_offsets</c>. The topics it resolved to, and when.</summary>
[WireRecord("0", Flexible = "0+", RecordType = 16)]
public sealed partial class ConsumerGroupRegularExpressionValue
{
    [Field("0+")]
    public partial List<string> Topics { get; set; }

    [Field("0+")]
    public partial long Version { get; set; }

    [Field("0+")]
    public partial long Timestamp { get; set; }
}
