namespace RaftLog.Coordination.Metadata;

/// <summary>Kafka's own words for errors that carry no further detail; clients show them.</summary>
internal static class MetadataTexts
{
    public const string UnknownTopicOrPartition = "This server does not host this topic-partition.";

    public const string UnknownTopicId = "This server does not host this topic ID.";

    public const string TooManyPartitions = "Excessively large number of partitions per request.";

    public const string DuplicateTopicName = "Duplicate topic name.";
}
