namespace RaftLog.Storage.Log;

/// <summary>The options a log runs by, which a topic's altered configuration replaces as a whole. Read by any thread.</summary>
internal sealed class LiveOptions(LogOptions initial)
{
    private LogOptions _current = initial;

    internal LogOptions Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
