namespace RaftLog.Protocol.Messages;

/// <summary>RemoveRaftVoter (key 81), request, version 0. Removes a voter from the metadata quorum.</summary>
[KafkaMessage(ApiKey.RemoveRaftVoter, MessageKind.Request, "0", Flexible = "0+")]
public sealed partial class RemoveRaftVoterRequest
{
    [Field("0+", Nullable = "0+")]
    public partial string? ClusterId { get; set; }

    [Field("0+")]
    public partial int VoterId { get; set; }

    [Field("0+")]
    public partial Guid VoterDirectoryId { get; set; }
}

/// <summary>RemoveRaftVoter (key 81), response, version 0. The outcome.</summary>
[KafkaMessage(ApiKey.RemoveRaftVoter, MessageKind.Response, "0", Flexible = "0+")]
public sealed partial class RemoveRaftVoterResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ErrorMessage { get; set; }
}
