namespace RaftLog.Protocol.Messages;

/// <summary>ListConfigResources (key 74), request, versions 0-1. Asks for the resources that carry configuration.</summary>
[KafkaMessage(ApiKey.ListConfigResources, MessageKind.Request, "0-1", Flexible = "0+")]
public sealed partial class ListConfigResourcesRequest
{
    [Field("1+")]
    public partial List<sbyte> ResourceTypes { get; set; }
}

/// <summary>ListConfigResources (key 74), response, versions 0-1. Their names and types.</summary>
[KafkaMessage(ApiKey.ListConfigResources, MessageKind.Response, "0-1", Flexible = "0+")]
public sealed partial class ListConfigResourcesResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+")]
    public partial List<ConfigResource> ConfigResources { get; set; }

    public sealed partial class ConfigResource
    {
        [Field("0+")]
        public partial string ResourceName { get; set; }

        [Field("1+", Default = 16)]
        public partial sbyte ResourceType { get; set; }
    }
}
