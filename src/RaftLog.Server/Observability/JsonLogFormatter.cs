using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace RaftLog.Server.Observability;

/// <summary>One JSON object per line: <c>ts, level, event, id, logger, node, msg</c>, then the values of the message, then <c>exception</c>.</summary>
/// <param name="formatterName">The name the console provider finds it by.</param>
/// <param name="nodeId">The broker's <c>node.id</c>.</param>
/// <param name="time">The clock of <c>ts</c>, which is UTC.</param>
internal sealed class JsonLogFormatter(string formatterName, int nodeId, TimeProvider time) : ConsoleFormatter(formatterName)
{
    private const string TemplateKey = "{OriginalFormat}";

    private static readonly string[] OwnKeys = ["ts", "level", "event", "id", "logger", "node", "msg", "exception"];

    // Logs are read by machines and by people, not by browsers: quotes are escaped, 'ü' and '<' are not.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("ts", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level", LevelOf(logEntry.LogLevel));
            json.WriteString("event", logEntry.EventId.Name ?? logEntry.EventId.Id.ToString(CultureInfo.InvariantCulture));
            json.WriteNumber("id", logEntry.EventId.Id);
            json.WriteString("logger", logEntry.Category);
            json.WriteNumber("node", nodeId);
            json.WriteString("msg", logEntry.Formatter(logEntry.State, logEntry.Exception));
            WriteState(json, logEntry.State);
            if (logEntry.Exception is not null) json.WriteString("exception", logEntry.Exception.ToString());
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteState<TState>(Utf8JsonWriter json, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values) return;
        foreach (var (key, value) in values)
        {
            if (key == TemplateKey || key.Length == 0) continue;

            // A value that is called like one of our own keys must not write that key twice.
            var name = JsonNamingPolicy.CamelCase.ConvertName(key);
            json.WritePropertyName(OwnKeys.Contains(name) ? name + "_" : name);
            WriteValue(json, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case byte or sbyte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case IFormattable formattable:
                json.WriteStringValue(formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }

    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
