using Microsoft.Extensions.Logging;
using RaftLog.Server.Observability;
using RaftLog.Storage.Node;

namespace RaftLog.Server.Hosting;

/// <summary>What the flusher reports: durations to the metrics, broken promises to the log.</summary>
internal sealed class FlushObserver(BrokerMetrics metrics, ILogger logger) : IFlushObserver
{
    /// <inheritdoc/>
    public void OnFlushed(IFlushable flushable, TimeSpan duration, int waiting) => metrics.Storage.Fsync(duration.TotalSeconds);

    /// <inheritdoc/>
    public void OnEscapedException(IFlushable flushable, Exception exception) =>
        Log.EscapedException(logger, "flush", exception);
}
