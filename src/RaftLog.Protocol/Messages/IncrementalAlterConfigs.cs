namespace RaftLog.Protocol.Messages;

/// <summary>IncrementalAlterConfigs (key 44), request, versions 0-1. Sets, deletes, appends to or subtracts from single
/// configuration entries.</summary>
[KafkaMessage(ApiKey.IncrementalAlterConfigs, MessageKind.Request, "0-1", Flexible = "1+")]
public sealed partial class IncrementalAlterConfigsRequest
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

        [Field("0+")]
        public partial sbyte ConfigOperation { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? Value { get; set; }
    }
}

/// <summary>IncrementalAlterConfigs (key 44), response, versions 0-1. The outcome per resource.</summary>
[KafkaMessage(ApiKey.IncrementalAlterConfigs, MessageKind.Response, "0-1", Flexible = "1+")]
public sealed partial class IncrementalAlterConfigsResponse
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
