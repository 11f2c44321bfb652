namespace RaftLog.Coordination.Configs;

/// <summary>Short forms for the tables of <see cref="TopicConfigs"/> and <see cref="BrokerConfigs"/>.</summary>
internal static class Define
{
    public static ConfigDefinition Boolean(string name, bool @default, string documentation) => new()
    {
        Name = name,
        Type = ConfigType.Boolean,
        Default = @default ? "true" : "false",
        Documentation = documentation,
    };

    public static ConfigDefinition Int(
        string name, int? @default, string documentation, long? minimum = null, long? maximum = null) =>
        Number(ConfigType.Int, name, @default, documentation, minimum, maximum);

    public static ConfigDefinition Short(string name, short @default, string documentation, long? minimum = null) =>
        Number(ConfigType.Short, name, @default, documentation, minimum, null);

    public static ConfigDefinition Long(
        string name, long? @default, string documentation, long? minimum = null, long? maximum = null) =>
        Number(ConfigType.Long, name, @default, documentation, minimum, maximum);

    public static ConfigDefinition Text(string name, string? @default, string documentation, params string[] allowed) => new()
    {
        Name = name,
        Type = ConfigType.String,
        Default = @default,
        Documentation = documentation,
        Allowed = [.. allowed],
    };

    public static ConfigDefinition List(string name, string? @default, string documentation, params string[] allowed) => new()
    {
        Name = name,
        Type = ConfigType.List,
        Default = @default,
        Documentation = documentation,
        Allowed = [.. allowed],
    };

    /// <summary>The same config with its broker synonyms, most specific first.</summary>
    public static ConfigDefinition From(this ConfigDefinition definition, params ConfigSynonym[] synonyms) =>
        Copy(definition, definition.Name, [.. synonyms], definition.IsDynamic, definition.Rule, definition.Documentation);

    /// <summary>The same config with one broker synonym in the same unit.</summary>
    public static ConfigDefinition From(this ConfigDefinition definition, string synonym) => From(definition, new ConfigSynonym(synonym));

    /// <summary>The same config, alterable at run time.</summary>
    public static ConfigDefinition Dynamic(this ConfigDefinition definition) =>
        Copy(definition, definition.Name, definition.Synonyms, true, definition.Rule, definition.Documentation);

    /// <summary>The same config with a further rule: returns what is wrong with a trimmed value, or null.</summary>
    public static ConfigDefinition With(this ConfigDefinition definition, Func<string, string?> rule) =>
        Copy(definition, definition.Name, definition.Synonyms, definition.IsDynamic, rule, definition.Documentation);

    /// <summary>The broker config that states the default of a topic config: same type, bounds and rule under another name.</summary>
    public static ConfigDefinition BrokerDefaultOf(ConfigDefinition topicConfig, string brokerName) =>
        Copy(
            topicConfig,
            brokerName,
            [.. topicConfig.Synonyms.Where(synonym => synonym.BrokerName != brokerName)],
            true,
            topicConfig.Rule,
            $"The default of {topicConfig.Name} for topics that do not set it. {topicConfig.Documentation}");

    private static ConfigDefinition Number(
        ConfigType type, string name, long? @default, string documentation, long? minimum, long? maximum) => new()
        {
            Name = name,
            Type = type,
            Default = @default?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Documentation = documentation,
            Minimum = minimum,
            Maximum = maximum,
        };

    private static ConfigDefinition Copy(
        ConfigDefinition from,
        string name,
        System.Collections.Immutable.ImmutableArray<ConfigSynonym> synonyms,
        bool isDynamic,
        Func<string, string?>? rule,
        string documentation) => new()
        {
            Name = name,
            Type = from.Type,
            Default = from.Default,
            Documentation = documentation,
            Minimum = from.Minimum,
            Maximum = from.Maximum,
            Allowed = from.Allowed,
            Synonyms = synonyms,
            IsDynamic = isDynamic,
            Rule = rule,
        };
}
