using System.Net;
using RaftLog.Server;
using RaftLog.Server.Configuration;

namespace RaftLog.Broker;

/// <summary>What the executable needs of a broker that has started.</summary>
internal interface IRunningBroker
{
    IEnumerable<EndPoint> KafkaEndpoints { get; }

    EndPoint? AdminEndpoint { get; }

    /// <summary>Ends when the broker ends; faulted when it failed.</summary>
    Task Completion { get; }

    Task StopAsync(TimeSpan drain);
}

/// <summary>Starts a broker; the task ends once Kafka clients can be served.</summary>
internal delegate Task<IRunningBroker> StartBroker(BrokerOptions options, BrokerDependencies dependencies, CancellationToken cancellationToken);

/// <summary>The real thing.</summary>
internal sealed class RunningServer(BrokerServer server) : IRunningBroker
{
    public IEnumerable<EndPoint> KafkaEndpoints => server.KafkaEndpoints;

    public EndPoint? AdminEndpoint => server.AdminEndpoint;

    public Task Completion => server.Completion;

    public static async Task<IRunningBroker> StartAsync(BrokerOptions options, BrokerDependencies dependencies, CancellationToken cancellationToken) =>
        new RunningServer(await BrokerServer.StartAsync(options, dependencies, cancellationToken));

    public Task StopAsync(TimeSpan drain) => server.StopAsync(drain);
}
