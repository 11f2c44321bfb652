namespace RaftLog.Protocol.Messages;

/// <summary>ApiVersions (key 18), request, versions 0-4. Asks what this broker speaks; nearly every client sends it
/// first.</summary>
/// <remarks>The response header is always v0, also where the body is flexible, so that a client that guessed a version too
/// high can still read the answer.</remarks>
[KafkaMessage(ApiKey.ApiVersions, MessageKind.Request, "0-4", Flexible = "3+")]
public sealed partial class ApiVersionsRequest
{
    [Field("3+", Ignorable = true)]
    public partial string ClientSoftwareName { get; set; }

    [Field("3+", Ignorable = true)]
    public partial string ClientSoftwareVersion { get; set; }
}

/// <summary>ApiVersions (key 18), response, versions 0-4. The advertised versions, and from v3 features.</summary>
[KafkaMessage(ApiKey.ApiVersions, MessageKind.Response, "0-4", Flexible = "3+")]
public sealed partial class ApiVersionsResponse
{
    [Field("0+")]
    public partial ErrorCode ErrorCode { get; set; }

    [Field("0+")]
    public partial List<ApiVersion> ApiKeys { get; set; }

    [Field("1+")]
    public partial int ThrottleTimeMs { get; set; }

    [Field("3+", Tag = 0)]
    public partial List<SupportedFeatureKey> SupportedFeatures { get; set; }

    /// <summary>-1: no features are finalized.</summary>
    [Field("3+", Default = -1, Tag = 1)]
    public partial long FinalizedFeaturesEpoch { get; set; }

    [Field("3+", Tag = 2)]
    public partial List<FinalizedFeatureKey> FinalizedFeatures { get; set; }

    [Field("3+", Tag = 3)]
    public partial bool ZkMigrationReady { get; set; }

    public sealed partial class ApiVersion
    {
        [Field("0+")]
        public partial short ApiKey { get; set; }

        [Field("0+")]
        public partial short MinVersion { get; set; }

        [Field("0+")]
        public partial short MaxVersion { get; set; }
    }

    public sealed partial class SupportedFeatureKey
    {
        [Field("3+")]
        public partial string Name { get; set; }

        [Field("3+")]
        public partial short MinVersion { get; set; }

        [Field("3+")]
        public partial short MaxVersion { get; set; }
    }

    public sealed partial class FinalizedFeatureKey
    {
        [Field("3+")]
        public partial string Name { get; set; }

        [Field("3+")]
        public partial short MaxVersionLevel { get; set; }

        [Field("3+")]
        public partial short MinVersionLevel { get; set; }
    }
}
