using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RaftLog.Coordination.Metadata;
using RaftLog.Net;
using RaftLog.Server.Configuration;
using RaftLog.Server.Connections;
using RaftLog.Server.Fetching;
using RaftLog.Server.Handlers;
using RaftLog.Server.Observability;
using RaftLog.Server.Security;

namespace RaftLog.Server.Hosting;

/// <summary>
/// The broker's sockets: Kafka listeners and the admin endpoint, on one Kestrel. Bound before the broker is ready, because what is
/// advertised depends on the ports; connections made before <see cref="Open"/> wait for it.
/// </summary>
internal sealed class Endpoints : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConnectionServices _connections;
    private readonly TaskCompletionSource _isOpen;

    private Endpoints(
        WebApplication app,
        ConnectionServices connections,
        TaskCompletionSource isOpen,
        IReadOnlyList<IPEndPoint> kafka,
        IPEndPoint admin,
        ImmutableArray<BrokerEndpoint> advertised)
    {
        (_app, _connections, _isOpen) = (app, connections, isOpen);
        (Kafka, Admin, Advertised) = (kafka, admin, advertised);
    }

    internal IReadOnlyList<IPEndPoint> Kafka { get; }

    internal IPEndPoint Admin { get; }

    /// <summary>What clients are told.</summary>
    internal ImmutableArray<BrokerEndpoint> Advertised { get; }

    /// <exception cref="BrokerStartException">An address cannot be bound.</exception>
    internal static async Task<Endpoints> BindAsync(
        BrokerOptions options, BrokerNode node, BrokerMetrics metrics, IBrokerHealth health, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var isOpen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var connections = CreateConnections(options, node, metrics, loggers);
        var kafka = new List<ListenOptions>();
        ListenOptions? admin = null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "RaftLog" });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>>(new PinnedBlockMemoryPoolFactory());
        builder.WebHost.UseKestrelCore().UseSockets(SocketTransport.Tune).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var listener in options.Listeners)
            {
                kestrel.Listen(listener.ToEndPoint(), listen =>
                {
                    var handler = new KafkaListener(listener.Name, connections);
                    listen.Run(async connection =>
                    {
                        await isOpen.Task;
                        await handler.OnConnectedAsync(connection);
                    });
                    kafka.Add(listen);
                });
            }

            kestrel.Listen(options.Admin.ToEndPoint(), listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                admin = listen;
            });
        });
        var app = builder.Build();
        app.UseRouting();
        app.MapAdminEndpoints(metrics, health);
        await StartAsync(app, options, cancellationToken);
        var bound = kafka.Select(l => l.IPEndPoint!).ToList();
        var advertised = options.Listeners.Zip(bound, (listener, endpoint) =>
        {
            var (host, port) = listener.AdvertisedEndpoint(endpoint.Port);
            return new BrokerEndpoint(listener.Name, host, port, "PLAINTEXT");
        });
        return new Endpoints(app, connections, isOpen, bound, admin!.IPEndPoint!, [.. advertised]);
    }

    /// <summary>Lets clients in.</summary>
    internal void Open() => _isOpen.TrySetResult();

    /// <summary>Closes the listeners, lets requests in flight finish for at most <paramref name="drain"/>, then cuts off the rest.</summary>
    internal async Task DrainAsync(TimeSpan drain)
    {
        using var cutOff = new CancellationTokenSource(drain);
        var stopping = _app.StopAsync(cutOff.Token);
        await _connections.Connections.DrainAsync(cutOff.Token);
        await stopping;
        await DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isOpen.TrySetCanceled();
        await _app.DisposeAsync();
        _connections.Connections.Dispose();
    }

    private static ConnectionServices CreateConnections(BrokerOptions options, BrokerNode node, BrokerMetrics metrics, ILoggerFactory loggers)
    {
        var requests = new RequestMetricsAdapter(metrics);
        var time = TimeProvider.System;
        var services = new HandlerServices
        {
            Cluster = node.Metadata,
            Partitions = node.Partitions,
            Authorizer = new AllowAll(),
            Metrics = requests,
            Payloads = node.Payloads,
            Deadlines = node.Host.Deadlines,
            Blocking = node.Blocking,
            Quorum = node.Metadata,
            LogDirectories = node.Partitions,
            Time = time,
            Logger = loggers.CreateLogger("RaftLog.Server.Handlers"),
            Fetch = new FetchOptions(),
        };
        return new ConnectionServices(
            OptionsOf(options.Network), ServedApis.Build(services), requests, node.Payloads, time, loggers.CreateLogger("RaftLog.Server.Connections"));
    }

    private static ConnectionOptions OptionsOf(NetworkOptions network) => new()
    {
        RequestBytesMax = network.RequestBytesMax,
        RequestMemoryBytesMax = network.RequestMemoryMax,
        InFlightRequestsMax = network.InFlightRequestsPerConnectionMax,
        ConnectionsMax = network.ConnectionsMax,
        ConnectionsPerIpMax = network.ConnectionsPerIpMax,
        IdleTimeout = network.IdleTimeout,
    };

    private static async Task StartAsync(WebApplication app, BrokerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            var addresses = string.Join(", ", options.Listeners.Select(l => l.ToEndPoint()).Append(options.Admin.ToEndPoint()));
            throw new BrokerStartException(
                $"{e.Message} One of {addresses} is taken: stop the program that has it, or choose another port with listeners.N.port or admin.port.", e);
        }
    }
}
