using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RaftLog.Server.Observability;

namespace RaftLog.Server.Tests.Observability;

public class RateLimitedLoggerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger _inner = new();

    [Fact]
    public void Repeated_warning_passes_once_per_interval_and_tells_how_many_did_not()
    {
        var logger = new RateLimitedLogger(_inner, _time, TimeSpan.FromSeconds(10));

        for (var i = 0; i < 5; i++) logger.LogWarning(new EventId(1), "disk {Path} is slow", "a");
        _time.Advance(TimeSpan.FromSeconds(10));
        logger.LogWarning(new EventId(1), "disk {Path} is slow", "a");
        _time.Advance(TimeSpan.FromSeconds(10));
        logger.LogWarning(new EventId(1), "disk {Path} is slow", "a");

        Assert.Equal(["disk a is slow", "disk a is slow (4 more like this were not logged)", "disk a is slow"], _inner.Messages);
        Assert.Contains(new("Suppressed", 4), _inner.States[1]);
        Assert.Contains(new("Path", "a"), _inner.States[1]);
    }

    [Fact]
    public void Each_event_has_an_interval_of_its_own_and_lines_below_warning_have_none()
    {
        var logger = new RateLimitedLogger(_inner, _time, TimeSpan.FromSeconds(10));

        logger.LogWarning(new EventId(1), "one");
        logger.LogWarning(new EventId(2), "two");
        logger.LogError(new EventId(1), "one again");
        logger.LogInformation(new EventId(1), "news");
        logger.LogInformation(new EventId(1), "news");

        Assert.Equal(["one", "two", "news", "news"], _inner.Messages);
    }

    private sealed class RecordingLogger : ILogger
    {
        public List<string> Messages { get; } = [];

        public List<IReadOnlyList<KeyValuePair<string, object?>>> States { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Messages.Add(formatter(state, exception));
            States.Add(state as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
        }
    }
}
