namespace RaftLog.Protocol.Messages;

/// <summary>UpdateFeatures (key 57), request, versions 0-2. Raises or lowers finalized feature levels.</summary>
[KafkaMessage(ApiKey.UpdateFeatures, MessageKind.Request, "0-2", Flexible = "0+")]
public sealed partial class UpdateFeaturesRequest
{
    [Field("0+", Default = 60000)]
    public partial int TimeoutMs { get; set; }

    [Field("0+")]
    public partial List<FeatureUpdateKey> FeatureUpdates { get; set; }

    [Field("1+")]
    public partial bool ValidateOnly { get; set; }

    public sealed partial class FeatureUpdateKey
    {
        [Field("0+")]
        public partial string Feature { get; set; }

        [Field("0+")]
        public partial short MaxVersionLevel { get; set; }

        [Field("0")]
        public partial bool AllowDowngrade { get; set; }

        [Field("1+", Default = 1)]
        public partial sbyte UpgradeType { get; set; }
    }
}

/// <summary>UpdateFeatures (key 57), response, versions 0-2. The outcome, up to v1 per feature.</summary>
[KafkaMessage(ApiKey.UpdateFeatures, MessageKind.Response, "0-2", Flexible = "0+")]
public sealed partial class UpdateFeaturesResponse
{
    [Field("0+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+", Nullable = "0+")]
    public partial string? ErrorMessage { get; set; }

    [Field("0-1")]
    public partial List<UpdatableFeatureResult> Results { get; set; }

    public sealed partial class UpdatableFeatureResult
    {
        [Field("0+")]
        public partial string Feature { get; set; }

        [Field("0+")]
        public partial ErrorCode ErrorCode { get; set; }

        [Field("0+", Nullable = "0+")]
        public partial string? ErrorMessage { get; set; }
    }
}
