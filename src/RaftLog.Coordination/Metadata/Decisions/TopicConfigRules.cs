using System.Collections.Immutable;
using System.Globalization;
using RaftLog.Coordination.Configs;

namespace RaftLog.Coordination.Metadata.Decisions;

/// <summary>What a topic's configs must fulfil together. Texts are Kafka's where it has the rule.</summary>
internal static class TopicConfigRules
{
    /// <summary>The longest value that is stored, in bytes of UTF-8; Kafka's bound.</summary>
    public const int ValueBytesMax = short.MaxValue;

    /// <summary>Says what is wrong with the overrides of one topic; null when nothing is.</summary>
    public static string? Check(ImmutableSortedDictionary<string, string> configs, bool isInternal)
    {
        foreach (var (name, value) in configs)
        {
            if (!TopicConfigs.Registry.TryFind(name, out var definition))
            {
                return $"Unknown topic config name: {name}{TopicConfigs.Registry.SuggestionFor(name)}";
            }

            if (CheckLength(value) is { } tooLong) return tooLong;
            if (definition.Check(value) is { } wrong) return wrong;
        }

        var lagMin = Number(configs, TopicConfigs.MinCompactionLagMs);
        var lagMax = Number(configs, TopicConfigs.MaxCompactionLagMs);
        if (lagMin > lagMax)
        {
            return $"conflict topic config setting {TopicConfigs.MinCompactionLagMs} ({lagMin}) > {TopicConfigs.MaxCompactionLagMs} ({lagMax})";
        }

        if (isInternal && configs.TryGetValue(TopicConfigs.RaftLogDurability, out var durability)
            && durability.Trim() != TopicConfigs.QuorumFsync)
        {
            return $"Invalid value {durability} for configuration {TopicConfigs.RaftLogDurability}:"
                + $" internal topics are always {TopicConfigs.QuorumFsync}";
        }

        return null;
    }

    /// <summary>Kafka's bound on a value's length.</summary>
    public static string? CheckLength(string value) => System.Text.Encoding.UTF8.GetByteCount(value) > ValueBytesMax
        ? $"The configuration value cannot be added because it exceeds the maximum value size of {ValueBytesMax} bytes."
        : null;

    private static long Number(ImmutableSortedDictionary<string, string> configs, string name) =>
        long.Parse(configs.GetValueOrDefault(name) ?? TopicConfigs.Registry.Find(name)!.Default!, CultureInfo.InvariantCulture);
}
