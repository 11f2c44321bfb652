using RaftLog.Coordination.Metadata.Records;
using RaftLog.Primitives;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Metadata.Wire;

/// <summary>Between records and their layouts, field by field; values no release writes are refused.</summary>
internal static class RecordMapping
{
    /// <summary>The version every record is written in. When one gets another, this becomes a choice by format level.</summary>
    public const short WrittenVersion = 0;

    public static bool IsKnown(uint type) => type is >= 1 and <= (uint)MetadataRecordType.RetainDeletedTopic;

    public static IWireMessage ToLayout(MetadataRecord record)
    {
        switch (record)
        {
            case FormatLevelRecord r: return new FormatLevelLayout { Level = r.Level };
            case FeatureLevelRecord r: return new FeatureLevelLayout { Name = r.Name, Level = r.Level, Epoch = r.Epoch };
            case RegisterBrokerRecord r: return ToLayout(r.Broker);
            case FenceBrokerRecord r: return new FenceBrokerLayout { NodeId = r.Node.Value, IsFenced = r.IsFenced };
            case UnregisterBrokerRecord r: return new UnregisterBrokerLayout { NodeId = r.Node.Value };
            case CreateTopicRecord r: return ToLayout(r);
            case AddPartitionsRecord r: return ToLayout(r);
            case DeleteTopicRecord r: return new DeleteTopicLayout { Name = r.Name, TopicId = r.TopicId };
            case ConfirmTopicDeletionsRecord r:
                return new ConfirmTopicDeletionsLayout { NodeId = r.Node.Value, TopicIds = [.. r.TopicIds] };
            case SetTopicConfigsRecord r:
                return new SetTopicConfigsLayout
                {
                    TopicId = r.TopicId,
                    Changes = [.. r.Changes.Select(static c => new SetTopicConfigsLayout.ConfigRow { Name = c.Name, Value = c.Value })],
                };
            case SetBrokerConfigsRecord r:
                return new SetBrokerConfigsLayout
                {
                    NodeId = r.Node.Value,
                    Changes = [.. r.Changes.Select(static c => new SetBrokerConfigsLayout.ConfigRow { Name = c.Name, Value = c.Value })],
                };
            case AllocateProducerIdsRecord r:
                return new AllocateProducerIdsLayout { NodeId = r.Node.Value, NextProducerId = r.NextProducerId };
            case RetainDeletedTopicRecord r:
                return new RetainDeletedTopicLayout { TopicId = r.Topic.Id, Name = r.Topic.Name, AwaitedBrokers = [.. r.Topic.AwaitedBrokers] };
            default: throw new InvariantBrokenException($"No layout for {record.Type}");
        }
    }

    public static MetadataRecord Read(MetadataRecordType type, ref KafkaReader reader, short version, out IWireMessage layout)
    {
        switch (type)
        {
            case MetadataRecordType.FormatLevel: return FromLayout(Keep(FormatLevelLayout.Read(ref reader, version), out layout));
            case MetadataRecordType.FeatureLevel: return FromLayout(Keep(FeatureLevelLayout.Read(ref reader, version), out layout));
            case MetadataRecordType.RegisterBroker: return FromLayout(Keep(RegisterBrokerLayout.Read(ref reader, version), out layout));
            case MetadataRecordType.FenceBroker: return FromLayout(Keep(FenceBrokerLayout.Read(ref reader, version), out layout));
            case MetadataRecordType.UnregisterBroker: return FromLayout(Keep(UnregisterBrokerLayout.Read(ref reader, version), out layout));
            case MetadataRecordType.CreateTopic: return FromLayout(Keep(CreateTopicLayout.Read(ref reader, version), out layout));
            case MetadataRecordType.AddPartitions: return FromLayout(Keep(AddPartitionsLayout.Read(ref reader, version), out layout));
            case MetadataRecordType.DeleteTopic: return FromLayout(Keep(DeleteTopicLayout.Read(ref reader, version), out layout));
            case MetadataRecordType.ConfirmTopicDeletions: return FromLayout(Keep(ConfirmTopicDeletionsLayout.Read(ref reader, version), out layout));
            case MetadataRecordType.SetTopicConfigs: return FromLayout(Keep(SetTopicConfigsLayout.Read(ref reader, version), out layout));
            case MetadataRecordType.SetBrokerConfigs: return FromLayout(Keep(SetBrokerConfigsLayout.Read(ref reader, version), out layout));
            case MetadataRecordType.AllocateProducerIds: return FromLayout(Keep(AllocateProducerIdsLayout.Read(ref reader, version), out layout));
            case MetadataRecordType.RetainDeletedTopic: return FromLayout(Keep(RetainDeletedTopicLayout.Read(ref reader, version), out layout));
            default: throw new InvariantBrokenException($"No layout for {type}");
        }
    }

    private static T Keep<T>(T read, out IWireMessage layout)
        where T : IWireMessage
    {
        layout = read;
        return read;
    }

    private static RegisterBrokerLayout ToLayout(BrokerImage broker) => new()
    {
        NodeId = broker.Id.Value,
        NodeUuid = broker.NodeUuid,
        Rack = broker.Rack,
        IsFenced = broker.IsFenced,
        FormatLevelMin = broker.FormatLevelMin,
        FormatLevelMax = broker.FormatLevelMax,
        Endpoints =
        [
            .. broker.Endpoints.Select(static e => new RegisterBrokerLayout.Endpoint
            {
                Listener = e.Listener,
                Host = e.Host,
                Port = checked((ushort)e.Port),
                SecurityProtocol = e.SecurityProtocol,
            }),
        ],
    };

    private static CreateTopicLayout ToLayout(CreateTopicRecord record)
    {
        var layout = new CreateTopicLayout { Name = record.Name, TopicId = record.Id, IsInternal = record.IsInternal };
        VoterTable.Write(record.Partitions, layout.ReplicaNodes, layout.ReplicaUuids, layout.VoterCounts, layout.Voters);
        return layout;
    }

    private static AddPartitionsLayout ToLayout(AddPartitionsRecord record)
    {
        var layout = new AddPartitionsLayout { TopicId = record.TopicId, FirstPartition = record.FirstPartition };
        VoterTable.Write(record.Partitions, layout.ReplicaNodes, layout.ReplicaUuids, layout.VoterCounts, layout.Voters);
        return layout;
    }

    private static FormatLevelRecord FromLayout(FormatLevelLayout layout)
    {
        Require(layout.Level >= 1, "format level");
        return new(layout.Level);
    }

    private static FeatureLevelRecord FromLayout(FeatureLevelLayout layout)
    {
        Require(layout.Level >= 0 && layout.Epoch >= 0, "feature level");
        return new(layout.Name, layout.Level, layout.Epoch);
    }

    private static RegisterBrokerRecord FromLayout(RegisterBrokerLayout layout)
    {
        Require(layout.NodeId >= 0 && layout.FormatLevelMin <= layout.FormatLevelMax, "broker registration");
        return new(new BrokerImage
        {
            Id = new(layout.NodeId),
            NodeUuid = layout.NodeUuid,
            Rack = layout.Rack,
            IsFenced = layout.IsFenced,
            FormatLevelMin = layout.FormatLevelMin,
            FormatLevelMax = layout.FormatLevelMax,
            Endpoints = [.. layout.Endpoints.Select(static e => new BrokerEndpoint(e.Listener, e.Host, e.Port, e.SecurityProtocol))],
        });
    }

    private static FenceBrokerRecord FromLayout(FenceBrokerLayout layout) => new(Node(layout.NodeId), layout.IsFenced);

    private static UnregisterBrokerRecord FromLayout(UnregisterBrokerLayout layout) => new(Node(layout.NodeId));

    private static CreateTopicRecord FromLayout(CreateTopicLayout layout) => new(
        layout.Name,
        layout.TopicId,
        layout.IsInternal,
        VoterTable.Read(layout.ReplicaNodes, layout.ReplicaUuids, layout.VoterCounts, layout.Voters));

    private static AddPartitionsRecord FromLayout(AddPartitionsLayout layout)
    {
        Require(layout.FirstPartition >= 1, "first partition");
        return new(
            layout.TopicId,
            layout.FirstPartition,
            VoterTable.Read(layout.ReplicaNodes, layout.ReplicaUuids, layout.VoterCounts, layout.Voters));
    }

    private static DeleteTopicRecord FromLayout(DeleteTopicLayout layout) => new(layout.Name, layout.TopicId);

    private static ConfirmTopicDeletionsRecord FromLayout(ConfirmTopicDeletionsLayout layout) =>
        new(Node(layout.NodeId), [.. layout.TopicIds]);

    private static SetTopicConfigsRecord FromLayout(SetTopicConfigsLayout layout) =>
        new(layout.TopicId, [.. layout.Changes.Select(static row => new ConfigChange(row.Name, row.Value))]);

    private static SetBrokerConfigsRecord FromLayout(SetBrokerConfigsLayout layout) =>
        new(NodeOrNone(layout.NodeId), [.. layout.Changes.Select(static row => new ConfigChange(row.Name, row.Value))]);

    private static AllocateProducerIdsRecord FromLayout(AllocateProducerIdsLayout layout)
    {
        Require(layout.NextProducerId > 0, "next producer id");
        return new(NodeOrNone(layout.NodeId), layout.NextProducerId);
    }

    private static RetainDeletedTopicRecord FromLayout(RetainDeletedTopicLayout layout) => new(new DeletedTopicImage
    {
        Id = layout.TopicId,
        Name = layout.Name,
        AwaitedBrokers = [.. layout.AwaitedBrokers],
    });

    private static NodeId Node(int id)
    {
        Require(id >= 0, "node id");
        return new(id);
    }

    private static NodeId NodeOrNone(int id)
    {
        Require(id >= -1, "node id");
        return new(id);
    }

    private static void Require(bool condition, string what)
    {
        if (!condition) throw MetadataFormatException.Inconsistent(what);
    }
}
