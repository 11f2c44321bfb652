using RaftLog.Protocol;
using RaftLog.Server.Observability;

namespace RaftLog.Server.Hosting;

/// <summary>Kafka's names of APIs and errors for labels.</summary>
internal static class Names
{
    internal static MetricNames ForMetrics() => new(
        MessageTable.All.ToDictionary(m => (short)m.Api, m => m.Api.ToString()), static code => ((ErrorCode)code).ProtocolName());
}
