namespace RaftLog.Protocol.Messages;

/// <summary>Key of record type 2 in <c>__consumer_offsets</c>. Names a classic group.</summary>
[WireRecord("0", RecordType = 2)]
public sealed partial class GroupMetadataKey
{
    [Field("0")]
    public partial string Group { get; set; }
}

/// <summary>Value of record type 2 in <c>__consumer_offsets</c>. A classic group: its generation and members. Written as
/// v3, which existing tools read.</summary>
[WireRecord("0-4", Flexible = "4+", RecordType = 2)]
public sealed partial class GroupMetadataValue
{
    [Field("0+")]
    public partial string ProtocolType { get; set; }

    [Field("0+")]
    public partial int Generation { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? Protocol { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? Leader { get; set; }

    [Field("2+", Default = -1, Ignorable = true)]
    public partial long CurrentStateTimestamp { get; set; }

    [Field("0+")]
    public partial List<MemberMetadata> Members { get; set; }

    public sealed partial class MemberMetadata
    {
        [Field("0+")]
        public partial string MemberId { get; set; }

        [Field("3+", Nullable = "3+", Ignorable = true)]
        public partial string? GroupInstanceId { get; set; }

        [Field("0+")]
        public partial string ClientId { get; set; }

        [Field("0+")]
        public partial string ClientHost { get; set; }

        [Field("1+", Default = -1, Ignorable = true)]
        public partial int RebalanceTimeout { get; set; }

        [Field("0+")]
        public partial int SessionTimeout { get; set; }

        [Field("0+")]
        public partial ReadOnlyMemory<byte> Subscription { get; set; }

        [Field("0+")]
        public partial ReadOnlyMemory<byte> Assignment { get; set; }
    }
}
