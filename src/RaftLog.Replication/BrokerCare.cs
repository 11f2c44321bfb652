using Microsoft.Extensions.Logging;
using RaftLog.Replication.Groups;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Node;

namespace RaftLog.Replication;

/// <summary>
/// What a broker looks after from time to time: room on the disk, the clock, retention. One timer starts a round, which runs on an I/O
/// thread because it may block; a round that is still running is not overtaken.
/// </summary>
internal sealed class BrokerCare : IIoJob, IDisposable
{
    private readonly ReplicationHost _host;
    private readonly ReplicationEnvironment _environment;
    private readonly ReplicationServices _services;
    private readonly ILogger _logger;
    private readonly DiskSpaceMonitor _space;
    private readonly ClockGuard _clock;
    private readonly ITimer _timer;
    private long _lastRetention;
    private int _isRunning;

    internal BrokerCare(ReplicationHost host, ReplicationEnvironment environment, ReplicationServices services, ILogger logger)
    {
        (_host, _environment, _services, _logger) = (host, environment, services, logger);
        _space = new DiskSpaceMonitor(environment.Options.FreeDiskBytesMin);
        _clock = new ClockGuard(environment.Time, environment.Options.ClockDeviationMax);
        _lastRetention = environment.Time.GetTimestamp();
        var interval = environment.Options.CareInterval;
        _timer = environment.Time.CreateTimer(static care => ((BrokerCare)care!).StartRound(), this, interval, interval);
    }

    public void Dispose() => _timer.Dispose();

    /// <inheritdoc/>
    public void Run()
    {
        try
        {
            WatchSpace();
            WatchClock();
            _host.TickLogs(_environment.Time.GetUtcNow().ToUnixTimeMilliseconds());
            if (_environment.Time.GetElapsedTime(_lastRetention) < _environment.Options.RetentionInterval) return;
            _lastRetention = _environment.Time.GetTimestamp();
            _host.EnforceRetention();
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private void StartRound()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) != 0) return;
        if (!_environment.Io.TryRun(this)) Volatile.Write(ref _isRunning, 0);
    }

    private void WatchSpace()
    {
        DiskSpace space;
        try
        {
            space = _environment.Directory.Disk.GetSpace();
        }
        catch (DiskException)
        {
            // What is wrong with the disk shows where it is written to; not knowing the room is no reason to refuse anything.
            return;
        }

        _host.Space = space;
        if (_space.Observe(space))
        {
            _services.RefusesWrites = !_space.AcceptsProduces;
            if (_space.AcceptsProduces) Log.DiskReserveRestored(_logger, space.Free);
            else Log.DiskReserveReached(_logger, space.Free, _space.RefuseBelow(space.Total));
        }

        if (_space.AcceptsProduces) _host.RetryAfterDiskFull();
    }

    private void WatchClock()
    {
        var isTrusted = _clock.IsTrusted;
        if (isTrusted == _services.IsClockTrusted) return;
        _services.IsClockTrusted = isTrusted;
        if (isTrusted) Log.ClockAgrees(_logger);
        else Log.ClockDeviates(_logger, _clock.Deviation);
    }
}
