using System.Globalization;
using System.Text.RegularExpressions;
using Confluent.Kafka;

namespace RaftLog.Chaos;

/// <summary>
/// Watches the broker's system calls with strace while records are produced one at a time, and asserts that no answer leaves while bytes
/// written to the topic's log have not been synced.
/// </summary>
internal sealed partial class FsyncOrderSuite(string broker, Verdict verdict)
{
    private const string Topic = "audited";
    private const int Records = 1000;

    internal async Task RunAsync()
    {
        if (FindOnPath("strace") is not { } strace)
        {
            verdict.Skip("fsync precedes each acknowledgement", "strace is not installed");
            return;
        }

        var work = Directory.CreateTempSubdirectory("raftlog-fsync-").FullName;
        try
        {
            var trace = Path.Combine(work, "trace");
            string[] command =
            [
                // -D: the broker, not strace, is our child; --seccomp-bpf: only the calls named are stopped at.
                strace, "-D", "-f", "--seccomp-bpf", "-y", "-qq", "-s", "0", "-o", trace, "-e", "trace=pwrite64,pwritev,pwritev2,fdatasync,fsync,sendmsg,sendto,write,writev", broker,
            ];
            using (var process = await BrokerProcess.StartAsync(command, Path.Combine(work, "data"), 0, "logging.level=warn"))
            {
                await ProduceAsync(process.Bootstrap);
                process.Kill();
                await process.WaitForExitAsync(TimeSpan.FromSeconds(30));
            }

            // strace outlives the broker by the time it takes to write the end down.
            SpinWait.SpinUntil(() => File.ReadLines(trace).LastOrDefault()?.Contains("+++", StringComparison.Ordinal) == true, TimeSpan.FromSeconds(30));
            Judge(File.ReadLines(trace));
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task ProduceAsync(string bootstrap)
    {
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            Acks = Acks.All,
            LingerMs = 0,
            MaxInFlight = 1,
            BatchNumMessages = 1,
            MessageTimeoutMs = 120_000,
        }).SetLogHandler((_, _) => { }).Build();
        for (var i = 0; i < Records; i++)
        {
            await producer.ProduceAsync(
                new TopicPartition(Topic, 0), new Message<Null, string> { Value = i.ToString(CultureInfo.InvariantCulture) });
        }
    }

    private void Judge(IEnumerable<string> trace)
    {
        var unsynced = new HashSet<string>();
        var pendingSyncs = new Dictionary<string, string>();
        var writes = 0;
        var syncs = 0;
        var answersBeforeSync = 0;
        foreach (var line in trace)
        {
            var call = Call().Match(line);
            if (!call.Success) continue;
            var thread = call.Groups["thread"].Value;
            var name = call.Groups["name"].Value;
            if (call.Groups["resumed"].Success)
            {
                if (IsSync(name) && IsDone(line) && pendingSyncs.Remove(thread, out var synced) && unsynced.Remove(synced)) syncs++;
                continue;
            }

            var target = call.Groups["target"].Value;
            if (IsSync(name) && IsLog(target))
            {
                if (line.EndsWith("<unfinished ...>", StringComparison.Ordinal)) pendingSyncs[thread] = target;
                else if (IsDone(line) && unsynced.Remove(target)) syncs++;
            }
            else if (name.StartsWith("pwrite", StringComparison.Ordinal) && IsLog(target))
            {
                unsynced.Add(target);
                writes++;
            }
            else if (target.StartsWith("TCP", StringComparison.Ordinal) && unsynced.Count > 0)
            {
                answersBeforeSync++;
            }
        }

        verdict.Check(
            "fsync precedes each acknowledgement",
            answersBeforeSync == 0 && writes >= Records && syncs >= Records,
            string.Create(CultureInfo.InvariantCulture, $"{Records} acks, {writes} writes, {syncs} syncs, {answersBeforeSync} answers over unsynced bytes"));
    }

    private static bool IsSync(string name) => name is "fdatasync" or "fsync";

    private static bool IsDone(string line) => line.EndsWith("= 0", StringComparison.Ordinal);

    private static bool IsLog(string target) =>
        target.Contains($"/{Topic}-0", StringComparison.Ordinal) && target.EndsWith(".log", StringComparison.Ordinal);

    private static string? FindOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);

    [GeneratedRegex(@"^(?<thread>\d+)\s+(?:(?<resumed><\.\.\. )(?<name>\w+) resumed>|(?<name>\w+)\(\d+<(?<target>[^>]*)>)")]
    private static partial Regex Call();
}
