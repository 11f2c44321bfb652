using System.Collections;
using System.Diagnostics;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using RaftLog.Server;
using RaftLog.Server.Configuration;
using RaftLog.Server.Hosting;
using RaftLog.Server.Observability;

namespace RaftLog.Broker;

/// <summary>The life of the process: arguments, configuration, start, ready line, drain, exit code.</summary>
/// <param name="stdout">Carries the ready line, and what --help and --version print.</param>
/// <param name="stderr">Carries errors. Logs go to the process's own stderr.</param>
/// <param name="start">Starts the broker.</param>
/// <param name="time">The clock of the drain, of the logs and of the broker.</param>
internal sealed class BrokerProgram(TextWriter stdout, TextWriter stderr, StartBroker start, TimeProvider time)
{
    /// <summary>What the broker may take to finish requests. Together with <see cref="StopLimit"/> it keeps the promise of 15 s.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(13);

    /// <summary>Runs until <paramref name="stop"/> is cancelled or the broker fails.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(string[] arguments, CancellationToken stop)
    {
        var commandLine = BrokerCommandLine.Parse(arguments);
        if (commandLine.Problem is not null) return await RefuseAsync([commandLine.Problem], "see raftlog-broker --help");

        switch (commandLine.Verb)
        {
            case BrokerVerb.Help:
                await stdout.WriteLineAsync(BrokerCommandLine.Usage);
                return ExitCode.Stopped;
            case BrokerVerb.Version:
                await stdout.WriteLineAsync($"raftlog-broker {BuildIdentity.Version} ({BuildIdentity.Commit})");
                return ExitCode.Stopped;
            default:
                var configuration = BrokerConfiguration.Load(
                    commandLine.ConfigFile, ReadEnvironment(), commandLine.Settings, new TopicConfigRules());
                return configuration.IsValid
                    ? await RunBrokerAsync(configuration.Options, stop)
                    : await RefuseAsync(configuration.Errors.Select(e => e.ToString()), "reference: docs/configuration.md");
        }
    }

    private async Task<int> RunBrokerAsync(BrokerOptions options, CancellationToken stop)
    {
        using var loggers = BrokerLogging.CreateFactory(options.Logging, options.Node.Id, time);
        var logger = loggers.CreateLogger("RaftLog.Broker");
        Log.Starting(logger, BuildIdentity.Version, options.Node.DataDir, Environment.ProcessId);
        foreach (var warning in BrokerOptionsChecks.WarningsOf(options)) Log.ConfigurationWarning(logger, warning);
        var isFirstStart = IsFirstStart(options.Node);

        IRunningBroker broker;
        try
        {
            broker = await start(options, new BrokerDependencies { LoggerFactory = loggers, Time = time }, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
        catch (Exception e)
        {
            return await FailAsync(logger, "cannot start", e);
        }

        await AnnounceAsync(logger, options, broker, isFirstStart);
        return await WaitAsync(logger, broker, stop);
    }

    private async Task AnnounceAsync(ILogger logger, BrokerOptions options, IRunningBroker broker, bool isFirstStart)
    {
        var startup = time.GetUtcNow().UtcDateTime - Process.GetCurrentProcess().StartTime.ToUniversalTime();
        var kafka = ReadyLine.Reachable(broker.KafkaEndpoints.First());
        Log.Ready(logger, kafka, (int)startup.TotalMilliseconds);
        await stdout.WriteLineAsync(ReadyLine.Format(broker.KafkaEndpoints, broker.AdminEndpoint, options.Node.Id, startup));
        await stdout.FlushAsync();

        // Does nothing unless a service manager asked to be told.
        new SystemdNotifier().Notify(ServiceState.Ready);

        if (!isFirstStart) return;
        if (broker.AdminEndpoint is not null) Log.FirstStartUrls(logger, ReadyLine.AdminUrl(broker.AdminEndpoint));
        Log.FirstStartTryIt(logger, kafka);
    }

    private async Task<int> WaitAsync(ILogger logger, IRunningBroker broker, CancellationToken stop)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() => stopping.TrySetResult());
        if (await Task.WhenAny(broker.Completion, stopping.Task) == broker.Completion)
        {
            try
            {
                await broker.Completion;
                return ExitCode.Stopped;
            }
            catch (Exception e)
            {
                return await FailAsync(logger, "failed", e);
            }
        }

        new SystemdNotifier().Notify(ServiceState.Stopping);
        Log.Draining(logger, (int)Drain.TotalSeconds);
        try
        {
            await broker.StopAsync(Drain).WaitAsync(StopLimit, time, CancellationToken.None);
            Log.Stopped(logger);
        }
        catch (TimeoutException)
        {
            Log.DrainTimedOut(logger, (int)StopLimit.TotalSeconds);
        }
        catch (Exception e)
        {
            // Whoever asked gets the exit they asked for: what was acknowledged is on the disk whether or not the drain went well.
            Log.DrainFailed(logger, e);
        }

        return ExitCode.Stopped;
    }

    private async Task<int> FailAsync(ILogger logger, string what, Exception cause)
    {
        Log.FailureCause(logger, cause);
        await stderr.WriteLineAsync($"raftlog-broker: {what}: {cause.Message}");
        return ExitCode.Failed;
    }

    private async Task<int> RefuseAsync(IEnumerable<string> problems, string hint)
    {
        foreach (var problem in problems) await stderr.WriteLineAsync(problem);
        await stderr.WriteLineAsync(hint);
        return ExitCode.WrongUsage;
    }

    /// <summary>Looked at before the start, which fills the folder.</summary>
    private static bool IsFirstStart(NodeOptions node) =>
        node.IsInMemory || !Directory.Exists(node.DataDir) || !Directory.EnumerateFileSystemEntries(node.DataDir).Any();

    private static IEnumerable<KeyValuePair<string, string>> ReadEnvironment()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            yield return new KeyValuePair<string, string>((string)variable.Key, (string?)variable.Value ?? "");
        }
    }
}
