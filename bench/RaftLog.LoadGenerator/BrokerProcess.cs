using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RaftLog.LoadGenerator;

/// <summary>A broker process that was started for one measurement, with a data directory that goes with it.</summary>
internal sealed class BrokerProcess : IBrokerUnderTest
{
    private readonly Process _process;
    private readonly string _directory;

    private BrokerProcess(string name, Process process, int port, string directory)
    {
        (Name, _process, _directory) = (name, process, directory);
        Bootstrap = $"127.0.0.1:{port}";
    }

    public string Name { get; }

    public string Bootstrap { get; }

    public IReadOnlyList<int> ProcessIds => [_process.Id];

    /// <summary>Starts <c>raftlog-broker</c>.</summary>
    internal static async Task<BrokerProcess> StartRaftLogAsync(string name, string executable, string workDirectory, params string[] settings)
    {
        var directory = Directory.CreateDirectory(Path.Combine(workDirectory, $"raftlog-{Guid.NewGuid():N}")).FullName;
        var port = FreePort();
        var start = new ProcessStartInfo(executable) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var setting in settings.Concat([$"node.dataDir={directory}/data", $"listeners.0.port={port}", "admin.port=0", "logging.level=warn"]))
        {
            start.ArgumentList.Add("--set");
            start.ArgumentList.Add(setting);
        }

        return await WaitAsync(new BrokerProcess(name, Start(start), port, directory), port);
    }

    /// <summary>Formats and starts one Apache Kafka broker with the heap and collector of its own start script.</summary>
    internal static async Task<BrokerProcess> StartKafkaAsync(string name, string kafka, string workDirectory, params string[] properties)
    {
        var directory = Directory.CreateDirectory(Path.Combine(workDirectory, $"kafka-{Guid.NewGuid():N}")).FullName;
        var (port, controllerPort) = (FreePort(), FreePort());
        var configuration = Path.Combine(directory, "server.properties");
        await File.WriteAllLinesAsync(configuration, new[]
        {
            "process.roles=broker,controller", "node.id=1", $"controller.quorum.voters=1@127.0.0.1:{controllerPort}",
            $"listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controllerPort}",
            $"advertised.listeners=PLAINTEXT://127.0.0.1:{port}", "controller.listener.names=CONTROLLER",
            "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT", $"log.dirs={directory}/data",
            "offsets.topic.replication.factor=1", "transaction.state.log.replication.factor=1", "transaction.state.log.min.isr=1",
        }.Concat(properties));
        using (var format = Start(Java(kafka, "-XX:TieredStopAtLevel=1", "kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", configuration)))
        {
            await format.WaitForExitAsync();
        }

        var server = Java(kafka, "-Xms1g -Xmx1g -server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true", "kafka.Kafka", configuration);
        return await WaitAsync(new BrokerProcess(name, Start(server), port, directory), port);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static ProcessStartInfo Java(string kafka, string options, string main, params string[] arguments)
    {
        var start = new ProcessStartInfo("java") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var option in options.Split(' ')) start.ArgumentList.Add(option);
        start.ArgumentList.Add("-cp");
        start.ArgumentList.Add(Path.Combine(kafka, "libs", "*"));
        start.ArgumentList.Add(main);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    private static Process Start(ProcessStartInfo start)
    {
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, line) =>
        {
            if (line.Data is { } text && text.Contains("ERROR", StringComparison.Ordinal)) Console.Error.WriteLine(text);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<BrokerProcess> WaitAsync(BrokerProcess broker, int port)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return broker;
            }
            catch (SocketException)
            {
                if (broker._process.HasExited) break;
                await Task.Delay(50);
            }
        }

        await broker.DisposeAsync();
        throw new InvalidOperationException($"{broker.Name} did not come up.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
