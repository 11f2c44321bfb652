namespace RaftLog.Protocol.Messages;

/// <summary>ListGroups (key 16), request, versions 0-5. Asks for the groups this broker coordinates.</summary>
[KafkaMessage(ApiKey.ListGroups, MessageKind.Request, "0-5", Flexible = "3+")]
public sealed partial class ListGroupsRequest
{
    [Field("4+")]
    public partial List<string> StatesFilter { get; set; }

    [Field("5+")]
    public partial List<string> TypesFilter { get; set; }
}

/// <summary>ListGroups (key 16), response, versions 0-5. Their names, states and types.</summary>
[KafkaMessage(ApiKey.ListGroups, MessageKind.Response, "0-5", Flexible = "3+")]
public sealed partial class ListGroupsResponse
{
    [Field("1+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+")]
    public partial List<ListedGroup> Groups { get; set; }

    public sealed partial class ListedGroup
    {
        [Field("0+")]
        public partial string GroupId { get; set; }

        [Field("0+")]
        public partial string ProtocolType { get; set; }

        [Field("4+")]
        public partial string GroupState { get; set; }

        [Field("5+")]
        public partial string GroupType { get; set; }
    }
}
