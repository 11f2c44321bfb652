using System.Security;

namespace RaftLog.Server.Configuration;

/// <summary>The result of reading all sources: the options, or everything that is wrong with them.</summary>
/// <param name="Options">The options; whatever is wrong has its default, so do not start them when there are errors.</param>
/// <param name="Errors">All errors in reading order: the file by position, then the environment, then the command line.</param>
public sealed record BrokerConfiguration(BrokerOptions Options, IReadOnlyList<ConfigError> Errors)
{
    /// <summary>The file that is read from the working directory when none is named.</summary>
    public const string DefaultFileName = "broker.yaml";

    /// <summary>True when the options can be started.</summary>
    public bool IsValid => Errors.Count == 0;

    /// <summary>Reads the file, the environment and the settings, each over the one before.</summary>
    /// <param name="configFile">The file to read; null for <see cref="DefaultFileName"/> when it exists in the working directory.</param>
    /// <param name="environment">Variables; those that start with <c>RAFTLOG__</c> count.</param>
    /// <param name="settings"><c>key=value</c> from the command line.</param>
    /// <param name="rules">Judges <c>topicDefaults</c>; null accepts all names and values.</param>
    /// <remarks>Reads that one file and touches nothing else. A file that cannot be read is an error in the result.</remarks>
    public static BrokerConfiguration Load(
        string? configFile,
        IEnumerable<KeyValuePair<string, string>> environment,
        IEnumerable<string> settings,
        ITopicConfigRules? rules = null)
    {
        if (configFile is null && !File.Exists(DefaultFileName)) return Parse(DefaultFileName, "", environment, settings, rules);

        var fileName = configFile ?? DefaultFileName;
        try
        {
            return Parse(fileName, File.ReadAllText(fileName), environment, settings, rules);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException or ArgumentException)
        {
            var missing = e is FileNotFoundException or DirectoryNotFoundException;
            var error = new ConfigError(fileName, "", missing ? "no such file" : "cannot be read: " + e.Message);
            return new BrokerConfiguration(new BrokerOptions(), [error, .. Parse(fileName, "", environment, settings, rules).Errors]);
        }
    }

    /// <summary>As <see cref="Load"/>, with the file's text at hand.</summary>
    /// <param name="fileName">How errors call the file.</param>
    /// <param name="yaml">The file's text.</param>
    /// <param name="environment">As for <see cref="Load"/>.</param>
    /// <param name="settings">As for <see cref="Load"/>.</param>
    /// <param name="rules">As for <see cref="Load"/>.</param>
    public static BrokerConfiguration Parse(
        string fileName,
        string yaml,
        IEnumerable<KeyValuePair<string, string>> environment,
        IEnumerable<string> settings,
        ITopicConfigRules? rules = null)
    {
        var errors = new ConfigErrors();
        var keys = BrokerKeys.Root(rules);
        var tree = YamlReader.Read(fileName, yaml, errors);
        var overrides = new Overrides(keys, tree, errors);
        overrides.ApplyEnvironment(environment);
        overrides.ApplySettings(settings);

        var options = new BrokerOptions();
        ConfigKey<BrokerOptions>.BindAll(keys, options, tree, "", errors);
        BrokerOptionsChecks.AddCrossErrors(options, errors);
        return new BrokerConfiguration(options, errors.InReadingOrder());
    }
}
