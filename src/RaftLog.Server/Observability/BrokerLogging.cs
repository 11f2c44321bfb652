using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using RaftLog.Server.Configuration;

namespace RaftLog.Server.Observability;

/// <summary>Makes the logger factory of the broker executable. A host that embeds a broker brings its own.</summary>
public static class BrokerLogging
{
    private const string FormatterName = "raftlog";

    /// <summary>A factory that writes to stderr from a thread of its own, in the format the options ask for.</summary>
    /// <param name="options">The <c>logging</c> section.</param>
    /// <param name="nodeId">The broker's <c>node.id</c>, which every line carries.</param>
    /// <param name="time">The clock of the lines.</param>
    /// <returns>The factory. Disposing it writes what is still queued.</returns>
    public static ILoggerFactory CreateFactory(LoggingOptions options, int nodeId, TimeProvider time)
    {
        var consoleOptions = new ConsoleLoggerOptions { FormatterName = FormatterName, LogToStandardErrorThreshold = LogLevel.Trace };
        var provider = new ConsoleLoggerProvider(new Fixed<ConsoleLoggerOptions>(consoleOptions), [CreateFormatter(options.Format, nodeId, time)]);
        var filter = new LoggerFilterOptions { MinLevel = options.Level };

        // ASP.NET Core tells every request at info; below a warning that is only wanted when looking for something.
        if (options.Level is LogLevel.Information) filter.Rules.Add(new LoggerFilterRule(null, "Microsoft.*", LogLevel.Warning, null));
        return new LoggerFactory([provider], filter);
    }

    /// <summary>What <see cref="LogFormat.Auto"/> stands for in this process; any other format is itself.</summary>
    public static LogFormat Resolve(LogFormat format)
    {
        if (format != LogFormat.Auto) return format;
        if (SystemdHelpers.IsSystemdService()) return LogFormat.Systemd;
        return Console.IsErrorRedirected ? LogFormat.Json : LogFormat.Text;
    }

    private static ConsoleFormatter CreateFormatter(LogFormat format, int nodeId, TimeProvider time)
    {
        var resolved = Resolve(format);
        return resolved == LogFormat.Json
            ? new JsonLogFormatter(FormatterName, nodeId, time)
            : new TextLogFormatter(FormatterName, nodeId, time, forSystemd: resolved == LogFormat.Systemd);
    }

    /// <summary>Options that never change.</summary>
    private sealed class Fixed<T>(T value) : IOptionsMonitor<T>
    {
        public T CurrentValue => value;

        public T Get(string? name) => value;

        public IDisposable? OnChange(Action<T, string?> listener) => null;
    }
}
