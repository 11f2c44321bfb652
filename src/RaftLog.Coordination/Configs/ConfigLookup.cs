using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;

namespace RaftLog.Coordination.Configs;

/// <summary>A value and where it is from; DescribeConfigs lists them as synonyms.</summary>
/// <param name="Name">The config that states it; for a topic config's default, a broker config.</param>
/// <param name="Value">The text as it was set, in the unit of <paramref name="Name"/>.</param>
/// <param name="Source">Which level of configuration it is from.</param>
public readonly record struct ConfigCandidate(string Name, string? Value, ConfigSource Source);

/// <summary>A config's effective value, in its own unit, and where it is from.</summary>
public readonly record struct EffectiveConfig(string? Value, ConfigSource Source);

/// <summary>
/// Resolves configs as one broker sees them: topic override, dynamic for this broker, dynamic for all brokers, static, default.
/// Thread-safe; it holds no state but a cache of typed views.
/// </summary>
/// <param name="broker">The broker whose dynamic and static configs count.</param>
/// <param name="statics">Its own configuration.</param>
public sealed class ConfigLookup(NodeId broker, StaticConfigs statics)
{
    private readonly ConditionalWeakTable<TopicImage, CachedTopicSettings> _topicSettings = [];

    /// <summary>The broker whose view this is.</summary>
    public NodeId Broker => broker;

    /// <summary>The typed configs of a topic. Resolved once per topic image and set of broker configs.</summary>
    public TopicSettings TopicSettings(MetadataImage image, TopicImage topic)
    {
        if (_topicSettings.TryGetValue(topic, out var cached) && cached.IsOf(image)) return cached.Settings;
        var settings = Configs.TopicSettings.Resolve(name => TopicConfig(image, topic, TopicConfigs.Registry.Find(name)!).Value!, topic.IsInternal);
        _topicSettings.AddOrUpdate(topic, new CachedTopicSettings(settings, image.BrokerConfigs, image.DefaultBrokerConfigs));
        return settings;
    }

    /// <summary>The typed broker configs.</summary>
    public BrokerSettings BrokerSettings(MetadataImage image) =>
        Configs.BrokerSettings.Resolve(name => BrokerConfig(image, BrokerConfigs.Registry.Find(name)!).Value!);

    /// <summary>The effective value of a topic's config; of a topic that has no overrides when <paramref name="topic"/> is null.</summary>
    public EffectiveConfig TopicConfig(MetadataImage image, TopicImage? topic, ConfigDefinition definition)
    {
        if (topic is not null && topic.Configs.TryGetValue(definition.Name, out var set))
        {
            return new(set.Trim(), ConfigSource.TopicOverride);
        }

        foreach (var synonym in definition.Synonyms.AsSpan())
        {
            if (Set(image, synonym.BrokerName) is { } found) return new(Scale(found.Value, synonym.Multiplier), found.Source);
        }

        return new(definition.Default, ConfigSource.Default);
    }

    /// <summary>The effective value of a broker config, coarser units of it included.</summary>
    public EffectiveConfig BrokerConfig(MetadataImage image, ConfigDefinition definition)
    {
        if (Set(image, definition.Name) is { } own) return new(own.Value, own.Source);
        foreach (var synonym in definition.Synonyms.AsSpan())
        {
            if (Set(image, synonym.BrokerName) is { } found) return new(Scale(found.Value, synonym.Multiplier), found.Source);
        }

        return new(definition.Default, ConfigSource.Default);
    }

    /// <summary>All values a topic's config has, most specific first; the first is the effective one.</summary>
    public ImmutableArray<ConfigCandidate> TopicCandidates(MetadataImage image, TopicImage? topic, ConfigDefinition definition)
    {
        var candidates = ImmutableArray.CreateBuilder<ConfigCandidate>();
        if (topic is not null && topic.Configs.TryGetValue(definition.Name, out var set))
        {
            candidates.Add(new(definition.Name, set, ConfigSource.TopicOverride));
        }

        AddBrokerCandidates(candidates, image, definition.Synonyms.Select(static synonym => synonym.BrokerName));
        var defaultName = definition.Synonyms.IsEmpty ? definition.Name : definition.Synonyms[0].BrokerName;
        if (definition.Default is not null) candidates.Add(new(defaultName, definition.Default, ConfigSource.Default));
        return candidates.ToImmutable();
    }

    /// <summary>All values a broker config has, most specific first.</summary>
    public ImmutableArray<ConfigCandidate> BrokerCandidates(MetadataImage image, ConfigDefinition definition)
    {
        var candidates = ImmutableArray.CreateBuilder<ConfigCandidate>();
        AddBrokerCandidates(candidates, image, definition.Synonyms.Select(static synonym => synonym.BrokerName).Prepend(definition.Name));
        if (definition.Default is not null) candidates.Add(new(definition.Name, definition.Default, ConfigSource.Default));
        return candidates.ToImmutable();
    }

    private static string Scale(string value, long multiplier)
    {
        if (multiplier == 1) return value;
        var scaled = (Int128)long.Parse(value, CultureInfo.InvariantCulture) * multiplier;
        // A negative coarse value means "no limit", as does its precise counterpart's -1.
        if (scaled < 0) return "-1";
        return scaled > long.MaxValue ? long.MaxValue.ToString(CultureInfo.InvariantCulture) : scaled.ToString(CultureInfo.InvariantCulture);
    }

    private void AddBrokerCandidates(
        ImmutableArray<ConfigCandidate>.Builder candidates, MetadataImage image, IEnumerable<string> names)
    {
        var list = names.ToArray();
        foreach (var name in list)
        {
            if (image.FindBrokerConfig(broker, name) is { } own) candidates.Add(new(name, own, ConfigSource.DynamicBroker));
        }

        foreach (var name in list)
        {
            if (image.DefaultBrokerConfigs.TryGetValue(name, out var all)) candidates.Add(new(name, all, ConfigSource.DynamicDefaultBroker));
        }

        foreach (var name in list)
        {
            if (statics.Find(name) is { } value) candidates.Add(new(name, value, ConfigSource.StaticBroker));
        }
    }

    private (string Value, ConfigSource Source)? Set(MetadataImage image, string brokerName)
    {
        if (image.FindBrokerConfig(broker, brokerName) is { } own) return (own.Trim(), ConfigSource.DynamicBroker);
        if (image.DefaultBrokerConfigs.TryGetValue(brokerName, out var all)) return (all.Trim(), ConfigSource.DynamicDefaultBroker);
        return statics.Find(brokerName) is { } value ? (value, ConfigSource.StaticBroker) : null;
    }

    private sealed record CachedTopicSettings(
        TopicSettings Settings,
        ImmutableSortedDictionary<int, ImmutableSortedDictionary<string, string>> BrokerConfigs,
        ImmutableSortedDictionary<string, string> DefaultBrokerConfigs)
    {
        public bool IsOf(MetadataImage image) =>
            ReferenceEquals(BrokerConfigs, image.BrokerConfigs) && ReferenceEquals(DefaultBrokerConfigs, image.DefaultBrokerConfigs);
    }
}
