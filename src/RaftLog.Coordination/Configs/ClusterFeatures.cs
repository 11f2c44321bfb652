using System.Collections.Immutable;

namespace RaftLog.Coordination.Configs;

/// <summary>A feature and the levels of it this release can run (inclusive).</summary>
public readonly record struct SupportedFeature(string Name, short LevelMin, short LevelMax);

/// <summary>
/// What ApiVersions claims beside its APIs, each with its reason. Clients switch behaviour on these, so a feature is
/// finalized only when everything behind it is there.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>metadata.version</c> is finalized: UIs show it as "the Kafka version" and hide features when it is missing. It is 29
/// (4.2-IV1), the highest level that promises clients nothing we lack; 30 (4.3-IV0) brings cordoned log directories.
/// One level only: what this cluster may write is gated by RaftLog's own format level, not by Kafka's.</item>
/// <item><c>group.version</c> (the consumer group protocol of KIP-848) is not finalized as long as ConsumerGroupHeartbeat is not
/// served; Java clients ask for it in vain, and say so.</item>
/// <item><c>transaction.version</c> is absent, which keeps every client on the classic transaction flow; level 2 would switch
/// franz-go and Java 4 to a protocol whose server side must exist completely.</item>
/// <item><c>kraft.version</c> is absent: it gates AddRaftVoter and its kin, which belong to Kafka's quorum.</item>
/// <item><c>eligible.leader.replicas.version</c>, <c>share.version</c> and <c>streams.version</c> are absent with their APIs.</item>
/// </list>
/// </remarks>
public static class ClusterFeatures
{
    /// <summary><c>metadata.version</c></summary>
    public const string MetadataVersion = "metadata.version";

    /// <summary>The level of <see cref="MetadataVersion"/> a new cluster finalizes.</summary>
    public const short MetadataVersionLevel = 29;

    /// <summary>The same in Kafka's own words.</summary>
    public const string MetadataVersionName = "4.2-IV1";

    /// <summary>The oldest RaftLog format level this release can run.</summary>
    public const int FormatLevelMin = 1;

    /// <summary>The newest RaftLog format level this release can run. It gates which entry kinds, records and frames are written.</summary>
    public const int FormatLevelMax = 1;

    /// <summary>What this release supports, for ApiVersions; ordered by name.</summary>
    public static ImmutableArray<SupportedFeature> Supported { get; } =
        [new(MetadataVersion, MetadataVersionLevel, MetadataVersionLevel)];
}
