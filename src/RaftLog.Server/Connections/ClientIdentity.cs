using System.Net;

namespace RaftLog.Server.Connections;

/// <summary>Who is at the other end of a connection, as far as handlers may know.</summary>
/// <param name="listener">The listener the connection came in by; what clients are told about brokers depends on it (KP-13).</param>
/// <param name="address">The remote address.</param>
internal sealed class ClientIdentity(string listener, IPEndPoint address)
{
    /// <summary>The principal of a connection that did not authenticate, in Kafka's form.</summary>
    internal const string Anonymous = "User:ANONYMOUS";

    /// <summary>The listener's name.</summary>
    internal string Listener => listener;

    /// <summary>The remote address.</summary>
    internal IPEndPoint Address => address;

    /// <summary>Kafka's form of the principal.</summary>
    internal string Principal { get; init; } = Anonymous;

    /// <summary>The client library by its own account (KIP-511); null until it has said so.</summary>
    internal (string Name, string Version)? Software { get; set; }
}
