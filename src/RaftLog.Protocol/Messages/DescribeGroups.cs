namespace RaftLog.Protocol.Messages;

/// <summary>DescribeGroups (key 15), request, versions 0-6. Asks for the state and members of classic groups.</summary>
[KafkaMessage(ApiKey.DescribeGroups, MessageKind.Request, "0-6", Flexible = "5+")]
public sealed partial class DescribeGroupsRequest
{
    [Field("0+")]
    public partial List<string> Groups { get; set; }

    [Field("3+")]
    public partial bool IncludeAuthorizedOperations { get; set; }
}

/// <summary>DescribeGroups (key 15), response, versions 0-6. State, protocol and members of each group.</summary>
[KafkaMessage(ApiKey.DescribeGroups, MessageKind.Response, "0-6", Flexible = "5+")]
public sealed partial class DescribeGroupsResponse
{
    [Field("1+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<DescribedGroup> Groups { get; set; }

    public sealed partial class DescribedGroup
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("6+", Nullable = "6+")]
        public partial string? ErrorMessage { get; set; }

        [Field("0+")]
        public partial string GroupId { get; set; }

        [Field("0+")]
        public partial string GroupState { get; set; }

        [Field("0+")]
        public partial string ProtocolType { get; set; }

        [Field("0+")]
        public partial string ProtocolData { get; set; }

        [Field("0+")]
        public partial List<DescribedGroupMember> Members { get; set; }

        [Field("3+", Default = int.MinValue)]
        public partial int AuthorizedOperations { get; set; }
    }

    public sealed partial class DescribedGroupMember
    {
        [Field("0+")]
        public partial string MemberId { get; set; }

        [Field("4+", Nullable = "4+")]
        public partial string? GroupInstanceId { get; set; }

        [Field("0+")]
        public partial string ClientId { get; set; }

        [Field("0+")]
        public partial string ClientHost { get; set; }

        [Field("0+")]
        public partial ReadOnlyMemory<byte> MemberMetadata { get; set; }

        [Field("0+")]
        public partial ReadOnlyMemory<byte> MemberAssignment { get; set; }
    }
}
