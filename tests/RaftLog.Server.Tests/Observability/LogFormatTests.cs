using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Time.Testing;
using RaftLog.Server.Observability;

namespace RaftLog.Server.Tests.Observability;

public class LogFormatTests
{
    private static readonly FakeTimeProvider Noon = new(new DateTimeOffset(2026, 1, 31, 12, 4, 31, 120, TimeSpan.Zero));

    [Fact]
    public void Text_line_has_time_level_area_node_and_message() =>
        Assert.Equal("12:04:31.120 INF raft[3] became leader term=7\n",
            Write(new TextLogFormatter("x", 3, Noon, forSystemd: false), LogLevel.Information, "became leader term={Term}", 7));

    [Fact]
    public void Line_for_the_journal_has_a_priority_and_no_time() =>
        Assert.Equal("<4>WRN raft[3] became leader term=7\n",
            Write(new TextLogFormatter("x", 3, Noon, forSystemd: true), LogLevel.Warning, "became leader term={Term}", 7));

    [Fact]
    public void Words_of_a_client_cannot_start_a_line_of_their_own()
    {
        var line = Write(new TextLogFormatter("x", 3, Noon, forSystemd: false), LogLevel.Information, "client {Id} left", "a\r\n12:00:00.000 ERR fake\u001b[2J");

        Assert.Equal("12:04:31.120 INF raft[3] client a\\r\\n12:00:00.000 ERR fake\\u001b[2J left\n", line);
    }

    [Fact]
    public void Exception_follows_its_line_indented()
    {
        var lines = Write(new TextLogFormatter("x", 3, Noon, forSystemd: true), LogLevel.Error, "failed", exception: new IOException("disk\ngone")).Split('\n');

        Assert.Equal(["<3>ERR raft[3] failed", "<3>    System.IO.IOException: disk", "<3>    gone", ""], lines);
    }

    [Fact]
    public void Json_line_is_one_object_with_the_values_of_the_message()
    {
        var text = Write(new JsonLogFormatter("x", 3, Noon), LogLevel.Warning, "slow {Path} took {Seconds} s, node {Node}, ok {Ok}", "a \"b\"\nc", 1.5, "n2", true);

        Assert.Equal(1, text.Count(c => c == '\n'));
        using var json = JsonDocument.Parse(text);
        Assert.Equal(
            ["ts=2026-01-31T12:04:31.120Z", "level=warn", "event=Something", "id=7", "logger=RaftLog.Raft.RaftNode", "node=3",
             "msg=slow a \"b\"\nc took 1.5 s, node n2, ok True", "path=a \"b\"\nc", "seconds=1.5", "node_=n2", "ok=True"],
            json.RootElement.EnumerateObject().Select(p => $"{p.Name}={p.Value}"));
    }

    [Fact]
    public void Json_line_carries_the_exception()
    {
        using var json = JsonDocument.Parse(Write(new JsonLogFormatter("x", 3, Noon), LogLevel.Error, "failed", exception: new IOException("disk gone")));

        Assert.Equal("System.IO.IOException: disk gone", json.RootElement.GetProperty("exception").GetString());
    }

    [Theory]
    [InlineData("RaftLog.Replication.RaftGroup", "replication")]
    [InlineData("RaftLog.Broker", "broker")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", "kestrel")]
    [InlineData("Custom", "custom")]
    public void Area_is_the_project_or_the_last_word(string category, string area) => Assert.Equal(area, LogArea.Of(category));

    /// <summary>Logs through a real logger, so that the state is what the logging library makes of a template.</summary>
    private static string Write(ConsoleFormatter formatter, LogLevel level, string template, params object?[] values) => Write(formatter, level, template, null, values);

    private static string Write(ConsoleFormatter formatter, LogLevel level, string template, Exception? exception, params object?[] values)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var logger = new FormattingLogger("RaftLog.Raft.RaftNode", formatter, writer);
#pragma warning disable CA2254 // The template is the test's own.
        logger.Log(level, new EventId(7, "Something"), exception, template, values);
#pragma warning restore CA2254
        return writer.ToString();
    }

    private sealed class FormattingLogger(string category, ConsoleFormatter formatter, TextWriter writer) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> toText) =>
            formatter.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, toText), null, writer);
    }
}
