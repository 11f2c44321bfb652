namespace RaftLog.Protocol.Messages;

/// <summary>CreatePartitions (key 37), request, versions 0-3. Adds partitions to topics.</summary>
[KafkaMessage(ApiKey.CreatePartitions, MessageKind.Request, "0-3", Flexible = "2+")]
public sealed partial class CreatePartitionsRequest
{
    [Field("0+")]
    public partial List<CreatePartitionsTopic> Topics { get; set; }

    [Field("0+")]
    public partial int TimeoutMs { get; set; }

    [Field("0+")]
    public partial bool ValidateOnly { get; set; }

    public sealed partial class CreatePartitionsTopic
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial int Count { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial List<CreatePartitionsAssignment>? Assignments { get; set; }
    }

    public sealed partial class CreatePartitionsAssignment
    {
        [Field("0+")]
        public partial List<int> BrokerIds { get; set; }
    }
}

/// <summary>CreatePartitions (key 37), response, versions 0-3. The outcome per topic.</summary>
[KafkaMessage(ApiKey.CreatePartitions, MessageKind.Response, "0-3", Flexible = "2+")]
public sealed partial class CreatePartitionsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<CreatePartitionsTopicResult> Results { get; set; }

    public sealed partial class CreatePartitionsTopicResult
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }
    }
}
