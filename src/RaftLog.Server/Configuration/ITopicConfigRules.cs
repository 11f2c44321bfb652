namespace RaftLog.Server.Configuration;

/// <summary>What is known about Kafka's topic configs; judges the <c>topicDefaults</c> section.</summary>
public interface ITopicConfigRules
{
    /// <summary>Every name that may be set as a default: <c>retention.ms</c>, <c>num.partitions</c> and so on.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>What is wrong with <paramref name="value"/> for the known name <paramref name="name"/>; null when it is fine.</summary>
    string? ProblemWith(string name, string value);
}
