namespace RaftLog.Protocol.Messages;

/// <summary>DescribeUserScramCredentials (key 50), request, version 0. Asks which SCRAM credentials users have.</summary>
[KafkaMessage(ApiKey.DescribeUserScramCredentials, MessageKind.Request, "0", Flexible = "0+")]
public sealed partial class DescribeUserScramCredentialsRequest
{
    [Field("0+", Nullable = "0+")]
    public partial List<UserName>? Users { get; set; }

    public sealed partial class UserName
    {
        [Field("0+")]
        public partial string Name { get; set; }
    }
}

/// <summary>DescribeUserScramCredentials (key 50), response, version 0. Mechanisms and iteration counts, never the
/// secrets.</summary>
[KafkaMessage(ApiKey.DescribeUserScramCredentials, MessageKind.Response, "0", Flexible = "0+")]
public sealed partial class DescribeUserScramCredentialsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ErrorMessage { get; set; }

    [Field("0+")]
    public partial List<DescribeUserScramCredentialsResult> Results { get; set; }

    public sealed partial class DescribeUserScramCredentialsResult
    {
        [Field("0+")]
        public partial string User { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }

        [Field("0+")]
        public partial List<CredentialInfo> CredentialInfos { get; set; }
    }

    public sealed partial class CredentialInfo
    {
        [Field("0+")]
        public partial sbyte Mechanism { get; set; }

        [Field("0+")]
        public partial int Iterations { get; set; }
    }
}
