using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace RaftLog.Chaos;

/// <summary>A broker in a process of its own, started from the published or built executable, on ports that it chose itself once.</summary>
internal sealed partial class BrokerProcess : IDisposable
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly TaskCompletionSource<Match> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _log = [];

    private BrokerProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("The broker ended before it was ready."));
    }

    /// <summary>host:port for Kafka clients.</summary>
    internal string Bootstrap => $"127.0.0.1:{KafkaPort}";

    internal int KafkaPort { get; private set; }

    /// <summary>From the start of the process to the ready line.</summary>
    internal TimeSpan Startup { get; private set; }

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    internal int ExitCode => _process.ExitCode;

    /// <summary>What the broker wrote, newest last.</summary>
    internal string LogTail
    {
        get
        {
            lock (_log) return string.Join('\n', _log.TakeLast(40));
        }
    }

    /// <summary>Starts a broker and waits for its ready line.</summary>
    /// <param name="executable">The broker: <c>raftlog-broker</c>, or a command line that ends in it (strace before it, for one).</param>
    /// <param name="dataDir">Its data directory.</param>
    /// <param name="kafkaPort">0 to let it choose.</param>
    /// <param name="settings">More <c>--set</c> values.</param>
    internal static async Task<BrokerProcess> StartAsync(
        IReadOnlyList<string> executable, string dataDir, int kafkaPort, params string[] settings)
    {
        var start = new ProcessStartInfo(executable[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in executable.Skip(1)) start.ArgumentList.Add(argument);
        string[] own =
        [
            $"node.dataDir={dataDir}", string.Create(CultureInfo.InvariantCulture, $"listeners.0.port={kafkaPort}"), "admin.port=0",
        ];
        foreach (var setting in own.Concat(settings))
        {
            start.ArgumentList.Add("--set");
            start.ArgumentList.Add(setting);
        }

        var broker = new BrokerProcess(start);
        var clock = Stopwatch.StartNew();
        broker._process.Start();
        broker._process.BeginOutputReadLine();
        broker._process.BeginErrorReadLine();
        try
        {
            var ready = await broker._ready.Task.WaitAsync(TimeSpan.FromSeconds(60));
            broker.Startup = clock.Elapsed;
            broker.KafkaPort = int.Parse(ready.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            return broker;
        }
        catch (Exception e)
        {
            var log = broker.LogTail;
            broker.Kill();
            throw new InvalidOperationException($"The broker did not get ready: {e.Message}\n{log}", e);
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed by the process.</summary>
    internal void Kill() => Signal(SigKill);

    /// <summary>SIGTERM: the broker drains and ends by itself.</summary>
    internal void Terminate() => Signal(SigTerm);

    internal Task WaitForExitAsync(TimeSpan atMost) => _process.WaitForExitAsync().WaitAsync(atMost);

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);

    [GeneratedRegex(@"^RaftLog is ready: kafka=\S+:(\d+) ")]
    private static partial Regex ReadyLine();

    private void Signal(int signal)
    {
        if (!_process.HasExited) _ = SendSignal(_process.Id, signal);
    }

    private void Read(string? line)
    {
        if (line is null) return;
        lock (_log) _log.Add(line);
        var match = ReadyLine().Match(line);
        if (match.Success) _ready.TrySetResult(match);
    }
}
