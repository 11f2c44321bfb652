using System.Collections.Immutable;
using RaftLog.Primitives;

namespace RaftLog.Coordination.Metadata.Records;

/// <summary>Sets the cluster's format level (DESIGN D8, upgrading). It only rises.</summary>
/// <param name="Level">At least 1.</param>
public sealed record FormatLevelRecord(int Level) : MetadataRecord
{
    /// <inheritdoc/>
    public override MetadataRecordType Type => MetadataRecordType.FormatLevel;
}

/// <summary>Finalizes a Kafka feature at a level.</summary>
/// <param name="Name">Such as <c>metadata.version</c>.</param>
/// <param name="Level">At least 1; 0 takes it back.</param>
/// <param name="Epoch">The finalized features' epoch from here on.</param>
public sealed record FeatureLevelRecord(string Name, short Level, long Epoch) : MetadataRecord
{
    /// <inheritdoc/>
    public override MetadataRecordType Type => MetadataRecordType.FeatureLevel;
}

/// <summary>Registers a broker, or replaces all that was said about it.</summary>
/// <param name="Broker">The registration.</param>
public sealed record RegisterBrokerRecord(BrokerImage Broker) : MetadataRecord
{
    /// <inheritdoc/>
    public override MetadataRecordType Type => MetadataRecordType.RegisterBroker;
}

/// <summary>Fences a registered broker, or takes the fence away.</summary>
/// <param name="Node">The broker.</param>
/// <param name="IsFenced">What it is from here on.</param>
public sealed record FenceBrokerRecord(NodeId Node, bool IsFenced) : MetadataRecord
{
    /// <inheritdoc/>
    public override MetadataRecordType Type => MetadataRecordType.FenceBroker;
}

/// <summary>Removes a broker for good: its configs go, and no deletion waits for it any longer.</summary>
/// <param name="Node">The broker.</param>
public sealed record UnregisterBrokerRecord(NodeId Node) : MetadataRecord
{
    /// <inheritdoc/>
    public override MetadataRecordType Type => MetadataRecordType.UnregisterBroker;
}

/// <summary>Sets or removes configs of one broker or of all.</summary>
/// <param name="Node">The broker; <see cref="NodeId.None"/> for the default of all.</param>
/// <param name="Changes">Each name once; null removes.</param>
public sealed record SetBrokerConfigsRecord(NodeId Node, ImmutableArray<ConfigChange> Changes) : MetadataRecord
{
    /// <inheritdoc/>
    public override MetadataRecordType Type => MetadataRecordType.SetBrokerConfigs;
}

/// <summary>Hands a broker the producer ids up to <paramref name="NextProducerId"/> (exclusive).</summary>
/// <param name="Node">The broker; <see cref="NodeId.None"/> in a snapshot.</param>
/// <param name="NextProducerId">The first id that is still free afterwards.</param>
public sealed record AllocateProducerIdsRecord(NodeId Node, long NextProducerId) : MetadataRecord
{
    /// <inheritdoc/>
    public override MetadataRecordType Type => MetadataRecordType.AllocateProducerIds;
}
