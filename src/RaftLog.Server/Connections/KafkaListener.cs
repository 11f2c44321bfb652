using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace RaftLog.Server.Connections;

/// <summary>
/// What Kestrel hands accepted connections to: <c>listenOptions.Run(new KafkaListener(name, services).OnConnectedAsync)</c>. Refuses
/// what is over a limit, serves the rest until they end.
/// </summary>
/// <param name="name">The listener's name, as in <c>listeners</c>.</param>
/// <param name="services">What all connections share.</param>
internal sealed class KafkaListener(string name, ConnectionServices services) : ConnectionHandler
{
    private static readonly IPEndPoint Unknown = new(IPAddress.None, 0);

    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var address = connection.RemoteEndPoint as IPEndPoint ?? Unknown;
        if (services.Limiter.Enter(address.Address) is { } limit)
        {
            Refuse(connection, address, limit);
            return;
        }

        var client = new ClientIdentity(name, address);
        var served = new ClientConnection(connection, client, services);
        if (!services.Connections.TryAdd(served))
        {
            services.Limiter.Leave(address.Address);
            return;
        }

        services.Metrics.ConnectionOpened(name);
        Log.ConnectionOpened(services.Logger, client.Address, name);
        var end = ConnectionEnd.OwnFault;
        try
        {
            end = await ServeAsync(connection, served);
        }
        finally
        {
            // Room is made before anybody is told that there is some.
            services.Connections.Remove(served);
            services.Limiter.Leave(address.Address);
            services.Metrics.ConnectionClosed(name, end);
            if (client.Software is { } software) services.Metrics.SoftwareGone(software.Name, software.Version);
            Log.ConnectionClosed(services.Logger, client.Address, end);
        }
    }

    private static async Task<ConnectionEnd> ServeAsync(ConnectionContext transport, ClientConnection connection)
    {
        // Kestrel asks for this when the server stops.
        var lifetime = transport.Features.Get<IConnectionLifetimeNotificationFeature>();
        using var stopping = lifetime?.ConnectionClosedRequested.UnsafeRegister(
            static state => ((ClientConnection)state!).Drain(), connection);
        return await connection.RunAsync();
    }

    private void Refuse(ConnectionContext connection, IPEndPoint address, string limit)
    {
        services.Metrics.ConnectionRefused(name, limit);
        if (services.RefusalWarnings.TryEnter(out var suppressed))
            Log.ConnectionRefused(services.Logger, address, name, limit, suppressed);
        connection.Abort();
    }
}
