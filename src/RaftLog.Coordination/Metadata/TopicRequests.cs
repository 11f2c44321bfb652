using System.Collections.Immutable;
using RaftLog.Coordination.Configs;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Metadata;

/// <summary>The replicas asked for one partition.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Brokers">Node ids, preferred leader first.</param>
public readonly record struct ReplicaAssignment(int Partition, ImmutableArray<int> Brokers);

/// <summary>One topic of a CreateTopics request.</summary>
public sealed record NewTopic
{
    /// <summary>The name asked for; nothing about it is checked yet.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The id the topic gets when it is created: random, and usable by <see cref="TopicNames.IsUsableId"/>. Chosen by the caller,
    /// since this project has no randomness.
    /// </summary>
    public required Guid Id { get; init; }

    /// <summary>How many partitions; -1 for the broker's default, or when <see cref="Assignments"/> are given.</summary>
    public int Partitions { get; init; } = -1;

    /// <summary>How many replicas of each; -1 for the broker's default, or when <see cref="Assignments"/> are given.</summary>
    public short ReplicationFactor { get; init; } = -1;

    /// <summary>The replicas of each partition; empty to leave that to the controller.</summary>
    public ImmutableArray<ReplicaAssignment> Assignments { get; init; } = [];

    /// <summary>Configs to set on the topic.</summary>
    public ImmutableArray<KeyValuePair<string, string?>> Configs { get; init; } = [];
}

/// <summary>What became of one topic of a CreateTopics request.</summary>
public sealed record CreateTopicResult
{
    /// <summary>The name asked for.</summary>
    public required string Name { get; init; }

    /// <summary><see cref="ErrorCode.None"/>, or why it was not created.</summary>
    public ErrorCode Error { get; init; }

    /// <summary>The reason in Kafka's words; null without an error.</summary>
    public string? Message { get; init; }

    /// <summary>The new topic's id; zero with an error and when only validating.</summary>
    public Guid TopicId { get; init; }

    /// <summary>Its number of partitions; -1 with an error.</summary>
    public int Partitions { get; init; } = -1;

    /// <summary>Its number of replicas; -1 with an error.</summary>
    public short ReplicationFactor { get; init; } = -1;

    /// <summary>Its effective configs; empty with an error.</summary>
    public ImmutableArray<DescribedConfig> Configs { get; init; } = [];
}

/// <summary>One topic of a DeleteTopics request: by name or by id, not both.</summary>
/// <param name="Name">The name, or null.</param>
/// <param name="Id">The id, or zero.</param>
public readonly record struct TopicToDelete(string? Name, Guid Id);

/// <summary>What became of one topic of a DeleteTopics request.</summary>
/// <param name="Name">The topic's name; null when only an unknown id was given.</param>
/// <param name="Id">The topic's id; zero when only an unknown name was given.</param>
/// <param name="Error"><see cref="ErrorCode.None"/>, or why it was not deleted.</param>
/// <param name="Message">The reason in words; null without an error.</param>
public sealed record DeleteTopicResult(string? Name, Guid Id, ErrorCode Error = ErrorCode.None, string? Message = null);

/// <summary>One topic of a CreatePartitions request.</summary>
public sealed record PartitionGrowth
{
    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>How many partitions it is to have in total.</summary>
    public required int Count { get; init; }

    /// <summary>The replicas of each new partition, in order; null to leave that to the controller.</summary>
    public ImmutableArray<ImmutableArray<int>>? Assignments { get; init; }
}

/// <summary>What became of one topic of a CreatePartitions request.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Error"><see cref="ErrorCode.None"/>, or why it did not grow.</param>
/// <param name="Message">The reason in Kafka's words; null without an error.</param>
public sealed record CreatePartitionsResult(string Topic, ErrorCode Error = ErrorCode.None, string? Message = null);
