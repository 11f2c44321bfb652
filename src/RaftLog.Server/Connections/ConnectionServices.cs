using Microsoft.Extensions.Logging;
using RaftLog.Net;
using RaftLog.Primitives;
using RaftLog.Server.Requests;

namespace RaftLog.Server.Connections;

/// <summary>What all client connections of one broker share.</summary>
internal sealed class ConnectionServices
{
    /// <summary>Shared parts of connections that are served by <paramref name="apis"/>.</summary>
    internal ConnectionServices(
        ConnectionOptions options, ApiTable apis, IRequestMetrics metrics, PayloadPool payloads, TimeProvider time, ILogger logger)
    {
        Options = options;
        Apis = apis;
        Metrics = metrics;
        Payloads = payloads;
        Time = time;
        Logger = logger;
        RequestMemory = new ByteBudget(options.RequestMemoryBytesMax);
        Limiter = new ConnectionLimiter(options.ConnectionsMax, options.ConnectionsPerIpMax);
        ProtocolWarnings = new LogRate(time, TimeSpan.FromSeconds(1));
        RefusalWarnings = new LogRate(time, TimeSpan.FromSeconds(1));
        Connections = new ConnectionRegistry(options, time, logger);
    }

    internal ConnectionOptions Options { get; }

    internal ApiTable Apis { get; }

    internal IRequestMetrics Metrics { get; }

    internal PayloadPool Payloads { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    /// <summary>Bytes of requests being read or worked on.</summary>
    internal ByteBudget RequestMemory { get; }

    internal ConnectionLimiter Limiter { get; }

    internal LogRate ProtocolWarnings { get; }

    internal LogRate RefusalWarnings { get; }

    /// <summary>The open connections.</summary>
    internal ConnectionRegistry Connections { get; }
}
