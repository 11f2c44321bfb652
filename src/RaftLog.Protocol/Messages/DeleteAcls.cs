namespace RaftLog.Protocol.Messages;

/// <summary>DeleteAcls (key 31), request, versions 1-3. Deletes the access rules that match filters.</summary>
[KafkaMessage(ApiKey.DeleteAcls, MessageKind.Request, "1-3", Flexible = "2+")]
public sealed partial class DeleteAclsRequest
{
    [Field("0+")]
    public partial List<DeleteAclsFilter> Filters { get; set; }

    public sealed partial class DeleteAclsFilter
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
}

/// <summary>DeleteAcls (key 31), response, versions 1-3. The rules each filter deleted.</summary>
[KafkaMessage(ApiKey.DeleteAcls, MessageKind.Response, "1-3", Flexible = "2+")]
public sealed partial class DeleteAclsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<DeleteAclsFilterResult> FilterResults { get; set; }

    public sealed partial class DeleteAclsFilterResult
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }

        [Field("0+")]
        public partial List<DeleteAclsMatchingAcl> MatchingAcls { get; set; }
    }

    public sealed partial class DeleteAclsMatchingAcl
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }

        [Field("0+")]
        public partial sbyte ResourceType { get; set; }

        [Field("0+")]
        public partial string ResourceName { get; set; }

        [Field("1+", Default = 3)]
        public partial sbyte PatternType { get; set; }

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
