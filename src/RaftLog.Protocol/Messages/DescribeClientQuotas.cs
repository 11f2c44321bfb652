namespace RaftLog.Protocol.Messages;

/// <summary>DescribeClientQuotas (key 48), request, versions 0-1. Asks for the quotas that match a filter.</summary>
[KafkaMessage(ApiKey.DescribeClientQuotas, MessageKind.Request, "0-1", Flexible = "1+")]
public sealed partial class DescribeClientQuotasRequest
{
    [Field("0+")]
    public partial List<ComponentData> Components { get; set; }

    [Field("0+")]
    public partial bool Strict { get; set; }

    public sealed partial class ComponentData
    {
        [Field("0+")]
        public partial string EntityType { get; set; }

        [Field("0+")]
        public partial sbyte MatchType { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? Match { get; set; }
    }
}

/// <summary>DescribeClientQuotas (key 48), response, versions 0-1. The matching quotas.</summary>
[KafkaMessage(ApiKey.DescribeClientQuotas, MessageKind.Response, "0-1", Flexible = "1+")]
public sealed partial class DescribeClientQuotasResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ErrorMessage { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial List<EntryData>? Entries { get; set; }

    public sealed partial class EntryData
    {
        [Field("0+")]
        public partial List<EntityData> Entity { get; set; }

        [Field("0+")]
        public partial List<ValueData> Values { get; set; }
    }

    public sealed partial class EntityData
    {
        [Field("0+")]
        public partial string EntityType { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? EntityName { get; set; }
    }

    public sealed partial class ValueData
    {
        [Field("0+")]
        public partial string Key { get; set; }

        [Field("0+")]
        public partial double Value { get; set; }
    }
}
