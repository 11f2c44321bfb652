using System.Collections.Immutable;
using System.Globalization;
using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Configs;

/// <summary>One config as DescribeConfigs and CreateTopics (v5+) report it.</summary>
public sealed record DescribedConfig
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its effective value; null when unset or sensitive.</summary>
    public required string? Value { get; init; }

    /// <summary>Where the value is from. An override equal to the default still is an override.</summary>
    public required ConfigSource Source { get; init; }

    /// <summary>True when AlterConfigs refuses it.</summary>
    public required bool IsReadOnly { get; init; }

    /// <summary>True when its value is withheld.</summary>
    public required bool IsSensitive { get; init; }

    /// <summary>Its type.</summary>
    public required ConfigType Type { get; init; }

    /// <summary>All values it has, most specific first; empty unless asked for.</summary>
    public ImmutableArray<ConfigCandidate> Synonyms { get; init; } = [];

    /// <summary>What it means; null unless asked for.</summary>
    public string? Documentation { get; init; }
}

/// <summary>The configs of one resource, or why there are none.</summary>
public sealed record ConfigDescription
{
    /// <summary>The resource asked for.</summary>
    public required ConfigResource Resource { get; init; }

    /// <summary><see cref="ErrorCode.None"/>, or why the resource cannot be described.</summary>
    public ErrorCode Error { get; init; }

    /// <summary>The reason in words; null without an error.</summary>
    public string? Message { get; init; }

    /// <summary>Its configs, ordered by name.</summary>
    public ImmutableArray<DescribedConfig> Configs { get; init; } = [];
}

/// <summary>Answers DescribeConfigs from an image. Pure; thread-safe.</summary>
public sealed class ConfigDescriber(ConfigLookup lookup)
{
    /// <summary>Describes a resource's configs.</summary>
    /// <param name="image">The committed metadata.</param>
    /// <param name="resource">The resource; kinds without configs here are described as empty, since UIs ask for them all.</param>
    /// <param name="names">The configs asked for; null or empty for all. Unknown names are left out, as in Kafka.</param>
    /// <param name="includeSynonyms">Whether each level's value is listed.</param>
    /// <param name="includeDocumentation">Whether the documentation is.</param>
    public ConfigDescription Describe(
        MetadataImage image,
        ConfigResource resource,
        IReadOnlyCollection<string>? names,
        bool includeSynonyms,
        bool includeDocumentation)
    {
        var wanted = names is null or { Count: 0 } ? null : new HashSet<string>(names, StringComparer.Ordinal);
        return resource.Type switch
        {
            ConfigResourceType.Topic => DescribeTopic(image, resource, wanted, includeSynonyms, includeDocumentation),
            ConfigResourceType.Broker => DescribeBroker(image, resource, wanted, includeSynonyms, includeDocumentation),
            ConfigResourceType.BrokerLogger or ConfigResourceType.ClientMetrics or ConfigResourceType.Group => new() { Resource = resource },
            _ => Failed(resource, ErrorCode.InvalidRequest, $"Unsupported resource type: {(sbyte)resource.Type}"),
        };
    }

    /// <summary>A topic's configs, for the answer to CreateTopics.</summary>
    public ImmutableArray<DescribedConfig> DescribeTopic(MetadataImage image, TopicImage topic) =>
        TopicEntries(image, topic, null, false, false);

    private ConfigDescription DescribeTopic(
        MetadataImage image, ConfigResource resource, HashSet<string>? wanted, bool synonyms, bool documentation)
    {
        if (TopicNames.Check(resource.Name) is { } wrong) return Failed(resource, ErrorCode.InvalidTopicException, wrong);
        if (!image.TryGetTopic(resource.Name, out var topic))
        {
            return Failed(resource, ErrorCode.UnknownTopicOrPartition, MetadataTexts.UnknownTopicOrPartition);
        }

        return new() { Resource = resource, Configs = TopicEntries(image, topic, wanted, synonyms, documentation) };
    }

    private ImmutableArray<DescribedConfig> TopicEntries(
        MetadataImage image, TopicImage topic, HashSet<string>? wanted, bool synonyms, bool documentation)
    {
        var entries = ImmutableArray.CreateBuilder<DescribedConfig>();
        foreach (var definition in TopicConfigs.Registry.Definitions)
        {
            if (wanted is not null && !wanted.Contains(definition.Name)) continue;
            var effective = lookup.TopicConfig(image, topic, definition);
            var candidates = synonyms ? lookup.TopicCandidates(image, topic, definition) : [];
            entries.Add(Entry(definition, effective, false, candidates, documentation));
        }

        return entries.ToImmutable();
    }

    private ConfigDescription DescribeBroker(
        MetadataImage image, ConfigResource resource, HashSet<string>? wanted, bool synonyms, bool documentation)
    {
        if (resource.Name.Length == 0) return DescribeDefaultBroker(image, resource, wanted, synonyms, documentation);
        if (!int.TryParse(resource.Name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
        {
            return Failed(resource, ErrorCode.InvalidRequest, $"Broker id must be an integer, but it is: {resource.Name}");
        }

        if (id != lookup.Broker.Value)
        {
            return Failed(
                resource,
                ErrorCode.InvalidRequest,
                $"Unexpected broker id, expected {lookup.Broker} or empty string, but received {resource.Name}");
        }

        var entries = ImmutableArray.CreateBuilder<DescribedConfig>();
        foreach (var definition in BrokerConfigs.Registry.Definitions)
        {
            if (wanted is not null && !wanted.Contains(definition.Name)) continue;
            var effective = lookup.BrokerConfig(image, definition);
            var candidates = synonyms ? lookup.BrokerCandidates(image, definition) : [];
            entries.Add(Entry(definition, effective, !definition.IsDynamic, candidates, documentation));
        }

        return new() { Resource = resource, Configs = entries.ToImmutable() };
    }

    /// <summary>The cluster default lists only what was set there, as Kafka does.</summary>
    private static ConfigDescription DescribeDefaultBroker(
        MetadataImage image, ConfigResource resource, HashSet<string>? wanted, bool synonyms, bool documentation)
    {
        var entries = ImmutableArray.CreateBuilder<DescribedConfig>();
        foreach (var (name, value) in image.DefaultBrokerConfigs)
        {
            if (wanted is not null && !wanted.Contains(name)) continue;
            if (!BrokerConfigs.Registry.TryFind(name, out var definition)) continue;
            var effective = new EffectiveConfig(value, ConfigSource.DynamicDefaultBroker);
            ImmutableArray<ConfigCandidate> candidates = synonyms ? [new(name, value, ConfigSource.DynamicDefaultBroker)] : [];
            entries.Add(Entry(definition, effective, false, candidates, documentation));
        }

        return new() { Resource = resource, Configs = entries.ToImmutable() };
    }

    private static DescribedConfig Entry(
        ConfigDefinition definition,
        EffectiveConfig effective,
        bool isReadOnly,
        ImmutableArray<ConfigCandidate> synonyms,
        bool documentation) => new()
        {
            Name = definition.Name,
            Value = definition.IsSensitive ? null : effective.Value,
            Source = effective.Source,
            IsReadOnly = isReadOnly,
            IsSensitive = definition.IsSensitive,
            Type = definition.Type,
            Synonyms = definition.IsSensitive ? [.. synonyms.Select(static synonym => synonym with { Value = null })] : synonyms,
            Documentation = documentation ? definition.Documentation : null,
        };

    private static ConfigDescription Failed(ConfigResource resource, ErrorCode error, string message) =>
        new() { Resource = resource, Error = error, Message = message };
}
