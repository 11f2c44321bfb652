using System.Collections.Immutable;
using System.Globalization;

namespace RaftLog.Coordination.Configs;

/// <summary>
/// One config by its Kafka name: type, default, bounds and where else its value may come from. Validates text and says what is
/// wrong with it in Kafka's words, which tools match on.
/// </summary>
public sealed class ConfigDefinition
{
    /// <summary>The name clients use, such as <c>retention.ms</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The value's type.</summary>
    public required ConfigType Type { get; init; }

    /// <summary>The value when nobody set one; null when there is none.</summary>
    public string? Default { get; init; }

    /// <summary>What it means, for DescribeConfigs and the console.</summary>
    public required string Documentation { get; init; }

    /// <summary>The smallest legal number (inclusive).</summary>
    public long? Minimum { get; init; }

    /// <summary>The largest legal number (inclusive).</summary>
    public long? Maximum { get; init; }

    /// <summary>The legal texts, or elements of a list; empty when any will do.</summary>
    public ImmutableArray<string> Allowed { get; init; } = [];

    /// <summary>Broker configs that state this one's default, most specific first; for topic configs, and brokers' own coarser units.</summary>
    public ImmutableArray<ConfigSynonym> Synonyms { get; init; } = [];

    /// <summary>True when AlterConfigs may set it at run time. Topic configs always are.</summary>
    public bool IsDynamic { get; init; }

    /// <summary>True when its value is never reported.</summary>
    public bool IsSensitive => Type == ConfigType.Password;

    /// <summary>A rule that type and bounds cannot express: returns what is wrong with the trimmed value, or null.</summary>
    internal Func<string, string?>? Rule { get; init; }

    /// <summary>Says what is wrong with <paramref name="value"/>, in Kafka's words; null when it is legal.</summary>
    public string? Check(string value)
    {
        var trimmed = value.Trim();
        return Type switch
        {
            ConfigType.Boolean => bool.TryParse(trimmed, out _)
                ? CheckRule(trimmed)
                : Wrong(value, "Expected value to be either true or false"),
            ConfigType.Int => CheckInteger(value, int.MinValue, int.MaxValue, "INT"),
            ConfigType.Short => CheckInteger(value, short.MinValue, short.MaxValue, "SHORT"),
            ConfigType.Long => CheckInteger(value, long.MinValue, long.MaxValue, "LONG"),
            ConfigType.Double => CheckDouble(value),
            ConfigType.List => CheckList(trimmed),
            _ => Allowed.IsEmpty || Allowed.Contains(trimmed, StringComparer.Ordinal)
                ? CheckRule(trimmed)
                : Wrong(trimmed, OneOf()),
        };
    }

    /// <summary>The elements of a list's text, trimmed; none for the empty text.</summary>
    public static ImmutableArray<string> Elements(string list)
    {
        var trimmed = list.Trim();
        return trimmed.Length == 0 ? [] : [.. trimmed.Split(',', StringSplitOptions.TrimEntries)];
    }

    private string? CheckInteger(string value, long typeMinimum, long typeMaximum, string typeName)
    {
        var trimmed = value.Trim();
        const NumberStyles Style = NumberStyles.AllowLeadingSign;
        if (!long.TryParse(trimmed, Style, CultureInfo.InvariantCulture, out var number)
            || number < typeMinimum || number > typeMaximum)
        {
            return Wrong(value, $"Not a number of type {typeName}");
        }

        if (number < Minimum) return Wrong(trimmed, $"Value must be at least {Minimum}");
        if (number > Maximum) return Wrong(trimmed, $"Value must be no more than {Maximum}");
        return CheckRule(trimmed);
    }

    private string? CheckDouble(string value)
    {
        var trimmed = value.Trim();
        if (!double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || double.IsNaN(number))
        {
            return Wrong(value, "Not a number of type DOUBLE");
        }

        var shown = number.ToString("0.0################", CultureInfo.InvariantCulture);
        if (number < Minimum) return Wrong(shown, $"Value must be at least {Minimum}");
        if (number > Maximum) return Wrong(shown, $"Value must be no more than {Maximum}");
        return CheckRule(trimmed);
    }

    private string? CheckList(string trimmed)
    {
        foreach (var element in Elements(trimmed))
        {
            if (element.Length == 0) return $"Configuration '{Name}' values must not be empty.";
            if (!Allowed.IsEmpty && !Allowed.Contains(element, StringComparer.Ordinal)) return Wrong(element, OneOf());
        }

        return CheckRule(trimmed);
    }

    private string? CheckRule(string trimmed)
    {
        var wrong = Rule?.Invoke(trimmed);
        return wrong is null ? null : Wrong(Type == ConfigType.List ? $"[{string.Join(", ", Elements(trimmed))}]" : trimmed, wrong);
    }

    private string OneOf() => $"String must be one of: {string.Join(", ", Allowed)}";

    private string Wrong(string value, string why) => $"Invalid value {value} for configuration {Name}: {why}";
}
