using System.Net;

namespace RaftLog.Server.Connections;

/// <summary>Counts open connections, in all and by IP address. Thread-safe.</summary>
/// <param name="connectionsMax">Bound on all.</param>
/// <param name="connectionsPerIpMax">Bound on one address; null for none.</param>
internal sealed class ConnectionLimiter(int connectionsMax, int? connectionsPerIpMax)
{
    internal const string TotalLimit = "connectionsMax";
    internal const string PerIpLimit = "connectionsPerIpMax";

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private int _open;

    /// <summary>Open connections.</summary>
    internal int Open
    {
        get
        {
            lock (_lock) return _open;
        }
    }

    /// <summary>Counts a connection; returns the name of the limit that forbids it, or null when it may stay.</summary>
    internal string? Enter(IPAddress address)
    {
        var key = Normalise(address);
        lock (_lock)
        {
            if (_open >= connectionsMax) return TotalLimit;
            var here = _byAddress.GetValueOrDefault(key);
            if (here >= connectionsPerIpMax) return PerIpLimit;
            _byAddress[key] = here + 1;
            _open++;
            return null;
        }
    }

    /// <summary>Undoes an <see cref="Enter"/> that returned null.</summary>
    internal void Leave(IPAddress address)
    {
        var key = Normalise(address);
        lock (_lock)
        {
            _open--;
            if (_byAddress[key] == 1) _byAddress.Remove(key);
            else _byAddress[key]--;
        }
    }

    /// <summary>One client is one address, whether the socket speaks IPv4 or IPv6 to it.</summary>
    private static IPAddress Normalise(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
