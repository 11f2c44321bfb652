using RaftLog.Protocol;

namespace RaftLog.Coordination.Metadata.Wire;

// How each metadata record lies in its body: Kafka's compact encoding, written by the generator. A field is only ever added with a
// new version of its record, never as a tag: an old broker must stop at what it does not know, not pass over it.

[WireRecord("0", Flexible = "0+", RecordType = 1)]
internal sealed partial class FormatLevelLayout
{
    [Field("0+")]
    public partial int Level { get; set; }
}

[WireRecord("0", Flexible = "0+", RecordType = 2)]
internal sealed partial class FeatureLevelLayout
{
    [Field("0+")]
    public partial string Name { get; set; }

    [Field("0+")]
    public partial short Level { get; set; }

    [Field("0+")]
    public partial long Epoch { get; set; }
}

[WireRecord("0", Flexible = "0+", RecordType = 3)]
internal sealed partial class RegisterBrokerLayout
{
    [Field("0+")]
    public partial int NodeId { get; set; }

    [Field("0+")]
    public partial Guid NodeUuid { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? Rack { get; set; }

    [Field("0+")]
    public partial bool IsFenced { get; set; }

    [Field("0+")]
    public partial int FormatLevelMin { get; set; }

    [Field("0+")]
    public partial int FormatLevelMax { get; set; }

    [Field("0+")]
    public partial List<Endpoint> Endpoints { get; set; }

    internal sealed partial class Endpoint
    {
        [Field("0+")]
        public partial string Listener { get; set; }

        [Field("0+")]
        public partial string Host { get; set; }

        [Field("0+")]
        public partial ushort Port { get; set; }

        [Field("0+")]
        public partial string SecurityProtocol { get; set; }
    }
}

[WireRecord("0", Flexible = "0+", RecordType = 4)]
internal sealed partial class FenceBrokerLayout
{
    [Field("0+")]
    public partial int NodeId { get; set; }

    [Field("0+")]
    public partial bool IsFenced { get; set; }
}

[WireRecord("0", Flexible = "0+", RecordType = 5)]
internal sealed partial class UnregisterBrokerLayout
{
    [Field("0+")]
    public partial int NodeId { get; set; }
}

/// <summary>
/// The voters of consecutive partitions: each replica identity once, then one flat list of positions in it, so that a topic of
/// thousands of partitions fits one entry.
/// </summary>
[WireRecord("0", Flexible = "0+", RecordType = 6)]
internal sealed partial class CreateTopicLayout
{
    [Field("0+")]
    public partial string Name { get; set; }

    [Field("0+")]
    public partial Guid TopicId { get; set; }

    [Field("0+")]
    public partial bool IsInternal { get; set; }

    [Field("0+")]
    public partial List<int> ReplicaNodes { get; set; }

    [Field("0+")]
    public partial List<Guid> ReplicaUuids { get; set; }

    [Field("0+")]
    public partial List<short> VoterCounts { get; set; }

    [Field("0+")]
    public partial List<short> Voters { get; set; }
}

[WireRecord("0", Flexible = "0+", RecordType = 7)]
internal sealed partial class AddPartitionsLayout
{
    [Field("0+")]
    public partial Guid TopicId { get; set; }

    [Field("0+")]
    public partial int FirstPartition { get; set; }

    [Field("0+")]
    public partial List<int> ReplicaNodes { get; set; }

    [Field("0+")]
    public partial List<Guid> ReplicaUuids { get; set; }

    [Field("0+")]
    public partial List<short> VoterCounts { get; set; }

    [Field("0+")]
    public partial List<short> Voters { get; set; }
}

[WireRecord("0", Flexible = "0+", RecordType = 8)]
internal sealed partial class DeleteTopicLayout
{
    [Field("0+")]
    public partial string Name { get; set; }

    [Field("0+")]
    public partial Guid TopicId { get; set; }
}

[WireRecord("0", Flexible = "0+", RecordType = 9)]
internal sealed partial class ConfirmTopicDeletionsLayout
{
    [Field("0+")]
    public partial int NodeId { get; set; }

    [Field("0+")]
    public partial List<Guid> TopicIds { get; set; }
}

[WireRecord("0", Flexible = "0+", RecordType = 10)]
internal sealed partial class SetTopicConfigsLayout
{
    [Field("0+")]
    public partial Guid TopicId { get; set; }

    [Field("0+")]
    public partial List<ConfigRow> Changes { get; set; }

    internal sealed partial class ConfigRow
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? Value { get; set; }
    }
}

[WireRecord("0", Flexible = "0+", RecordType = 11)]
internal sealed partial class SetBrokerConfigsLayout
{
    [Field("0+")]
    public partial int NodeId { get; set; }

    [Field("0+")]
    public partial List<ConfigRow> Changes { get; set; }

    internal sealed partial class ConfigRow
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? Value { get; set; }
    }
}

[WireRecord("0", Flexible = "0+", RecordType = 12)]
internal sealed partial class AllocateProducerIdsLayout
{
    [Field("0+")]
    public partial int NodeId { get; set; }

    [Field("0+")]
    public partial long NextProducerId { get; set; }
}

[WireRecord("0", Flexible = "0+", RecordType = 13)]
internal sealed partial class RetainDeletedTopicLayout
{
    [Field("0+")]
    public partial Guid TopicId { get; set; }

    [Field("0+")]
    public partial string Name { get; set; }

    [Field("0+")]
    public partial List<int> AwaitedBrokers { get; set; }
}
