namespace RaftLog.Storage.Node;

/// <summary>Learns what the <see cref="Flusher"/> does, for metrics and logs. Called on flusher threads; must not block or throw.</summary>
public interface IFlushObserver
{
    /// <summary>A flush ended.</summary>
    /// <param name="flushable">What was flushed.</param>
    /// <param name="duration">How long it took, without the wait before it.</param>
    /// <param name="waiting">How many others were due at that moment.</param>
    void OnFlushed(IFlushable flushable, TimeSpan duration, int waiting);

    /// <summary>A flush threw, which it must not; the thread lives on and the flushable is not flushed again unless scheduled.</summary>
    void OnEscapedException(IFlushable flushable, Exception exception);
}
