namespace RaftLog.Protocol.Messages;

/// <summary>DescribeAcls (key 29), request, versions 1-3. Asks for the access rules that match a filter.</summary>
[KafkaMessage(ApiKey.DescribeAcls, MessageKind.Request, "1-3", Flexible = "2+")]
public sealed partial class DescribeAclsRequest
{
    [Field("0+")]
    public partial sbyte ResourceTypeFilter { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ResourceNameFilter { get; set; }

    [Field("1+", Default = 3)]
    public partial sbyte PatternTypeFilter { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? PrincipalFilter { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? HostFilter { get; set; }

    [Field("0+")]
    public partial sbyte Operation { get; set; }

    [Field("0+")]
    public partial sbyte PermissionType { get; set; }
}

/// <summary>DescribeAcls (key 29), response, versions 1-3. The matching rules by resource.</summary>
[KafkaMessage(ApiKey.DescribeAcls, MessageKind.Response, "1-3", Flexible = "2+")]
public sealed partial class DescribeAclsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ErrorMessage { get; set; }

    [Field("0+")]
    public partial List<DescribeAclsResource> Resources { get; set; }

    public sealed partial class DescribeAclsResource
    {
        [Field("0+")]
        public partial sbyte ResourceType { get; set; }

        [Field("0+")]
        public partial string ResourceName { get; set; }

        [Field("1+", Default = 3)]
        public partial sbyte PatternType { get; set; }

        [Field("0+")]
        public partial List<AclDescription> Acls { get; set; }
    }

    public sealed partial class AclDescription
    {
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
