namespace RaftLog.Protocol.Messages;

/// <summary>DeleteTopics (key 20), request, versions 1-6. Deletes topics, from v6 also by id.</summary>
[KafkaMessage(ApiKey.DeleteTopics, MessageKind.Request, "1-6", Flexible = "4+")]
public sealed partial class DeleteTopicsRequest
{
    [Field("6+")]
    public partial List<DeleteTopicState> Topics { get; set; }

    [Field("0-5", Ignorable = true)]
    public partial List<string> TopicNames { get; set; }

    [Field("0+")]
    public partial int TimeoutMs { get; set; }

    public sealed partial class DeleteTopicState
    {
        [Field("6+", Nullable = "6+")]
        public partial string? Name { get; set; }

        [Field("6+")]
        public partial Guid TopicId { get; set; }
    }
}

/// <summary>DeleteTopics (key 20), response, versions 1-6. The outcome per topic.</summary>
[KafkaMessage(ApiKey.DeleteTopics, MessageKind.Response, "1-6", Flexible = "4+")]
public sealed partial class DeleteTopicsResponse
{
    [Field("1+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<DeletableTopicResult> Responses { get; set; }

    public sealed partial class DeletableTopicResult
    {
        [Field("0+", Nullable = "6+")]
        public partial string? Name { get; set; }

        [Field("6+")]
        public partial Guid TopicId { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("5+", Nullable = "5+")]
        public partial string? ErrorMessage { get; set; }
    }
}
