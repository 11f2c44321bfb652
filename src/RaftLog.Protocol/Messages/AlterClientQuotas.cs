namespace RaftLog.Protocol.Messages;

/// <summary>AlterClientQuotas (key 49), request, versions 0-1. Sets or removes quotas.</summary>
[KafkaMessage(ApiKey.AlterClientQuotas, MessageKind.Request, "0-1", Flexible = "1+")]
public sealed partial class AlterClientQuotasRequest
{
    [Field("0+")]
    public partial List<EntryData> Entries { get; set; }

    [Field("0+")]
    public partial bool ValidateOnly { get; set; }

    public sealed partial class EntryData
    {
        [Field("0+")]
        public partial List<EntityData> Entity { get; set; }

        [Field("0+")]
        public partial List<OpData> Ops { get; set; }
    }

    public sealed partial class EntityData
    {
        [Field("0+")]
        public partial string EntityType { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? EntityName { get; set; }
    }

    public sealed partial class OpData
    {
        [Field("0+")]
        public partial string Key { get; set; }

        [Field("0+")]
        public partial double Value { get; set; }

        [Field("0+")]
        public partial bool Remove { get; set; }
    }
}

/// <summary>AlterClientQuotas (key 49), response, versions 0-1. The outcome per entity.</summary>
[KafkaMessage(ApiKey.AlterClientQuotas, MessageKind.Response, "0-1", Flexible = "1+")]
public sealed partial class AlterClientQuotasResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<EntryData> Entries { get; set; }

    public sealed partial class EntryData
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }

        [Field("0+")]
        public partial List<EntityData> Entity { get; set; }
    }

    public sealed partial class EntityData
    {
        [Field("0+")]
        public partial string EntityType { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? EntityName { get; set; }
    }
}
