namespace RaftLog.Protocol.Messages;

/// <summary>DeleteGroups (key 42), request, versions 0-2. Deletes empty groups.</summary>
[KafkaMessage(ApiKey.DeleteGroups, MessageKind.Request, "0-2", Flexible = "2+")]
public sealed partial class DeleteGroupsRequest
{
    [Field("0+")]
    public partial List<string> GroupsNames { get; set; }
}

/// <summary>DeleteGroups (key 42), response, versions 0-2. The outcome per group.</summary>
[KafkaMessage(ApiKey.DeleteGroups, MessageKind.Response, "0-2", Flexible = "2+")]
public sealed partial class DeleteGroupsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<DeletableGroupResult> Results { get; set; }

    public sealed partial class DeletableGroupResult
    {
        [Field("0+")]
        public partial string GroupId { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }
    }
}
