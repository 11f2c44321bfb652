namespace RaftLog.Protocol.Messages;

/// <summary>DescribeConfigs (key 32), request, versions 1-4. Asks for the configuration of topics, brokers or groups.</summary>
[KafkaMessage(ApiKey.DescribeConfigs, MessageKind.Request, "1-4", Flexible = "4+")]
public sealed partial class DescribeConfigsRequest
{
    [Field("0+")]
    public partial List<DescribeConfigsResource> Resources { get; set; }

    [Field("1+")]
    public partial bool IncludeSynonyms { get; set; }

    [Field("3+")]
    public partial bool IncludeDocumentation { get; set; }

    public sealed partial class DescribeConfigsResource
    {
        [Field("0+")]
        public partial sbyte ResourceType { get; set; }

        [Field("0+")]
        public partial string ResourceName { get; set; }

        /// <summary>Null: all of them.</summary>
        [Field("0+", Nullable = "0+")]
        public partial List<string>? ConfigurationKeys { get; set; }
    }
}

/// <summary>DescribeConfigs (key 32), response, versions 1-4. Entries with their sources, synonyms and documentation.</summary>
[KafkaMessage(ApiKey.DescribeConfigs, MessageKind.Response, "1-4", Flexible = "4+")]
public sealed partial class DescribeConfigsResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial List<DescribeConfigsResult> Results { get; set; }

    public sealed partial class DescribeConfigsResult
    {
        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }

        [Field("0+")]
        public partial sbyte ResourceType { get; set; }

        [Field("0+")]
        public partial string ResourceName { get; set; }

        [Field("0+")]
        public partial List<DescribeConfigsResourceResult> Configs { get; set; }
    }

    public sealed partial class DescribeConfigsResourceResult
    {
        [Field("0+")]
        public partial string Name { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? Value { get; set; }

        [Field("0+")]
        public partial bool ReadOnly { get; set; }

        [Field("1+", Default = -1)]
        public partial sbyte ConfigSource { get; set; }

        [Field("0+")]
        public partial bool IsSensitive { get; set; }

        [Field("1+")]
        public partial List<DescribeConfigsSynonym> Synonyms { get; set; }

        [Field("3+")]
        public partial sbyte ConfigType { get; set; }

        [Field("3+", Nullable = "3+")]
        public partial string? Documentation { get; set; }
    }

    public sealed partial class DescribeConfigsSynonym
    {
        [Field("1+")]
        public partial string Name { get; set; }

        [Field("1+", Nullable = "1+")]
        public partial string? Value { get; set; }

        [Field("1+")]
        public partial sbyte Source { get; set; }
    }
}
