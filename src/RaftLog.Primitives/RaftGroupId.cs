namespace RaftLog.Primitives;

/// <summary>
/// The identity of a Raft group, which is that of a partition: topic id (never reused, never zero) and partition number.
/// Not to be confused with a consumer group's id, which is a string.
/// </summary>
public readonly record struct RaftGroupId(Guid TopicId, int Partition)
{
    /// <summary>The group of <c>__cluster_metadata</c>; the id is the one Kafka reserves for it.</summary>
    public static readonly RaftGroupId ClusterMetadata = new(new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 0);

    /// <summary>Topic id in Kafka's text form (URL-safe base64, 22 characters), a dash, and the partition.</summary>
    public override string ToString() => $"{TopicId.ToKafkaString()}-{Partition}";
}
