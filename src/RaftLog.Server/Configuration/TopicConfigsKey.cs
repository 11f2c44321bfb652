using System.Globalization;

namespace RaftLog.Server.Configuration;

/// <summary><c>topicDefaults</c>: Kafka's config names with their values.</summary>
/// <remarks>Names and values are judged by <see cref="ITopicConfigRules"/>; here units are turned into the plain numbers Kafka has.</remarks>
internal sealed class TopicConfigsKey(string name, string doc, ITopicConfigRules? rules) : ConfigKey<BrokerOptions>(name, doc)
{
    public override KeyShape Shape => KeyShape.TopicConfigs;

    public override void Bind(BrokerOptions owner, RawNode node, string path, ConfigErrors errors)
    {
        if (node.Kind == RawKind.Null) return;
        if (node.Kind != RawKind.Mapping)
        {
            errors.Add(node.Origin, path, $"expected a section of keys, found {node.Kind.InWords()}");
            return;
        }

        foreach (var (config, child) in node.Children)
        {
            var childPath = Join(path, config);
            errors.Remember(childPath, child.Origin);
            switch (child.Kind)
            {
                case RawKind.Null:
                    owner.TopicDefaults.Remove(config);
                    break;
                case RawKind.Scalar:
                    BindConfig(owner, config, child, childPath, errors);
                    break;
                default:
                    errors.Add(child.Origin, childPath, $"expected a value, found {child.Kind.InWords()}; write the name with its dots, as Kafka does");
                    break;
            }
        }
    }

    public override void Check(BrokerOptions owner, string path, ConfigErrors errors)
    {
        foreach (var (config, value) in owner.TopicDefaults)
        {
            if (ProblemWith(config, value) is { } problem) errors.Add(Join(path, config), problem);
        }
    }

    public override void Describe(BrokerOptions owner, string path, Action<KeyDescription> visit) =>
        visit(new KeyDescription(path, Shape, "", "", Doc, ""));

    private void BindConfig(BrokerOptions owner, string config, RawNode child, string path, ConfigErrors errors)
    {
        var value = WithoutUnit(config, child.Text);
        if (ProblemWith(config, value) is { } problem) errors.Add(child.Origin, path, problem);
        else owner.TopicDefaults[config] = value;
    }

    private string? ProblemWith(string config, string value)
    {
        if (rules is null) return null;
        return rules.Names.Contains(config) ? rules.ProblemWith(config, value) : "unknown topic config" + Meant(config);
    }

    private string Meant(string config) =>
        Suggestion.For(config, rules?.Names ?? []) is { } near ? $"; did you mean '{near}'?" : "";

    /// <summary>Kafka knows plain numbers only; a size or duration with a unit becomes one. Anything else stays as written.</summary>
    private static string WithoutUnit(string config, string text)
    {
        if (config.EndsWith(".ms", StringComparison.Ordinal) && Units.TryParseMilliseconds(text, out var milliseconds))
        {
            return milliseconds.ToString(CultureInfo.InvariantCulture);
        }

        return config.EndsWith(".bytes", StringComparison.Ordinal) && Units.TryParseSize(text, out var bytes)
            ? bytes.ToString(CultureInfo.InvariantCulture)
            : text;
    }
}
