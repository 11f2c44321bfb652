namespace RaftLog.Protocol.Messages;

/// <summary>AlterConfigs (key 33), request, versions 0-2. Replaces the whole configuration of resources; keys left out fall
/// back to their defaults.</summary>
[KafkaMessage(ApiKey.AlterConfigs, MessageKind.Request, "0-2", Flexible = "2+")]
public sealed partial class AlterConfigsRequest
{
    [Field("0+")]
    public partial List<AlterConfigsResource> Resources { get; set; }

    [Field("0+")]
    public partial bool ValidateOnly { get; set; }

    public sealed partial class AlterConfigsResource
    {
        [Field("0+")]
        public partial sbyte ResourceType { get; set; }

        [Field("0+")]
        public partial string ResourceName { get; set; }

        [Field("0+")]
        public partial List<AlterableConfig> Configs { get; set; }
    }

    public sealed partial class AlterableConfig
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? Value { get; set; }
    }
}

/// <summary>AlterConfigs (key 33), response, versions 0-2. The outcome per resource.</summary>
[KafkaMessage(ApiKey.AlterConfigs, MessageKind.Response, "0-2", Flexible = "2+")]
public sealed partial class AlterConfigsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<AlterConfigsResourceResponse> Responses { get; set; }

    public sealed partial class AlterConfigsResourceResponse
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }

        [Field("0+")]
        public partial sbyte ResourceType { get; set; }

        [Field("0+")]
        public partial string ResourceName { get; set; }
    }
}
