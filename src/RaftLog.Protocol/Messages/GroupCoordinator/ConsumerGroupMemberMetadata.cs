namespace RaftLog.Protocol.Messages;

/// <summary>Key of record type 5 in <c>__consumer_offsets</c>. Names a member of a KIP-848 group.</summary>
[WireRecord("0", RecordType = 5)]
public sealed partial class ConsumerGroupMemberMetadataKey
{
    [Field("0")]
    public partial string GroupId { get; set; }

    [Field("0")]
    public partial string MemberId { get; set; }
}

/// <summary>Value of record type 5 in <c>__consumer_offsets</c>. What the member subscribes to and where it runs.</summary>
[WireRecord("0", Flexible = "0+", RecordType = 5)]
public sealed partial class ConsumerGroupMemberMetadataValue
{
    [Field("0+", Nullable = "0+")]
    public partial string? InstanceId { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? RackId { get; set; }

    [Field("0+")]
    public partial string ClientId { get; set; }

    [Field("0+")]
    public partial string ClientHost { get; set; }

    [Field("0+")]
    public partial List<string> SubscribedTopicNames { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? SubscribedTopicRegex { get; set; }

    [Field("0+", Default = -1)]
    public partial int RebalanceTimeoutMs { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ServerAssignor { get; set; }

    [Field("0+", Nullable = "0+", Tag = 0)]
    public partial ClassicMemberMetadataRow? ClassicMemberMetadata { get; set; }

    public sealed partial class ClassicMemberMetadataRow
    {
        [Field("0+")]
        public partial int SessionTimeoutMs { get; set; }

        [Field("0+")]
        public partial List<ClassicProtocol> SupportedProtocols { get; set; }
    }

    public sealed partial class ClassicProtocol
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial ReadOnlyMemory<byte> Metadata { get; set; }
    }
}
