namespace RaftLog.Protocol.Messages;

/// <summary>CreateTopics (key 19), request, versions 2-7. Creates topics.</summary>
[KafkaMessage(ApiKey.CreateTopics, MessageKind.Request, "2-7", Flexible = "5+")]
public sealed partial class CreateTopicsRequest
{
    [Field("0+")]
    public partial List<CreatableTopic> Topics { get; set; }

    [Field("0+", Default = 60000)]
    public partial int TimeoutMs { get; set; }

    [Field("1+")]
    public partial bool ValidateOnly { get; set; }

    public sealed partial class CreatableTopic
    {
        [Field("0+")]
        public partial string Name { get; set; }

        /// <summary>-1 with an explicit assignment, or from v4 for the broker's default.</summary>
        [Field("0+")]
        public partial int NumPartitions { get; set; }

        /// <summary>-1 with an explicit assignment, or from v4 for the broker's default.</summary>
        [Field("0+")]
        public partial short ReplicationFactor { get; set; }

        [Field("0+")]
        public partial List<CreatableReplicaAssignment> Assignments { get; set; }

        [Field("0+")]
        public partial List<CreatableTopicConfig> Configs { get; set; }
    }

    public sealed partial class CreatableReplicaAssignment
    {
        [Field("0+")]
        public partial int PartitionIndex { get; set; }

        [Field("0+")]
        public partial List<int> BrokerIds { get; set; }
    }

    public sealed partial class CreatableTopicConfig
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? Value { get; set; }
    }
}

/// <summary>CreateTopics (key 19), response, versions 2-7. The outcome per topic, from v5 with its configuration, from v7
/// with its id.</summary>
[KafkaMessage(ApiKey.CreateTopics, MessageKind.Response, "2-7", Flexible = "5+")]
public sealed partial class CreateTopicsResponse
{
    [Field("2+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<CreatableTopicResult> Topics { get; set; }

    public sealed partial class CreatableTopicResult
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("7+")]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("1+", Nullable = "1+")]
        public partial string? ErrorMessage { get; set; }

        [Field("5+", Tag = 0)]
        public partial ErrorCode TopicConfigErrorCode { get; set; }

        [Field("5+", Default = -1)]
        public partial int NumPartitions { get; set; }

        [Field("5+", Default = -1)]
        public partial short ReplicationFactor { get; set; }

        [Field("5+", Nullable = "5+")]
        public partial List<CreatableTopicConfigs>? Configs { get; set; }
    }

    public sealed partial class CreatableTopicConfigs
    {
        [Field("5+")]
        public partial string Name { get; set; }

        [Field("5+", Nullable = "5+")]
        public partial string? Value { get; set; }

        [Field("5+")]
        public partial bool ReadOnly { get; set; }

        [Field("5+", Default = -1)]
        public partial sbyte ConfigSource { get; set; }

        [Field("5+")]
        public partial bool IsSensitive { get; set; }
    }
}
