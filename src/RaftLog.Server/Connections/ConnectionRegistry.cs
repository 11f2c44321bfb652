using Microsoft.Extensions.Logging;

namespace RaftLog.Server.Connections;

/// <summary>
/// The open connections: looks at their timeouts, one timer for all, and lets them finish when the broker stops. The timer runs only
/// while there are connections.
/// </summary>
internal sealed class ConnectionRegistry : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<ClientConnection> _connections = [];
    private readonly ConnectionOptions _options;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private TaskCompletionSource? _empty;
    private bool _isDraining;

    internal ConnectionRegistry(ConnectionOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _timer = time.CreateTimer(
            static state => ((ConnectionRegistry)state!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Open connections.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _connections.Count;
        }
    }

    /// <summary>Adds a connection; false when the broker is stopping and the connection has to go.</summary>
    internal bool TryAdd(ClientConnection connection)
    {
        lock (_lock)
        {
            if (_isDraining) return false;
            _connections.Add(connection);
            if (_connections.Count == 1) _timer.Change(_options.SweepInterval, _options.SweepInterval);
            return true;
        }
    }

    /// <summary>Takes a connection out.</summary>
    internal void Remove(ClientConnection connection)
    {
        lock (_lock)
        {
            if (!_connections.Remove(connection) || _connections.Count > 0) return;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _empty?.TrySetResult();
        }
    }

    /// <summary>
    /// Stops reading from every connection, lets what is in flight finish, long polls at once, and closes. What is not done by then is
    /// cut off.
    /// </summary>
    /// <param name="cutOff">When the patience ends.</param>
    internal async Task DrainAsync(CancellationToken cutOff)
    {
        Task empty;
        lock (_lock)
        {
            _isDraining = true;
            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_connections.Count == 0) _empty.TrySetResult();
            empty = _empty.Task;
        }

        foreach (var connection in Snapshot()) connection.Drain();
        try
        {
            await empty.WaitAsync(cutOff);
        }
        catch (OperationCanceledException)
        {
            var rest = Snapshot();
            Log.DrainCutOff(_logger, rest.Length);
            foreach (var connection in rest) connection.Abort(ConnectionEnd.Drained);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        foreach (var connection in Snapshot()) connection.CheckTimeouts();
    }

    private ClientConnection[] Snapshot()
    {
        lock (_lock) return [.. _connections];
    }
}
