namespace RaftLog.Protocol.Messages;

/// <summary>Metadata (key 3), request, versions 0-13. Asks for brokers, topics and partition leaders.</summary>
/// <remarks>In v0 an empty list of topics means all of them; from v1 null does and empty means none. v10 adds topic ids,
/// v12 lookup by id.</remarks>
[KafkaMessage(ApiKey.Metadata, MessageKind.Request, "0-13", Flexible = "9+")]
public sealed partial class MetadataRequest
{
    /// <summary>Null: all topics; empty: none, but all of them in v0.</summary>
    [Field("0+", Nullable = "1+")]
    public partial List<Topic>? Topics { get; set; }

    [Field("4+", Default = true)]
    public partial bool AllowAutoTopicCreation { get; set; }

    [Field("8-10")]
    public partial bool IncludeClusterAuthorizedOperations { get; set; }

    [Field("8+")]
    public partial bool IncludeTopicAuthorizedOperations { get; set; }

    public sealed partial class Topic
    {
        [Field("10+", Ignorable = true)]
        public partial Guid TopicId { get; set; }

        [Field("0+", Nullable = "10+")]
        public partial string? Name { get; set; }
    }
}

/// <summary>Metadata (key 3), response, versions 0-13. Brokers, topics, leaders and replicas as the answering broker sees
/// them.</summary>
[KafkaMessage(ApiKey.Metadata, MessageKind.Response, "0-13", Flexible = "9+")]
public sealed partial class MetadataResponse
{
    [Field("3+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<Broker> Brokers { get; set; }

    [Field("2+", Nullable = "2+")]
    public partial string? ClusterId { get; set; }

    /// <summary>-1 when unknown.</summary>
    [Field("1+", Default = -1)]
    public partial int ControllerId { get; set; }

    [Field("0+")]
    public partial List<Topic> Topics { get; set; }

    [Field("8-10", Default = int.MinValue)]
    public partial int ClusterAuthorizedOperations { get; set; }

    [Field("13+")]
    public partial ErrorCode ErrorCode { get; set; }

    public sealed partial class Broker
    {
        [Field("0+")]
        public partial int NodeId { get; set; }

        [Field("0+")]
        public partial string Host { get; set; }

        [Field("0+")]
        public partial int Port { get; set; }

        [Field("1+", Nullable = "1+")]
        public partial string? Rack { get; set; }
    }

    public sealed partial class Topic
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "12+")]
        public partial string? Name { get; set; }

        [Field("10+")]
        public partial Guid TopicId { get; set; }

        [Field("1+")]
        public partial bool IsInternal { get; set; }

        [Field("0+")]
        public partial List<Partition> Partitions { get; set; }

        [Field("8+", Default = int.MinValue)]
        public partial int TopicAuthorizedOperations { get; set; }
    }

    public sealed partial class Partition
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial int LeaderId { get; set; }

        [Field("7+", Default = -1)]
        public partial int LeaderEpoch { get; set; }

        [Field("0+")]
        public partial List<int> ReplicaNodes { get; set; }

        [Field("0+")]
        public partial List<int> IsrNodes { get; set; }

        [Field("5+")]
        public partial List<int> OfflineReplicas { get; set; }
    }
}
