namespace RaftLog.Primitives;

/// <summary>A partition by its topic's name. Names can be reused after a delete; <see cref="RaftGroupId"/> cannot.</summary>
public readonly record struct TopicPartition(string Topic, int Partition)
{
    /// <summary><c>topic-partition</c>, as Kafka writes it.</summary>
    public override string ToString() => $"{Topic}-{Partition}";
}
