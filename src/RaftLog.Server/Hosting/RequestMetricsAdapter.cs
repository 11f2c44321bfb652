using RaftLog.Protocol;
using RaftLog.Server.Connections;
using RaftLog.Server.Observability;

namespace RaftLog.Server.Hosting;

/// <summary>What connections and handlers report, as the broker's metrics.</summary>
internal sealed class RequestMetricsAdapter(BrokerMetrics metrics) : IRequestMetrics
{
    /// <inheritdoc/>
    public void ConnectionOpened(string listener) => metrics.Connections.Opened(listener);

    /// <inheritdoc/>
    public void ConnectionRefused(string listener, string limit) => metrics.Connections.Refused(listener, limit);

    /// <inheritdoc/>
    public void ConnectionClosed(string listener, ConnectionEnd end)
    {
        metrics.Connections.Closed(listener);
        if (end is ConnectionEnd.ByClient or ConnectionEnd.Drained) return;
        metrics.Connections.Aborted(listener, end switch
        {
            ConnectionEnd.Protocol => "protocol",
            ConnectionEnd.Idle => "idle",
            ConnectionEnd.RequestFailed => "request_failed",
            _ => "internal",
        });
    }

    /// <inheritdoc/>
    public void SoftwareSeen(string name, string version) => metrics.Connections.SoftwareSeen(name, version);

    /// <inheritdoc/>
    public void SoftwareGone(string name, string version) => metrics.Connections.SoftwareGone(name, version);

    /// <inheritdoc/>
    public void RequestAnswered(ApiKey api, ErrorCode error, TimeSpan sinceReceived) =>
        metrics.Requests.Completed((short)api, (short)error, sinceReceived.TotalSeconds);

    /// <inheritdoc/>
    public void Received(string topic, long bytes, int records) => metrics.Topics.Of(topic).Received(bytes, records);

    /// <inheritdoc/>
    public void Sent(string topic, long bytes) => metrics.Topics.Of(topic).Sent(bytes);
}
