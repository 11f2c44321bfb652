using System.Collections.Frozen;
using System.Collections.Immutable;

namespace RaftLog.Coordination.Configs;

/// <summary>What is wrong with one statically given config.</summary>
/// <param name="Name">The key as it was given.</param>
/// <param name="Problem">What is wrong with it, with a suggestion where there is one.</param>
public readonly record struct ConfigProblem(string Name, string Problem);

/// <summary>
/// What one broker's own configuration says (broker.yaml with its <c>topicDefaults</c>, environment, command line), by broker
/// config name. Immutable.
/// </summary>
public sealed class StaticConfigs
{
    private readonly FrozenDictionary<string, string> _values;

    private StaticConfigs(Dictionary<string, string> values) => _values = values.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Nothing is set.</summary>
    public static StaticConfigs Empty { get; } = new([]);

    /// <summary>
    /// Takes broker config names (<c>log.retention.ms</c>) and topic config names (<c>retention.ms</c>, meaning the default of
    /// topics); a name given twice, or under both of its names, is a problem. Bad entries are left out and named.
    /// </summary>
    public static StaticConfigs Create(
        IEnumerable<KeyValuePair<string, string>> given, out ImmutableArray<ConfigProblem> problems)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = ImmutableArray.CreateBuilder<ConfigProblem>();
        foreach (var (name, value) in given)
        {
            if (BrokerNameOf(name) is not { } definition)
            {
                found.Add(new(name, $"Unknown config name: {name}{Suggestion(name)}"));
            }
            else if ((BrokerConfigs.Registry.Find(name) ?? TopicConfigs.Registry.Find(name)!).Check(value) is { } wrong)
            {
                found.Add(new(name, wrong));
            }
            else if (!values.TryAdd(definition.Name, value.Trim()))
            {
                found.Add(new(name, $"{name} is given twice (as {definition.Name})"));
            }
        }

        problems = found.ToImmutable();
        return new StaticConfigs(values);
    }

    /// <summary>The value set for a broker config, or null.</summary>
    public string? Find(string brokerConfigName) => _values.GetValueOrDefault(brokerConfigName);

    private static ConfigDefinition? BrokerNameOf(string name)
    {
        if (BrokerConfigs.Registry.TryFind(name, out var definition)) return definition;
        if (!TopicConfigs.Registry.TryFind(name, out var topic) || topic.Synonyms.IsEmpty) return null;
        return BrokerConfigs.Registry.Find(topic.Synonyms[0].BrokerName);
    }

    private static string Suggestion(string name)
    {
        var known = TopicConfigs.Registry.Definitions.Where(static definition => !definition.Synonyms.IsEmpty)
            .Concat(BrokerConfigs.Registry.Definitions).Select(static definition => definition.Name);
        return Spelling.Closest(name, known) is { } meant ? $". Did you mean {meant}?" : "";
    }
}
