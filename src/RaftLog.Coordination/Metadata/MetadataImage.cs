using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using RaftLog.Primitives;

namespace RaftLog.Coordination.Metadata;

/// <summary>
/// The cluster's metadata at one index of the metadata log. Immutable and cheap to derive: a change copies the path to it and
/// shares the rest, so that a handler keeps one image for a whole request while the next is being made.
/// </summary>
/// <remarks>
/// Invariants, kept by the one place that makes images (the replay of records):
/// <list type="number">
/// <item><see cref="TopicsByName"/> and <see cref="TopicsById"/> hold the same topic objects.</item>
/// <item>An id is in at most one of <see cref="TopicsById"/> and <see cref="DeletedTopics"/>.</item>
/// <item>A topic has at least one partition and a partition at least one voter.</item>
/// <item><see cref="NextProducerId"/> never goes back.</item>
/// </list>
/// </remarks>
public sealed record MetadataImage
{
    /// <summary>No configs; compares names by ordinal.</summary>
    public static ImmutableSortedDictionary<string, string> NoConfigs { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Nothing: before the first record.</summary>
    public static MetadataImage Empty { get; } = new();

    private MetadataImage()
    {
    }

    /// <summary>The cluster's RaftLog format level: which entry kinds, records and frames may be written. 0 before it is formed.</summary>
    public int FormatLevel { get; internal init; }

    /// <summary>The finalized features by name, each at least 1.</summary>
    public ImmutableSortedDictionary<string, short> Features { get; internal init; } =
        ImmutableSortedDictionary.Create<string, short>(StringComparer.Ordinal);

    /// <summary>Rises with every finalized feature; what ApiVersions calls the finalized features' epoch. -1 when there are none.</summary>
    public long FeaturesEpoch { get; internal init; } = -1;

    /// <summary>The registered brokers by number.</summary>
    public ImmutableSortedDictionary<int, BrokerImage> Brokers { get; internal init; } = ImmutableSortedDictionary<int, BrokerImage>.Empty;

    /// <summary>All topics in ordinal order of their names.</summary>
    public ImmutableSortedDictionary<string, TopicImage> TopicsByName { get; internal init; } =
        ImmutableSortedDictionary.Create<string, TopicImage>(StringComparer.Ordinal);

    /// <summary>The same topics by id.</summary>
    public ImmutableDictionary<Guid, TopicImage> TopicsById { get; internal init; } = ImmutableDictionary<Guid, TopicImage>.Empty;

    /// <summary>Deleted topics that some registered broker has not applied yet.</summary>
    public ImmutableDictionary<Guid, DeletedTopicImage> DeletedTopics { get; internal init; } =
        ImmutableDictionary<Guid, DeletedTopicImage>.Empty;

    /// <summary>The configs set dynamically for one broker, by its number.</summary>
    public ImmutableSortedDictionary<int, ImmutableSortedDictionary<string, string>> BrokerConfigs { get; internal init; } =
        ImmutableSortedDictionary<int, ImmutableSortedDictionary<string, string>>.Empty;

    /// <summary>The configs set dynamically for all brokers.</summary>
    public ImmutableSortedDictionary<string, string> DefaultBrokerConfigs { get; internal init; } = NoConfigs;

    /// <summary>The first producer id that no broker has been given yet.</summary>
    public long NextProducerId { get; internal init; }

    /// <summary>The topics whose names contain a dot or an underscore, by the name with dots replaced.</summary>
    internal ImmutableDictionary<string, ImmutableSortedSet<string>> NamesByUnifiedName { get; init; } =
        ImmutableDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);

    /// <summary>Finds a topic by name.</summary>
    public bool TryGetTopic(string name, [NotNullWhen(true)] out TopicImage? topic) => TopicsByName.TryGetValue(name, out topic);

    /// <summary>Finds a topic by id.</summary>
    public bool TryGetTopic(Guid id, [NotNullWhen(true)] out TopicImage? topic) => TopicsById.TryGetValue(id, out topic);

    /// <summary>Finds a registered broker.</summary>
    public bool TryGetBroker(NodeId id, [NotNullWhen(true)] out BrokerImage? broker) => Brokers.TryGetValue(id.Value, out broker);

    /// <summary>
    /// A topic whose name differs from <paramref name="name"/> only by dots and underscores; null when there is none. Topics of
    /// exactly that name do not count.
    /// </summary>
    public string? FindCollision(string name) =>
        NamesByUnifiedName.TryGetValue(TopicNames.Unify(name), out var names) ? names.FirstOrDefault(other => other != name) : null;

    /// <summary>A config set dynamically for one broker, or null.</summary>
    public string? FindBrokerConfig(NodeId broker, string name) =>
        BrokerConfigs.TryGetValue(broker.Value, out var configs) ? configs.GetValueOrDefault(name) : null;
}
