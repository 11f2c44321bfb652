using System.Collections;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RaftLog.Server.Observability;

/// <summary>Lets a warning or error through once per interval for each event id and counts the ones it holds back.</summary>
/// <remarks>
/// The next one that passes says how many were held back, in its text and as the value <c>Suppressed</c>. Lines below
/// Warning pass untouched. Any thread may log. Event ids are few and fixed, so what is kept is too.
/// </remarks>
/// <param name="inner">Where lines go.</param>
/// <param name="time">The clock of the interval.</param>
/// <param name="interval">The least time between two lines of one event id.</param>
public sealed class RateLimitedLogger(ILogger inner, TimeProvider time, TimeSpan interval) : ILogger
{
    private readonly ConcurrentDictionary<int, EventWindow> _windows = [];

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (logLevel < LogLevel.Warning || !inner.IsEnabled(logLevel))
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
            return;
        }

        var window = _windows.GetOrAdd(eventId.Id, static _ => new EventWindow());
        if (!window.TryPass(time, interval, out var suppressed)) return;
        if (suppressed == 0)
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
            return;
        }

        var values = new WithSuppressed(state as IReadOnlyList<KeyValuePair<string, object?>> ?? [], suppressed, formatter(state, exception));
        inner.Log(logLevel, eventId, values, exception, static (v, _) => v.ToString());
    }

    /// <summary>One event id: when it last passed and how many did not since.</summary>
    private sealed class EventWindow
    {
        private readonly Lock _guard = new();
        private long? _lastPassed;
        private int _suppressed;

        public bool TryPass(TimeProvider time, TimeSpan interval, out int suppressed)
        {
            lock (_guard)
            {
                var now = time.GetTimestamp();
                var isDue = _lastPassed is not { } last || time.GetElapsedTime(last, now) >= interval;
                suppressed = _suppressed;
                _suppressed = isDue ? 0 : _suppressed + 1;
                if (isDue) _lastPassed = now;
                return isDue;
            }
        }
    }

    /// <summary>The values of a line with the count of those held back before it.</summary>
    private sealed class WithSuppressed(IReadOnlyList<KeyValuePair<string, object?>> values, int suppressed, string message)
        : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => values.Count + 1;

        public KeyValuePair<string, object?> this[int index] => index == 0 ? new("Suppressed", suppressed) : values[index - 1];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            for (var i = 0; i < Count; i++) yield return this[i];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => $"{message} ({suppressed} more like this were not logged)";
    }
}
