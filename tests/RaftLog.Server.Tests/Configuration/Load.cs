using RaftLog.Server.Configuration;

namespace RaftLog.Server.Tests.Configuration;

/// <summary>Short ways to read configuration without files and without the test's own environment.</summary>
internal static class Load
{
    public static BrokerConfiguration Yaml(string yaml) => All(yaml, []);

    public static BrokerConfiguration Set(params string[] settings) => All("", [], settings);

    public static BrokerConfiguration All(
        string yaml, Dictionary<string, string> environment, string[]? settings = null, ITopicConfigRules? rules = null) =>
        BrokerConfiguration.Parse("broker.yaml", yaml, environment, settings ?? [], rules);

    public static string[] Lines(this BrokerConfiguration configuration) => [.. configuration.Errors.Select(e => e.ToString())];
}
