namespace RaftLog.Protocol.Messages;

/// <summary>SyncGroup (key 14), request, versions 0-5. Fetches a member's assignment; the leader sends everybody's.</summary>
[KafkaMessage(ApiKey.SyncGroup, MessageKind.Request, "0-5", Flexible = "4+")]
public sealed partial class SyncGroupRequest
{
    [Field("0+")]
    public partial string GroupId { get; set; }

    [Field("0+")]
    public partial int GenerationId { get; set; }

    [Field("0+")]
    public partial string MemberId { get; set; }

    [Field("3+", Nullable = "3+")]
    public partial string? GroupInstanceId { get; set; }

    [Field("5+", Nullable = "5+", Ignorable = true)]
    public partial string? ProtocolType { get; set; }

    [Field("5+", Nullable = "5+", Ignorable = true)]
    public partial string? ProtocolName { get; set; }

    [Field("0+")]
    public partial List<AssignmentRow> Assignments { get; set; }

    public sealed partial class AssignmentRow
    {
        [Field("0+")]
        public partial string MemberId { get; set; }

        [Field("0+")]
        public partial ReadOnlyMemory<byte> Assignment { get; set; }
    }
}

/// <summary>SyncGroup (key 14), response, versions 0-5. The assignment of the asking member.</summary>
[KafkaMessage(ApiKey.SyncGroup, MessageKind.Response, "0-5", Flexible = "4+")]
public sealed partial class SyncGroupResponse
{
    [Field("1+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("5+", Nullable = "5+")]
    public partial string? ProtocolType { get; set; }

    [Field("5+", Nullable = "5+")]
    public partial string? ProtocolName { get; set; }

    [Field("0+")]
    public partial ReadOnlyMemory<byte> Assignment { get; set; }
}
