using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Confluent.Kafka;

namespace RaftLog.Chaos;

/// <summary>
/// Starts that must not work, each on a fresh copy of a broker's data: the exit code and one clear message, and not a byte of the data is
/// touched. Damage to one partition is different: the broker serves all others.
/// </summary>
internal sealed partial class BadStartSuite(IReadOnlyList<string> broker, Verdict verdict)
{
    private const string Damaged = "damaged";
    private const string Healthy = "healthy";
    private const int Records = 3000;
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);

    private readonly string _work = Directory.CreateTempSubdirectory("raftlog-badstart-").FullName;
    private int _copies;

    private string Original => Path.Combine(_work, "original");

    internal async Task RunAsync()
    {
        try
        {
            await MakeOriginalAsync();
            await WrongConfigurationAsync();
            await UsedPortAsync();
            await SecondBrokerAsync();
            await RefusedDirectoriesAsync();
            await DamagedPartitionsAsync();
        }
        finally
        {
            Directory.Delete(_work, recursive: true);
        }
    }

    private async Task MakeOriginalAsync()
    {
        using var process = await BrokerProcess.StartAsync(broker, Original, 0, "topicDefaults.segment.bytes=64KiB", "logging.level=warn");
        foreach (var topic in (string[])[Damaged, Healthy])
        {
            using var producer = Producer(process.Bootstrap);
            for (long i = 0; i < Records; i++) producer.Produce(new TopicPartition(topic, 0), new Message<Null, string> { Value = AcknowledgedLog.ValueOf(i) });
            producer.Flush(WaitMax);
        }

        process.Terminate();
        await process.WaitForExitAsync(WaitMax);
    }

    private async Task WrongConfigurationAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_work, "wrong")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "broker.yaml"), "node:\n  id: one\nlisteners:\n  - prot: 9092\n");
        var run = await BrokerRun.ToEndAsync(broker, folder);
        verdict.Check(
            "wrong broker.yaml: exit code 2, and each mistake with file, line and column",
            run.ExitCode == 2 && run.Messages.Any(m => m.StartsWith("broker.yaml:2:3: ", StringComparison.Ordinal))
                && run.Messages.Any(m => m.StartsWith("broker.yaml:4:5: ", StringComparison.Ordinal)) && Directory.GetFileSystemEntries(folder).Length == 1,
            $"exit code {run.ExitCode}, {string.Join(" | ", run.Messages)}");
    }

    private async Task UsedPortAsync()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var data = Copy();
        var run = await RunAsync(data, $"listeners.0.port={port}");
        JudgeRefusal("port in use", run, port);
        await JudgeServedAsync("after a start that met a used port", data, [Damaged, Healthy]);
    }

    private async Task SecondBrokerAsync()
    {
        var data = Copy();
        using var first = await BrokerProcess.StartAsync(broker, data, 0, "logging.level=warn");
        var before = FolderPicture.Of(data);
        var run = await RunAsync(data);
        JudgeRefusal("second broker on the same directory", run, "in use");
        JudgeUntouched("second broker on the same directory", before, data);
    }

    private async Task RefusedDirectoriesAsync()
    {
        await RefusedAsync("foreign node id", _ => { }, "node 1", "node.id=2");
        await RefusedAsync("foreign cluster id", _ => { }, "cluster", "cluster.id=AAAAAAAAAAAAAAAAAAAAAQ");
        await RefusedAsync("meta.json with another node id in it", d => Edit(d, "meta.json", t => NodeIdMember().Replace(t, "\"nodeId\": 7")), "meta.json");
        await RefusedAsync("empty meta.json", d => Cut(Path.Combine(d, "meta.json"), 0), "meta.json");
        await RefusedAsync("meta.json cut in half", d => Cut(Path.Combine(d, "meta.json"), 60), "meta.json");
        await RefusedAsync("missing meta.json", d => File.Delete(Path.Combine(d, "meta.json")), "meta.json");
        await RefusedAsync("newer format", d => Edit(d, "meta.json", t => FormatMember().Replace(t, "\"formatVersion\": 99")), "format 99");
        await RefusedAsync("state.journal with a flipped bit", d => Flip(Path.Combine(d, "state.journal"), 64 + 40), "state.journal");
        await RefusedAsync("state.journal with a damaged header", d => Flip(Path.Combine(d, "state.journal"), 10), "state.journal");
        await RefusedAsync("empty state.journal", d => Cut(Path.Combine(d, "state.journal"), 0), "state.journal");
        await RefusedAsync("missing state.journal", d => File.Delete(Path.Combine(d, "state.journal")), "state.journal");
        await ReadOnlyAsync();
    }

    private async Task ReadOnlyAsync()
    {
        const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
        {
            verdict.Skip("read-only data directory", "nothing is read-only for root");
            return;
        }

        var data = Copy();
        var before = FolderPicture.Of(data);
        File.SetUnixFileMode(data, ReadOnly);
        var run = await RunAsync(data);
        File.SetUnixFileMode(data, ReadOnly | UnixFileMode.UserWrite);
        JudgeRefusal("read-only data directory", run, "write");
        JudgeUntouched("read-only data directory", before, data);
    }

    private async Task DamagedPartitionsAsync()
    {
        await DamagedAsync("sealed segment cut in half", d => Cut(Segments(d)[1], 30_000));
        await DamagedAsync("empty sealed segment", d => Cut(Segments(d)[1], 0));
        await DamagedAsync("missing sealed segment", d => File.Delete(Segments(d)[1]));
        await DamagedAsync("last segment cut below what a clean stop recorded", d => Cut(Segments(d)[^1], (int)(new FileInfo(Segments(d)[^1]).Length / 2)));
        await DamagedAsync("garbage header of the last segment", d => Overwrite(Segments(d)[^1], 0, 128));
    }

    private async Task RefusedAsync(string what, Action<string> damage, string told, params string[] settings)
    {
        var data = Copy();
        damage(data);
        var before = FolderPicture.Of(data);
        var run = await RunAsync(data, settings);
        JudgeRefusal(what, run, told);
        JudgeUntouched(what, before, data);
    }

    private async Task DamagedAsync(string what, Action<string> damage)
    {
        var data = Copy();
        damage(data);
        var partition = Directory.GetDirectories(data, Damaged + "-0*").Single();
        var before = FolderPicture.Of(partition);
        await JudgeServedAsync($"beside a partition with: {what}", data, [Healthy], async bootstrap =>
        {
            using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).SetLogHandler((_, _) => { }).Build();
            var error = admin.GetMetadata(Damaged, WaitMax).Topics.Single().Partitions.Single().Error.Code;
            var served = await IsServedAsync(bootstrap);
            verdict.Check($"{what}: the partition refuses, and metadata says so", error != ErrorCode.NoError && !served, $"{error}");
        });
        JudgeUntouched(what, before, partition);
    }

    private static async Task<bool> IsServedAsync(string bootstrap)
    {
        using var producer = Producer(bootstrap);
        try
        {
            await producer.ProduceAsync(new TopicPartition(Damaged, 0), new Message<Null, string> { Value = "x" });
            return true;
        }
        catch (ProduceException<Null, string>)
        {
            return false;
        }
    }

    private async Task JudgeServedAsync(string when, string data, string[] topics, Func<string, Task>? also = null)
    {
        using var process = await BrokerProcess.StartAsync(broker, data, 0, "logging.level=warn");
        foreach (var topic in topics)
        {
            var log = new AcknowledgedLog();
            for (long i = 0; i < Records; i++) log.Ack(0, i, i);
            log.ReadOn(process.Bootstrap, topic, 1);
            verdict.Check($"topic {topic} is served {when}", log is { Lost: 0, Changed: 0, Duplicated: 0, Reordered: 0 }, $"{log.Lost} lost");
        }

        if (also is not null) await also(process.Bootstrap);
    }

    private void JudgeRefusal(string what, BrokerRun run, string told) => verdict.Check(
        $"{what}: exit code 1 and one message",
        run.ExitCode == 1 && run.Stdout.Length == 0 && run.Messages is [var message]
            && message.StartsWith("raftlog-broker: cannot start: ", StringComparison.Ordinal) && message.Contains(told, StringComparison.Ordinal),
        $"exit code {run.ExitCode}, {string.Join(" | ", run.Messages)}");

    private void JudgeUntouched(string what, SortedDictionary<string, string> before, string folder)
    {
        // The identity is in order when the journal is looked at, and by then the mark of the last stop is used up: the next start merely
        // trusts less.
        if (what.Contains("state.journal", StringComparison.Ordinal)) before.Remove("clean-stop");
        var difference = FolderPicture.Difference(before, FolderPicture.Of(folder));
        verdict.Check($"{what}: nothing is touched", difference.Length == 0, difference.Length == 0 ? $"{before.Count} files" : difference);
    }

    private Task<BrokerRun> RunAsync(string data, params string[] settings) => BrokerRun.ToEndAsync(
        broker, _work, [.. ((string[])[$"node.dataDir={data}", "listeners.0.port=0", "admin.port=0", .. settings]).SelectMany(s => (string[])["--set", s])]);

    private string Copy()
    {
        var copy = Path.Combine(_work, string.Create(CultureInfo.InvariantCulture, $"copy-{++_copies}"));
        FolderPicture.Copy(Original, copy);
        return copy;
    }

    private static List<string> Segments(string data) =>
        [.. Directory.GetFiles(Directory.GetDirectories(data, Damaged + "-0*").Single(), "*.log").Order(StringComparer.Ordinal)];

    private static void Edit(string data, string file, Func<string, string> edit)
    {
        var path = Path.Combine(data, file);
        File.WriteAllText(path, edit(File.ReadAllText(path)), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    private static void Cut(string file, int length)
    {
        using var stream = File.OpenWrite(file);
        stream.SetLength(length);
    }

    private static void Flip(string file, int position)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[position] ^= 0x10;
        File.WriteAllBytes(file, bytes);
    }

    private static void Overwrite(string file, int position, int count)
    {
        var bytes = File.ReadAllBytes(file);
        new Random(1).NextBytes(bytes.AsSpan(position, count));
        File.WriteAllBytes(file, bytes);
    }

    private static IProducer<Null, string> Producer(string bootstrap) => new ProducerBuilder<Null, string>(new ProducerConfig
    {
        BootstrapServers = bootstrap,
        Acks = Acks.All,
        LingerMs = 1,
        BatchNumMessages = 50,
        MaxInFlight = 1,
        MessageSendMaxRetries = 0,
        MessageTimeoutMs = 3_000,
    }).SetLogHandler((_, _) => { }).Build();

    [GeneratedRegex("\"nodeId\": *\\d+")]
    private static partial Regex NodeIdMember();

    [GeneratedRegex("\"formatVersion\": *\\d+")]
    private static partial Regex FormatMember();
}
