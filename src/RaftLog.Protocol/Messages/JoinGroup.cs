namespace RaftLog.Protocol.Messages;

/// <summary>JoinGroup (key 11), request, versions 0-9. Joins a classic consumer group.</summary>
[KafkaMessage(ApiKey.JoinGroup, MessageKind.Request, "0-9", Flexible = "6+")]
public sealed partial class JoinGroupRequest
{
    [Field("0+")]
    public partial string GroupId { get; set; }

    [Field("0+")]
    public partial int SessionTimeoutMs { get; set; }

    [Field("1+", Default = -1, Ignorable = true)]
    public partial int RebalanceTimeoutMs { get; set; }

    /// <summary>Empty on the first join.</summary>
    [Field("0+")]
    public partial string MemberId { get; set; }

    [Field("5+", Nullable = "5+")]
    public partial string? GroupInstanceId { get; set; }

    [Field("0+")]
    public partial string ProtocolType { get; set; }

    [Field("0+")]
    public partial List<Protocol> Protocols { get; set; }

    [Field("8+", Nullable = "8+", Ignorable = true)]
    public partial string? Reason { get; set; }

    public sealed partial class Protocol
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial ReadOnlyMemory<byte> Metadata { get; set; }
    }
}

/// <summary>JoinGroup (key 11), response, versions 0-9. The generation joined; the leader also receives all members.</summary>
[KafkaMessage(ApiKey.JoinGroup, MessageKind.Response, "0-9", Flexible = "6+")]
public sealed partial class JoinGroupResponse
{
    [Field("2+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Default = -1)]
    public partial int GenerationId { get; set; }

    [Field("7+", Nullable = "7+")]
    public partial string? ProtocolType { get; set; }

    [Field("0+", Nullable = "7+")]
    public partial string? ProtocolName { get; set; }

    [Field("0+")]
    public partial string Leader { get; set; }

    [Field("9+")]
    public partial bool SkipAssignment { get; set; }

    [Field("0+")]
    public partial string MemberId { get; set; }

    [Field("0+")]
    public partial List<Member> Members { get; set; }

    public sealed partial class Member
    {
        [Field("0+")]
        public partial string MemberId { get; set; }

        [Field("5+", Nullable = "5+")]
        public partial string? GroupInstanceId { get; set; }

        [Field("0+")]
        public partial ReadOnlyMemory<byte> Metadata { get; set; }
    }
}
