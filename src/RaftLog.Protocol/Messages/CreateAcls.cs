namespace RaftLog.Protocol.Messages;

/// <summary>CreateAcls (key 30), request, versions 1-3. Creates access rules.</summary>
[KafkaMessage(ApiKey.CreateAcls, MessageKind.Request, "1-3", Flexible = "2+")]
public sealed partial class CreateAclsRequest
{
    [Field("0+")]
    public partial List<AclCreation> Creations { get; set; }

    public sealed partial class AclCreation
    {
        [Field("0+")]
        public partial sbyte ResourceType { get; set; }

        [Field("0+")]
        public partial string ResourceName { get; set; }

        [Field("1+", Default = 3)]
        public partial sbyte ResourcePatternType { get; set; }

        [Field("0+")]
        public partial string Principal { get; set; }

        [Field("0+")]
        public partial string Host { get; set; }

        [Field("0+")]
        public partial sbyte Operation { get; set; }

        [Field("0+")]
        public partial sbyte PermissionType { get; set; }
    }
}

/// <summary>CreateAcls (key 30), response, versions 1-3. The outcome per rule, in the order asked.</summary>
[KafkaMessage(ApiKey.CreateAcls, MessageKind.Response, "1-3", Flexible = "2+")]
public sealed partial class CreateAclsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<AclCreationResult> Results { get; set; }

    public sealed partial class AclCreationResult
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }
    }
}
