using System.Collections.Immutable;
using RaftLog.Primitives;

namespace RaftLog.Coordination.Metadata.Records;

/// <summary>One config set or removed.</summary>
/// <param name="Name">The config.</param>
/// <param name="Value">Its new value; null removes it.</param>
public readonly record struct ConfigChange(string Name, string? Value);

/// <summary>Creates a topic with all its partitions.</summary>
/// <param name="Name">A name that no topic has.</param>
/// <param name="Id">An id that no topic ever had.</param>
/// <param name="IsInternal">Whether it belongs to a coordinator.</param>
/// <param name="Partitions">The voters of each partition, preferred leader first; neither is empty.</param>
public sealed record CreateTopicRecord(
    string Name, Guid Id, bool IsInternal, ImmutableArray<ImmutableArray<ReplicaIdentity>> Partitions) : MetadataRecord
{
    /// <inheritdoc/>
    public override MetadataRecordType Type => MetadataRecordType.CreateTopic;
}

/// <summary>Adds partitions behind a topic's last one.</summary>
/// <param name="TopicId">The topic.</param>
/// <param name="FirstPartition">How many it had.</param>
/// <param name="Partitions">The voters of each new partition.</param>
public sealed record AddPartitionsRecord(
    Guid TopicId, int FirstPartition, ImmutableArray<ImmutableArray<ReplicaIdentity>> Partitions) : MetadataRecord
{
    /// <inheritdoc/>
    public override MetadataRecordType Type => MetadataRecordType.AddPartitions;
}

/// <summary>
/// Deletes a topic. Its id stays listed until every broker registered at this point has applied the deletion: a replica goes
/// because a committed record says so, never because its topic is missing (DESIGN D13).
/// </summary>
/// <param name="Name">The topic's name.</param>
/// <param name="TopicId">The topic's id; both must match.</param>
public sealed record DeleteTopicRecord(string Name, Guid TopicId) : MetadataRecord
{
    /// <inheritdoc/>
    public override MetadataRecordType Type => MetadataRecordType.DeleteTopic;
}

/// <summary>A broker has applied deletions: what it had of those topics is in its trash or gone.</summary>
/// <param name="Node">The broker.</param>
/// <param name="TopicIds">The deleted topics; ids no longer listed are passed over.</param>
public sealed record ConfirmTopicDeletionsRecord(NodeId Node, ImmutableArray<Guid> TopicIds) : MetadataRecord
{
    /// <inheritdoc/>
    public override MetadataRecordType Type => MetadataRecordType.ConfirmTopicDeletions;
}

/// <summary>Sets or removes configs of a topic.</summary>
/// <param name="TopicId">The topic.</param>
/// <param name="Changes">Each name once; null removes.</param>
public sealed record SetTopicConfigsRecord(Guid TopicId, ImmutableArray<ConfigChange> Changes) : MetadataRecord
{
    /// <inheritdoc/>
    public override MetadataRecordType Type => MetadataRecordType.SetTopicConfigs;
}

/// <summary>A deletion that brokers are still awaited for. Occurs in snapshots only, where the deletion itself is past.</summary>
/// <param name="Topic">The deleted topic.</param>
public sealed record RetainDeletedTopicRecord(DeletedTopicImage Topic) : MetadataRecord
{
    /// <inheritdoc/>
    public override MetadataRecordType Type => MetadataRecordType.RetainDeletedTopic;
}
