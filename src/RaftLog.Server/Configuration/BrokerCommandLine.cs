namespace RaftLog.Server.Configuration;

/// <summary>The arguments of the broker executable: <c>[--config FILE] [--set key=value]... [--help] [--version]</c>.</summary>
/// <param name="Verb">What is asked for.</param>
/// <param name="ConfigFile">The file named by <c>--config</c>; null when there is none.</param>
/// <param name="Settings">The <c>key=value</c> texts of <c>--set</c>, in order.</param>
/// <param name="Problem">What is wrong with the arguments; null when nothing is.</param>
public sealed record BrokerCommandLine(BrokerVerb Verb, string? ConfigFile, IReadOnlyList<string> Settings, string? Problem)
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        RaftLog broker: a Kafka-compatible log broker.

        Usage: raftlog-broker [--config FILE] [--set key=value]...

          --config FILE      read FILE; without it ./broker.yaml when present, otherwise the defaults
          --set key=value    set one key over the file and the environment, such as
                             --set listeners.0.port=19092 --set topicDefaults.retention.ms=7d
          --version          print the version
          --help             print this text

        Environment: RAFTLOG__LISTENERS__0__PORT=19092 sets listeners.0.port.
        Exit codes: 0 stopped when asked to, 1 could not start or failed, 2 wrong arguments or configuration.
        All keys: docs/configuration.md
        """;

    private static readonly string[] Names = ["--config", "--set", "--help", "--version"];

    /// <summary>Reads arguments; never throws.</summary>
    public static BrokerCommandLine Parse(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        string? configFile = null;
        var settings = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = SplitAtEquals(arguments[i]);
            switch (name)
            {
                case "--help" or "-h" or "-?" when value is null:
                    return new BrokerCommandLine(BrokerVerb.Help, null, [], null);
                case "--version" when value is null:
                    return new BrokerCommandLine(BrokerVerb.Version, null, [], null);
                case "--config" or "--set":
                    value ??= ++i < arguments.Count ? arguments[i] : null;
                    if (string.IsNullOrEmpty(value)) return Wrong(name == "--config" ? "--config needs a file" : "--set needs key=value");
                    if (name == "--set") settings.Add(value);
                    else if (configFile is null) configFile = value;
                    else return Wrong("--config is given twice");
                    break;
                default:
                    return Wrong($"unknown argument '{arguments[i]}'" + (Suggestion.For(name, Names) is { } near ? $"; did you mean '{near}'?" : ""));
            }
        }

        return new BrokerCommandLine(BrokerVerb.Run, configFile, settings, null);
    }

    private static (string Name, string? Value) SplitAtEquals(string argument)
    {
        var equals = argument.IndexOf('=');
        return equals < 0 || !argument.StartsWith("--", StringComparison.Ordinal) ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    private static BrokerCommandLine Wrong(string problem) => new(BrokerVerb.Run, null, [], problem);
}

/// <summary>What the arguments ask for.</summary>
public enum BrokerVerb
{
    /// <summary>Run the broker.</summary>
    Run,

    /// <summary>Print the usage.</summary>
    Help,

    /// <summary>Print the version.</summary>
    Version,
}
