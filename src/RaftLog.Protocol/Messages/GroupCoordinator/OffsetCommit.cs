namespace RaftLog.Protocol.Messages;

/// <summary>Key of record type 1 in <c>__consumer_offsets</c>. Names a stored offset: group, topic, partition.</summary>
[WireRecord("0", RecordType = 1)]
public sealed partial class OffsetCommitKey
{
    [Field("0")]
    public partial string Group { get; set; }

    [Field("0")]
    public partial string Topic { get; set; }

    [Field("0")]
    public partial int Partition { get; set; }
}

/// <summary>Value of record type 1 in <c>__consumer_offsets</c>. A stored offset. Written as v3, which existing tools read;
/// v1 only with an explicit retention.</summary>
[WireRecord("0-4", Flexible = "4+", RecordType = 1)]
public sealed partial class OffsetCommitValue
{
    [Field("0+")]
    public partial long Offset { get; set; }

    /// <summary>-1 when the committer did not say.</summary>
    [Field("3+", Default = -1, Ignorable = true)]
    public partial int LeaderEpoch { get; set; }

    [Field("0+")]
    public partial string Metadata { get; set; }

    [Field("0+")]
    public partial long CommitTimestamp { get; set; }

    [Field("1", Default = -1, Ignorable = true)]
    public partial long ExpireTimestamp { get; set; }

    [Field("4+", Tag = 0, Ignorable = true)]
    public partial Guid TopicId { get; set; }
}
