using Prometheus;

namespace RaftLog.Server.Observability;

/// <summary>Elections and commits of all Raft groups of this broker.</summary>
public sealed class RaftMetrics
{
    private readonly Counter _leaderChanges;
    private readonly Counter.Child _won;
    private readonly Counter.Child _lost;
    private readonly Histogram _commitLatency;

    internal RaftMetrics(MetricFactory factory)
    {
        _leaderChanges = factory.CreateCounter("raftlog_raft_leader_changes_total",
            "Times a group on this broker got another leader. Steady growth means brokers or disks that stall.");
        var elections = factory.CreateCounter("raftlog_raft_elections_total", "Elections in which a replica of this broker was a candidate, by how they ended.", "result");
        _won = elections.WithLabels("won");
        _lost = elections.WithLabels("lost");
        _commitLatency = factory.CreateHistogram("raftlog_raft_commit_latency_seconds",
            "Time from an entry being proposed on this broker to its commit: what acks=all waits for.",
            new HistogramConfiguration { Buckets = BrokerMetrics.DurationBuckets });
    }

    /// <summary>A group learned of another leader than before.</summary>
    public void LeaderChanged() => _leaderChanges.Inc();

    /// <summary>An election ended in which a local replica was the candidate.</summary>
    public void ElectionEnded(bool isWon) => (isWon ? _won : _lost).Inc();

    /// <summary>An entry that was proposed here is committed.</summary>
    public void Committed(double seconds) => _commitLatency.Observe(seconds);
}
