using Microsoft.Extensions.Logging;

namespace RaftLog.Server.Configuration;

/// <summary>The <c>logging</c> section. Logs go to stderr; stdout carries the ready line only.</summary>
public sealed class LoggingOptions
{
    /// <summary>The least important level that is written.</summary>
    public LogLevel Level { get; set; } = LogLevel.Information;

    /// <summary>How a line looks.</summary>
    public LogFormat Format { get; set; } = LogFormat.Auto;
}

/// <summary>How a log line looks.</summary>
public enum LogFormat
{
    /// <summary><see cref="Systemd"/> under systemd, <see cref="Text"/> on a terminal, <see cref="Json"/> otherwise.</summary>
    Auto,

    /// <summary>For people: <c>12:04:31.120 INF raft[3] became leader term=7</c>.</summary>
    Text,

    /// <summary>One JSON object per line.</summary>
    Json,

    /// <summary>As <see cref="Text"/>, with the priority prefix the journal reads instead of a time.</summary>
    Systemd,
}
