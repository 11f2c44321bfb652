namespace RaftLog.Protocol.Messages;

/// <summary>Key of record type 0 in <c>__consumer_offsets</c>. An offset committed by clients before 0.9; read and never
/// written.</summary>
[WireRecord("0", RecordType = 0)]
public sealed partial class LegacyOffsetCommitKey
{
    [Field("0")]
    public partial string Group { get; set; }

    [Field("0")]
    public partial string Topic { get; set; }

    [Field("0")]
    public partial int Partition { get; set; }
}

/// <summary>Value of record type 0 in <c>__consumer_offsets</c>. The offset, as those clients wrote it.</summary>
[WireRecord("0", RecordType = 0)]
public sealed partial class LegacyOffsetCommitValue
{
    [Field("0")]
    public partial long Offset { get; set; }

    [Field("0")]
    public partial string Metadata { get; set; }

    [Field("0")]
    public partial long CommitTimestamp { get; set; }
}
