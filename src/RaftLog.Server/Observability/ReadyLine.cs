using System.Globalization;
using System.Net;

namespace RaftLog.Server.Observability;

/// <summary>The line on stdout that scripts and containers wait for. Its form is a contract.</summary>
public static class ReadyLine
{
    /// <summary><c>RaftLog is ready: kafka=localhost:9092 admin=http://localhost:9644 node=1 version=0.1.0 startup=0.41s</c></summary>
    /// <param name="kafka">Where the listeners are bound, in the order of the configuration; several are joined by commas.</param>
    /// <param name="admin">Where the admin endpoint is bound; null leaves <c>admin=</c> with <c>none</c>.</param>
    /// <param name="nodeId">The broker's <c>node.id</c>.</param>
    /// <param name="startup">Time from the start of the process.</param>
    public static string Format(IEnumerable<EndPoint> kafka, EndPoint? admin, int nodeId, TimeSpan startup)
    {
        var listeners = string.Join(',', kafka.Select(Reachable));
        var adminUrl = admin is null ? "none" : AdminUrl(admin);
        return string.Create(CultureInfo.InvariantCulture,
            $"RaftLog is ready: kafka={listeners} admin={adminUrl} node={nodeId} version={BuildIdentity.Version} startup={startup.TotalSeconds:0.00}s");
    }

    /// <summary>The URL of the admin endpoint bound at <paramref name="endPoint"/>.</summary>
    public static string AdminUrl(EndPoint endPoint) => "http://" + Reachable(endPoint);

    /// <summary><c>host:port</c> to connect to from this machine: loopback, and any address, are <c>localhost</c>.</summary>
    public static string Reachable(EndPoint endPoint) => endPoint switch
    {
        IPEndPoint ip when IsLocal(ip.Address) => string.Create(CultureInfo.InvariantCulture, $"localhost:{ip.Port}"),
        IPEndPoint ip => ip.ToString(),
        DnsEndPoint dns => string.Create(CultureInfo.InvariantCulture, $"{dns.Host}:{dns.Port}"),
        _ => endPoint.ToString() ?? "",
    };

    private static bool IsLocal(IPAddress address) =>
        IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
