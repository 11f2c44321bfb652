using System.Globalization;
using System.Runtime.InteropServices;
using Prometheus;

namespace RaftLog.Server.Observability;

/// <summary>Which build this is and which broker of which cluster.</summary>
public sealed class IdentityMetrics
{
    private readonly Gauge _brokerInfo;

    internal IdentityMetrics(MetricFactory factory, CollectorRegistry registry, TimeProvider time)
    {
        factory.CreateGauge("raftlog_build_info", "Always 1; the labels tell which build of RaftLog runs on which .NET.", "version", "commit", "runtime")
            .WithLabels(BuildIdentity.Version, BuildIdentity.Commit, RuntimeInformation.FrameworkDescription)
            .Set(1);
        _brokerInfo = factory.CreateGauge("raftlog_broker_info", "Always 1; the labels tell which broker of which cluster this is.", "node_id", "cluster_id", "rack");

        var uptime = factory.CreateGauge("raftlog_uptime_seconds", "Seconds since this broker was created. It falls back to 0 when the broker restarts.");
        var created = time.GetTimestamp();
        registry.AddBeforeCollectCallback(() => uptime.Set(time.GetElapsedTime(created).TotalSeconds));
    }

    /// <summary>Says who this broker is, once its data directory told the cluster id.</summary>
    public void Joined(int nodeId, string clusterId, string? rack) =>
        _brokerInfo.WithLabels(nodeId.ToString(CultureInfo.InvariantCulture), clusterId, rack ?? "").Set(1);
}
