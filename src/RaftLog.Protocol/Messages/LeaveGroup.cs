namespace RaftLog.Protocol.Messages;

/// <summary>LeaveGroup (key 13), request, versions 0-5. Leaves a classic group; from v3 several members at once.</summary>
[KafkaMessage(ApiKey.LeaveGroup, MessageKind.Request, "0-5", Flexible = "4+")]
public sealed partial class LeaveGroupRequest
{
    [Field("0+")]
    public partial string GroupId { get; set; }

    [Field("0-2")]
    public partial string MemberId { get; set; }

    [Field("3+")]
    public partial List<MemberIdentity> Members { get; set; }

    public sealed partial class MemberIdentity
    {
        [Field("3+")]
        public partial string MemberId { get; set; }

        [Field("3+", Nullable = "3+")]
        public partial string? GroupInstanceId { get; set; }

        [Field("5+", Nullable = "5+", Ignorable = true)]
        public partial string? Reason { get; set; }
    }
}

/// <summary>LeaveGroup (key 13), response, versions 0-5. The outcome, from v3 per member.</summary>
[KafkaMessage(ApiKey.LeaveGroup, MessageKind.Response, "0-5", Flexible = "4+")]
public sealed partial class LeaveGroupResponse
{
    [Field("1+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("3+")]
    public partial List<MemberResponse> Members { get; set; }

    public sealed partial class MemberResponse
    {
        [Field("3+")]
        public partial string MemberId { get; set; }

        [Field("3+", Nullable = "3+")]
        public partial string? GroupInstanceId { get; set; }

        [Field("3+")]
        public partial ErrorCode ErrorCode { get; set; }
    }
}
