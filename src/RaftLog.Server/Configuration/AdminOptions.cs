using System.Net;

namespace RaftLog.Server.Configuration;

/// <summary>The <c>admin</c> section: the HTTP endpoint of metrics and health.</summary>
public sealed class AdminOptions
{
    /// <summary>The IP address to listen on, or <c>localhost</c>.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port, 0 to 65535; 0 picks a free one.</summary>
    public int Port { get; set; } = 9644;

    /// <summary>Accepts an address other than loopback although the endpoint has no authentication.</summary>
    public bool Insecure { get; set; }

    /// <summary>The end point to bind.</summary>
    /// <exception cref="FormatException">The address was not checked and is none.</exception>
    public IPEndPoint ToEndPoint() => new(HostAddress.ParseIp(Address), Port);
}
