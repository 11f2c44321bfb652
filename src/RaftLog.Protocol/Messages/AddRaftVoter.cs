namespace RaftLog.Protocol.Messages;

/// <summary>AddRaftVoter (key 80), request, versions 0-1. Adds a voter to the metadata quorum.</summary>
[KafkaMessage(ApiKey.AddRaftVoter, MessageKind.Request, "0-1", Flexible = "0+")]
public sealed partial class AddRaftVoterRequest
{
    [Field("0+", Nullable = "0+")]
    public partial string? ClusterId { get; set; }

    [Field("0+")]
    public partial int TimeoutMs { get; set; }

    [Field("0+")]
    public partial int VoterId { get; set; }

    [Field("0+")]
    public partial Guid VoterDirectoryId { get; set; }

    [Field("0+")]
    public partial List<Listener> Listeners { get; set; }

    [Field("1+", Default = true)]
    public partial bool AckWhenCommitted { get; set; }

    public sealed partial class Listener
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial string Host { get; set; }

        [Field("0+")]
        public partial ushort Port { get; set; }
    }
}

/// <summary>AddRaftVoter (key 80), response, versions 0-1. The outcome.</summary>
[KafkaMessage(ApiKey.AddRaftVoter, MessageKind.Response, "0-1", Flexible = "0+")]
public sealed partial class AddRaftVoterResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ErrorMessage { get; set; }
}
