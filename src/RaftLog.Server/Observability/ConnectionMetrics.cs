using Prometheus;

namespace RaftLog.Server.Observability;

/// <summary>Client connections.</summary>
public sealed class ConnectionMetrics
{
    /// <summary>Clients choose these names: beyond this many pairs they are counted together.</summary>
    private const int SoftwarePairsMax = 64;

    private readonly Gauge _open;
    private readonly Counter _opened;
    private readonly Counter _refused;
    private readonly Counter _aborted;
    private readonly Gauge _software;
    private readonly Dictionary<(string Name, string Version), int> _softwareCounts = [];
    private readonly Lock _softwareGuard = new();

    internal ConnectionMetrics(MetricFactory factory)
    {
        _open = factory.CreateGauge("raftlog_kafka_connections", "Client connections that are open, by listener.", "listener");
        _opened = factory.CreateCounter("raftlog_kafka_connections_opened_total",
            "Client connections accepted, by listener. A high rate means clients that connect for every request.", "listener");
        _refused = factory.CreateCounter("raftlog_kafka_connections_refused_total",
            "Client connections closed at once because of a limit: connectionsMax or connectionsPerIpMax.", "listener", "limit");
        _aborted = factory.CreateCounter("raftlog_kafka_connections_aborted_total",
            "Client connections closed by the broker for a cause: protocol (bytes that are not Kafka's), idle, drain.", "listener", "cause");
        _software = factory.CreateGauge("raftlog_kafka_client_software",
            "Open connections by the client library that says to be behind them (KIP-511); libraries beyond 64 count as 'other'.", "name", "version");
    }

    /// <summary>A connection was accepted on a listener.</summary>
    public void Opened(string listener)
    {
        _opened.WithLabels(listener).Inc();
        _open.WithLabels(listener).Inc();
    }

    /// <summary>A connection that was <see cref="Opened"/> is gone.</summary>
    public void Closed(string listener) => _open.WithLabels(listener).Dec();

    /// <summary>A connection was turned away; it is not counted as opened.</summary>
    /// <param name="listener">The listener's name.</param>
    /// <param name="limit">The option that set the limit: <c>connectionsMax</c> or <c>connectionsPerIpMax</c>.</param>
    public void Refused(string listener, string limit) => _refused.WithLabels(listener, limit).Inc();

    /// <summary>The broker closed an open connection; <see cref="Closed"/> is reported as well.</summary>
    /// <param name="listener">The listener's name.</param>
    /// <param name="cause"><c>protocol</c>, <c>idle</c> or <c>drain</c>.</param>
    public void Aborted(string listener, string cause) => _aborted.WithLabels(listener, cause).Inc();

    /// <summary>A connection told its client library. Call <see cref="SoftwareGone"/> with the same words when it closes.</summary>
    /// <param name="name">The library's name, checked against KIP-511's pattern by the caller.</param>
    /// <param name="version">Its version, checked likewise.</param>
    public void SoftwareSeen(string name, string version) => CountSoftware((name, version), 1);

    /// <summary>A connection for which <see cref="SoftwareSeen"/> was called is gone.</summary>
    public void SoftwareGone(string name, string version) => CountSoftware((name, version), -1);

    private void CountSoftware((string Name, string Version) pair, int change)
    {
        lock (_softwareGuard)
        {
            // A pair keeps its place, at 0 too: otherwise one counted as 'other' could be taken off a place of its own.
            if (!_softwareCounts.ContainsKey(pair) && _softwareCounts.Count >= SoftwarePairsMax) pair = ("other", "other");
            var count = _softwareCounts.GetValueOrDefault(pair) + change;
            _softwareCounts[pair] = count;
            _software.WithLabels(pair.Name, pair.Version).Set(count);
        }
    }
}
