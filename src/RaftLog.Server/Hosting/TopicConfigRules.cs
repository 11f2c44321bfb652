using RaftLog.Coordination.Configs;
using RaftLog.Server.Configuration;

namespace RaftLog.Server.Hosting;

/// <summary>What may stand under <c>topicDefaults</c>: the topic configs that have a broker-wide default, and the counts for new topics.</summary>
public sealed class TopicConfigRules : ITopicConfigRules
{
    private static readonly string[] Counts = ["num.partitions", "default.replication.factor"];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names { get; } =
        [.. TopicConfigs.Registry.Definitions.Where(d => !d.Synonyms.IsEmpty).Select(d => d.Name).Concat(Counts).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public string? ProblemWith(string name, string value)
    {
        _ = StaticConfigs.Create([new(name, value)], out var problems);
        return problems.IsEmpty ? null : problems[0].Problem;
    }
}
