using Prometheus;

namespace RaftLog.Server.Observability;

/// <summary>Appends and flushes.</summary>
public sealed class StorageMetrics
{
    private readonly Histogram _append;
    private readonly Histogram _fsync;
    private readonly Counter _fsyncs;

    internal StorageMetrics(MetricFactory factory)
    {
        var buckets = new HistogramConfiguration { Buckets = BrokerMetrics.DurationBuckets };
        _append = factory.CreateHistogram("raftlog_storage_append_duration_seconds", "Time of one write of log entries to the operating system.", buckets);
        _fsync = factory.CreateHistogram("raftlog_storage_fsync_duration_seconds",
            "Time of one flush of log files to the disk. Every acknowledged write waits for one: its p99 bounds yours.", buckets);
        _fsyncs = factory.CreateCounter("raftlog_storage_fsyncs_total", "Flushes of log files to the disk.");
    }

    /// <summary>Entries were handed to the operating system.</summary>
    public void Appended(double seconds) => _append.Observe(seconds);

    /// <summary>A file or filesystem was flushed.</summary>
    public void Fsync(double seconds)
    {
        _fsync.Observe(seconds);
        _fsyncs.Inc();
    }
}
