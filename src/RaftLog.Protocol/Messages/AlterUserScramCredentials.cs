namespace RaftLog.Protocol.Messages;

/// <summary>AlterUserScramCredentials (key 51), request, version 0. Creates, replaces or deletes SCRAM credentials.</summary>
[KafkaMessage(ApiKey.AlterUserScramCredentials, MessageKind.Request, "0", Flexible = "0+")]
public sealed partial class AlterUserScramCredentialsRequest
{
    [Field("0+")]
    public partial List<ScramCredentialDeletion> Deletions { get; set; }

    [Field("0+")]
    public partial List<ScramCredentialUpsertion> Upsertions { get; set; }

    public sealed partial class ScramCredentialDeletion
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial sbyte Mechanism { get; set; }
    }

    public sealed partial class ScramCredentialUpsertion
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+")]
        public partial sbyte Mechanism { get; set; }

        [Field("0+")]
        public partial int Iterations { get; set; }

        [Field("0+")]
        public partial ReadOnlyMemory<byte> Salt { get; set; }

        [Field("0+")]
        public partial ReadOnlyMemory<byte> SaltedPassword { get; set; }
    }
}

/// <summary>AlterUserScramCredentials (key 51), response, version 0. The outcome per user.</summary>
[KafkaMessage(ApiKey.AlterUserScramCredentials, MessageKind.Response, "0", Flexible = "0+")]
public sealed partial class AlterUserScramCredentialsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<AlterUserScramCredentialsResult> Results { get; set; }

    public sealed partial class AlterUserScramCredentialsResult
    {
        [Field("0+")]
        public partial string User { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }
    }
}
