using System.Net;
using Microsoft.Extensions.Time.Testing;
using RaftLog.Server;
using RaftLog.Server.Configuration;

namespace RaftLog.Broker.Tests;

/// <summary>The life of the process around a broker that does as it is told.</summary>
public sealed class BrokerProgramTests : IDisposable
{
    private readonly StringWriter _stdout = new() { NewLine = "\n" };
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly CancellationTokenSource _stop = new();
    private readonly ScriptedBroker _broker = new();
    private readonly ObservedTime _time = new();
    private BrokerOptions? _started;

    public void Dispose()
    {
        _stdout.Dispose();
        _stderr.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Ready_line_appears_on_stdout_and_a_request_to_stop_drains_and_exits_0()
    {
        var run = RunAsync("--set", "node.id=7");
        await _broker.Announced;
        Assert.False(run.IsCompleted);

        await _stop.CancelAsync();

        Assert.Equal(0, await run);
        Assert.Matches(@"^RaftLog is ready: kafka=localhost:19092 admin=http://localhost:19644 node=7 version=\S+ startup=\d+\.\d\ds\n$", _stdout.ToString());
        Assert.Equal(TimeSpan.FromSeconds(10), _broker.DrainedFor);
        Assert.Empty(_stderr.ToString());
    }

    [Fact]
    public async Task Wrong_configuration_exits_2_and_starts_nothing()
    {
        Assert.Equal(2, await RunAsync("--set", "node.idd=3", "--set", "admin.port=x"));

        Assert.Null(_started);
        Assert.Empty(_stdout.ToString());
        Assert.Equal(
            "--set node.idd=3: unknown key; did you mean 'id'?\n--set admin.port=x: 'x' is not a whole number\nreference: docs/configuration.md\n",
            _stderr.ToString());
    }

    [Fact]
    public async Task Wrong_arguments_exit_2()
    {
        Assert.Equal(2, await RunAsync("--confg", "x"));

        Assert.Null(_started);
        Assert.Equal("unknown argument '--confg'; did you mean '--config'?\nsee raftlog-broker --help\n", _stderr.ToString());
    }

    [Fact]
    public async Task Failed_start_exits_1_with_one_message()
    {
        _broker.StartFailure = new IOException("port 9092 on 127.0.0.1 is already in use");

        Assert.Equal(1, await RunAsync());

        Assert.Empty(_stdout.ToString());
        Assert.Equal("raftlog-broker: cannot start: port 9092 on 127.0.0.1 is already in use\n", _stderr.ToString());
    }

    [Fact]
    public async Task Broker_that_fails_while_running_exits_1()
    {
        var run = RunAsync();
        await _broker.Announced;

        _broker.Fail(new InvalidOperationException("the disk is gone"));

        Assert.Equal(1, await run);
        Assert.Equal("raftlog-broker: failed: the disk is gone\n", _stderr.ToString());
    }

    [Fact]
    public async Task Stop_during_the_start_exits_0_without_a_ready_line()
    {
        await _stop.CancelAsync();

        Assert.Equal(0, await RunAsync());
        Assert.Empty(_stdout.ToString());
    }

    [Fact]
    public async Task Failed_drain_still_exits_0_because_acknowledged_data_is_on_the_disk()
    {
        _broker.StopFailure = new IOException("a connection would not close");
        var run = RunAsync();
        await _broker.Announced;

        await _stop.CancelAsync();

        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task Drain_that_never_ends_is_left_behind_within_15_seconds()
    {
        _broker.StopNeverEnds = true;
        var run = RunAsync();
        await _broker.Announced;
        await _stop.CancelAsync();
        await _time.TimerMade;

        _time.Advance(TimeSpan.FromSeconds(14));

        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task Help_and_version_go_to_stdout_and_exit_0()
    {
        Assert.Equal(0, await RunAsync("--help"));
        Assert.Equal(0, await RunAsync("--version"));

        Assert.Null(_started);
        Assert.Contains("Usage: raftlog-broker", _stdout.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"\nraftlog-broker \d+\.\d+\.\d+ \(\S+\)\n$", _stdout.ToString());
    }

    private Task<int> RunAsync(params string[] arguments) =>
        new BrokerProgram(_stdout, _stderr, StartAsync, _time).RunAsync([.. arguments, "--set", "logging.level=none", "--set", "node.dataDir=:memory:"], _stop.Token);

    private Task<IRunningBroker> StartAsync(BrokerOptions options, BrokerDependencies dependencies, CancellationToken cancellationToken)
    {
        _started = options;
        cancellationToken.ThrowIfCancellationRequested();
        return _broker.StartFailure is null ? Task.FromResult<IRunningBroker>(_broker) : Task.FromException<IRunningBroker>(_broker.StartFailure);
    }

    /// <summary>A clock that tells when somebody begins to wait on it. It starts now, because the start is measured against the process's.</summary>
    private sealed class ObservedTime() : FakeTimeProvider(System.GetUtcNow())
    {
        private readonly TaskCompletionSource _timerMade = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task TimerMade => _timerMade.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _timerMade.TrySetResult();
            return timer;
        }
    }

    private sealed class ScriptedBroker : IRunningBroker
    {
        private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? StartFailure { get; set; }

        public Exception? StopFailure { get; set; }

        public bool StopNeverEnds { get; set; }

        public TimeSpan DrainedFor { get; private set; }

        /// <summary>Ends when the program begins to wait for the broker's end, which it does after the ready line.</summary>
        public Task Announced => _announced.Task;

        public IEnumerable<EndPoint> KafkaEndpoints => [new IPEndPoint(IPAddress.Loopback, 19092)];

        public EndPoint AdminEndpoint => new IPEndPoint(IPAddress.Loopback, 19644);

        public Task Completion
        {
            get
            {
                _announced.TrySetResult();
                return _completion.Task;
            }
        }

        public void Fail(Exception cause) => _completion.SetException(cause);

        public Task StopAsync(TimeSpan drain)
        {
            DrainedFor = drain;
            if (StopNeverEnds) return new TaskCompletionSource().Task;
            if (StopFailure is not null) return Task.FromException(StopFailure);
            _completion.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
