namespace RaftLog.Protocol.Messages;

/// <summary>What a member of protocol type <c>consumer</c> subscribes to: the bytes of its protocol metadata, after an
/// int16 version.</summary>
/// <remarks>A higher version than we know is read as the highest we know: later versions only append fields.</remarks>
[WireRecord("0-3")]
public sealed partial class ConsumerProtocolSubscription
{
    [Field("0+")]
    public partial List<string> Topics { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial ReadOnlyMemory<byte>? UserData { get; set; }

    [Field("1+", Ignorable = true)]
    public partial List<TopicPartition> OwnedPartitions { get; set; }

    [Field("2+", Default = -1, Ignorable = true)]
    public partial int GenerationId { get; set; }

    [Field("3+", Nullable = "3+", Ignorable = true)]
    public partial string? RackId { get; set; }

    public sealed partial class TopicPartition
    {
        [Field("1+")]
        public partial string Topic { get; set; }

        [Field("1+")]
        public partial List<int> Partitions { get; set; }
    }
}

/// <summary>What a member of protocol type <c>consumer</c> is assigned: the bytes of its assignment, after an int16
/// version.</summary>
[WireRecord("0-3")]
public sealed partial class ConsumerProtocolAssignment
{
    [Field("0+")]
    public partial List<TopicPartition> AssignedPartitions { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial ReadOnlyMemory<byte>? UserData { get; set; }

    public sealed partial class TopicPartition
    {
        [Field("0+")]
        public partial string Topic { get; set; }

        [Field("0+")]
        public partial List<int> Partitions { get; set; }
    }
}
