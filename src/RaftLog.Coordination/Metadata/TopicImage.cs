using System.Collections.Immutable;
using RaftLog.Primitives;

namespace RaftLog.Coordination.Metadata;

/// <summary>A partition: a Raft group and where it began.</summary>
/// <param name="Index">Its number within the topic, from 0.</param>
/// <param name="InitialVoters">
/// The voters it was created with, preferred leader first; never empty. Who votes now is the group's own configuration.
/// </param>
public sealed record PartitionImage(int Index, ImmutableArray<ReplicaIdentity> InitialVoters);

/// <summary>A topic. Immutable; a change of any part makes another.</summary>
public sealed record TopicImage
{
    /// <summary>Its id: unique for ever, unlike its name.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>True for a coordinator's topic: clients neither write nor delete it.</summary>
    public bool IsInternal { get; init; }

    /// <summary>Its partitions; the one at position i has index i.</summary>
    public required ImmutableArray<PartitionImage> Partitions { get; init; }

    /// <summary>The configs set on the topic itself, by name (ordinal).</summary>
    public ImmutableSortedDictionary<string, string> Configs { get; init; } = MetadataImage.NoConfigs;

    /// <summary>How many replicas its partitions were created with.</summary>
    public short ReplicationFactor => (short)Partitions[0].InitialVoters.Length;

    /// <summary>The Raft group of one of its partitions.</summary>
    public RaftGroupId GroupOf(int partition) => new(Id, partition);
}

/// <summary>A deleted topic whose id is still listed, so that every broker learns that it may delete.</summary>
public sealed record DeletedTopicImage
{
    /// <summary>The id; it never names anything else.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name it had; another topic may have it by now.</summary>
    public required string Name { get; init; }

    /// <summary>The registered brokers that have not yet said that they applied the deletion, by number.</summary>
    public required ImmutableSortedSet<int> AwaitedBrokers { get; init; }
}
