namespace RaftLog.Server.Connections;

/// <summary>Lets one log line through per interval and counts the rest: what a stranger's bytes can cause must not fill a disk.</summary>
/// <param name="time">The clock.</param>
/// <param name="interval">The least time between two lines.</param>
internal sealed class LogRate(TimeProvider time, TimeSpan interval)
{
    private readonly Lock _lock = new();
    private long _lastTimestamp;
    private int _suppressed;
    private bool _hasLogged;

    /// <summary>True when a line may be written now; <paramref name="suppressed"/> is how many were not since the last.</summary>
    internal bool TryEnter(out int suppressed)
    {
        lock (_lock)
        {
            suppressed = _suppressed;
            var now = time.GetTimestamp();
            if (_hasLogged && time.GetElapsedTime(_lastTimestamp, now) < interval)
            {
                _suppressed++;
                return false;
            }

            _hasLogged = true;
            _lastTimestamp = now;
            _suppressed = 0;
            return true;
        }
    }
}
