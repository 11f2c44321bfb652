using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace RaftLog.Coordination.Configs;

/// <summary>All configs of one kind of resource, by name. Immutable.</summary>
public sealed class ConfigRegistry
{
    private readonly FrozenDictionary<string, ConfigDefinition> _byName;
    private readonly FrozenDictionary<string, string> _nameByBrokerSynonym;

    internal ConfigRegistry(IEnumerable<ConfigDefinition> definitions)
    {
        Definitions = [.. definitions.OrderBy(static definition => definition.Name, StringComparer.Ordinal)];
        _byName = Definitions.ToFrozenDictionary(static definition => definition.Name, StringComparer.Ordinal);
        _nameByBrokerSynonym = Definitions
            .SelectMany(static definition => definition.Synonyms.Select(synonym => (synonym.BrokerName, definition.Name)))
            .Where(pair => !_byName.ContainsKey(pair.BrokerName))
            .ToFrozenDictionary(static pair => pair.BrokerName, static pair => pair.Name, StringComparer.Ordinal);
    }

    /// <summary>Every config, ordered by name (ordinal).</summary>
    public ImmutableArray<ConfigDefinition> Definitions { get; }

    /// <summary>The config of that name, or null.</summary>
    public ConfigDefinition? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Finds the config of that name; names are case-sensitive, as in Kafka.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out ConfigDefinition? definition) =>
        _byName.TryGetValue(name, out definition);

    /// <summary>
    /// The name somebody who wrote <paramref name="unknownName"/> most likely meant: the config that name is a broker synonym
    /// of, else the closest spelling; null when nothing is close.
    /// </summary>
    public string? Suggest(string unknownName)
    {
        if (_nameByBrokerSynonym.TryGetValue(unknownName, out var meant)) return meant;
        return Spelling.Closest(unknownName, Definitions.Select(static definition => definition.Name));
    }

    /// <summary><c> Did you mean X?</c> with a leading space, or nothing.</summary>
    internal string SuggestionFor(string unknownName) => Suggest(unknownName) is { } name ? $". Did you mean {name}?" : "";
}
