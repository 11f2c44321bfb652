using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace RaftLog.Server.Observability;

/// <summary>Log lines for people: <c>12:04:31.120 INF raft[3] became leader term=7</c>; 3 is the node's id.</summary>
/// <param name="formatterName">The name the console provider finds it by.</param>
/// <param name="nodeId">The broker's <c>node.id</c>.</param>
/// <param name="time">The clock and time zone of the time of day.</param>
/// <param name="forSystemd">Starts a line with the journal's priority (<c>&lt;6&gt;</c>) and leaves the time to the journal.</param>
internal sealed class TextLogFormatter(string formatterName, int nodeId, TimeProvider time, bool forSystemd) : ConsoleFormatter(formatterName)
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var line = new StringBuilder(message.Length + 64);
        if (forSystemd) line.Append('<').Append(PriorityOf(logEntry.LogLevel)).Append('>');
        else line.Append(time.GetLocalNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)).Append(' ');

        line.Append(ShortNameOf(logEntry.LogLevel)).Append(' ')
            .Append(LogArea.Of(logEntry.Category)).Append('[').Append(nodeId).Append("] ");
        AppendOnOneLine(line, message);
        textWriter.WriteLine(line.ToString());
        if (logEntry.Exception is not null) WriteIndented(textWriter, logEntry.Exception, PrefixOf(logEntry.LogLevel));
    }

    /// <summary>Clients choose some of the words in a message; a line break among them must not start a line of its own.</summary>
    private static void AppendOnOneLine(StringBuilder line, string message)
    {
        foreach (var c in message)
        {
            switch (c)
            {
                case '\n':
                    line.Append("\\n");
                    break;
                case '\r':
                    line.Append("\\r");
                    break;
                case '\t':
                    line.Append('\t');
                    break;
                default:
                    if (char.IsControl(c)) line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    else line.Append(c);
                    break;
            }
        }
    }

    private static void WriteIndented(TextWriter writer, Exception exception, string prefix)
    {
        foreach (var line in exception.ToString().AsSpan().EnumerateLines())
        {
            writer.Write(prefix);
            writer.Write("    ");
            writer.WriteLine(line);
        }
    }

    private string PrefixOf(LogLevel level) => forSystemd ? $"<{PriorityOf(level)}>" : "";

    private static string ShortNameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRC",
        LogLevel.Debug => "DBG",
        LogLevel.Information => "INF",
        LogLevel.Warning => "WRN",
        LogLevel.Error => "ERR",
        _ => "CRT",
    };

    /// <summary>The priorities of syslog: 2 critical, 3 error, 4 warning, 6 informational, 7 debug.</summary>
    private static int PriorityOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => 7,
        LogLevel.Information => 6,
        LogLevel.Warning => 4,
        LogLevel.Error => 3,
        _ => 2,
    };
}
