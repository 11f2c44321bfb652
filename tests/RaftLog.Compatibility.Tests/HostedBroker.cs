using System.Net;
using RaftLog.Server;
using RaftLog.Server.Configuration;

namespace RaftLog.Compatibility.Tests;

/// <summary>A broker in this process on ports it chose itself, with a data directory of its own that goes with it.</summary>
public sealed class HostedBroker : IAsyncLifetime
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("raftlog-compat-");
    private readonly Action<BrokerOptions> _configure;
    private BrokerServer? _server;
    private int _port;

    /// <summary>What a test class shares: all defaults.</summary>
    public HostedBroker()
        : this(_ => { })
    {
    }

    internal HostedBroker(Action<BrokerOptions> configure) => _configure = configure;

    internal string Bootstrap => Server.BootstrapServers;

    internal IPEndPoint Admin => Server.AdminEndpoint;

    private BrokerServer Server => _server ?? throw new InvalidOperationException("The broker is not started.");

    internal static async Task<HostedBroker> StartAsync(Action<BrokerOptions>? configure = null)
    {
        var broker = new HostedBroker(configure ?? (_ => { }));
        await broker.InitializeAsync();
        return broker;
    }

    public async ValueTask InitializeAsync()
    {
        var options = new BrokerOptions();
        options.Node.DataDir = Path.Combine(_work.FullName, "data");
        options.Listeners[0].Port = _port;
        options.Admin.Port = 0;
        _configure(options);
        _server = await BrokerServer.StartAsync(options);
        _port = _server.KafkaEndpoints[0].Port;
    }

    /// <summary>Stops the broker and starts another on the same port and data.</summary>
    internal async Task RestartAsync()
    {
        await Server.StopAsync(TimeSpan.FromSeconds(5));
        await InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _work.Delete(recursive: true);
    }
}
