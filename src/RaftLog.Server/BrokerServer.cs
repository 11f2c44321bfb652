using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RaftLog.Server.Configuration;
using RaftLog.Server.Hosting;
using RaftLog.Server.Observability;

namespace RaftLog.Server;

/// <summary>
/// A running broker: storage, Raft groups, listeners. The executable and tests host it the same way; several fit in one process, nothing
/// of it is static.
/// </summary>
public sealed class BrokerServer : IAsyncDisposable
{
    private readonly BrokerNode _node;
    private readonly Endpoints _endpoints;
    private readonly BrokerHealth _health;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isStopping;

    private BrokerServer(BrokerNode node, Endpoints endpoints, BrokerHealth health, ILogger logger) =>
        (_node, _endpoints, _health, _logger) = (node, endpoints, health, logger);

    /// <summary>Where the Kafka listeners are bound, in the order of the options.</summary>
    public IReadOnlyList<IPEndPoint> KafkaEndpoints => _endpoints.Kafka;

    /// <summary>Where the admin endpoint is bound.</summary>
    public IPEndPoint AdminEndpoint => _endpoints.Admin;

    /// <summary>Host and port of the first listener, for a client's <c>bootstrap.servers</c>.</summary>
    public string BootstrapServers => KafkaEndpoints[0].ToString();

    /// <summary>Ends when the broker has stopped.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Starts a broker; completes once Kafka clients can be served.</summary>
    /// <exception cref="BrokerStartException">It cannot start; the message says why and what to do.</exception>
    public static async Task<BrokerServer> StartAsync(
        BrokerOptions options, BrokerDependencies? dependencies = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = BrokerOptionsChecks.Of(options, new TopicConfigRules());
        if (errors.Count > 0) throw new BrokerStartException(string.Join('\n', errors));

        var loggers = dependencies?.LoggerFactory ?? NullLoggerFactory.Instance;
        var time = dependencies?.Time ?? TimeProvider.System;
        var logger = loggers.CreateLogger("RaftLog.Server");
        var metrics = new BrokerMetrics(options.Metrics, Names.ForMetrics(), time);
        var health = new BrokerHealth();
        var node = StartError.Explain(() => BrokerNode.Open(options, metrics, health, time, loggers));
        try
        {
            var endpoints = await Endpoints.BindAsync(options, node, metrics, health, loggers, cancellationToken);
            try
            {
                await node.JoinAsync(endpoints.Advertised, cancellationToken);
                endpoints.Open();
                health.State = BrokerState.Ready;
                return new BrokerServer(node, endpoints, health, logger);
            }
            catch
            {
                await endpoints.DisposeAsync();
                throw;
            }
        }
        catch
        {
            node.Abandon();
            throw;
        }
    }

    /// <summary>Stops accepting, finishes what is in flight for at most <paramref name="drain"/>, flushes and closes every log.</summary>
    public async Task StopAsync(TimeSpan drain)
    {
        if (Interlocked.Exchange(ref _isStopping, 1) != 0)
        {
            await Completion;
            return;
        }

        try
        {
            _health.State = BrokerState.Draining;
            await _endpoints.DrainAsync(drain);
            await _node.CloseAsync();
            Hosting.Log.Stopped(_logger);
            _completion.TrySetResult();
        }
        catch (Exception e)
        {
            _completion.TrySetException(e);
            throw;
        }

    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(TimeSpan.FromSeconds(5));
}
