using System.Globalization;
using Confluent.Kafka;

namespace RaftLog.Chaos;

/// <summary>How long a broker takes from its start to the ready line: on an empty directory, and after a kill -9 with 200 MiB of log.
/// The slack says how many times the promised time is still let pass: 1 for a quiet machine.</summary>
internal sealed class StartupSuite(IReadOnlyList<string> broker, int slack, Verdict verdict)
{
    private const long LogBytes = 200L << 20;
    private static readonly TimeSpan EmptyMax = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan RecoveryMax = TimeSpan.FromSeconds(1);

    internal async Task RunAsync()
    {
        var empty = new List<TimeSpan>();
        for (var i = 0; i < 7; i++) empty.Add(await InTemporaryDirectory(StartEmpty));
        Judge("empty data directory", empty, EmptyMax);

        var recovery = new List<TimeSpan>();
        await InTemporaryDirectory(async data =>
        {
            await Fill(data);
            for (var i = 0; i < 5; i++) recovery.Add(await StartAndKill(data));
            return default;
        });
        Judge("after kill -9 with 200 MiB of log", recovery, RecoveryMax);
    }

    private void Judge(string what, List<TimeSpan> times, TimeSpan max)
    {
        times.Sort();
        var median = times[times.Count / 2];
        verdict.Check(
            $"ready in {max.TotalSeconds} s (slack {slack}x), {what}",
            median < max * slack,
            string.Create(CultureInfo.InvariantCulture, $"median {median.TotalSeconds:F3} s, {times[0].TotalSeconds:F3} to {times[^1].TotalSeconds:F3} s"));
    }

    private async Task<TimeSpan> StartEmpty(string data)
    {
        using var process = await BrokerProcess.StartAsync(broker, data, 0);
        return process.Startup;
    }

    private async Task<TimeSpan> StartAndKill(string data)
    {
        using var process = await BrokerProcess.StartAsync(broker, data, 0);
        process.Kill();
        return process.Startup;
    }

    private async Task Fill(string data)
    {
        using var process = await BrokerProcess.StartAsync(broker, data, 0);
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
        {
            BootstrapServers = process.Bootstrap,
            Acks = Acks.All,
            LingerMs = 5,
            BatchSize = 1 << 20,
            QueueBufferingMaxKbytes = 1 << 20,
        }).SetLogHandler((_, _) => { }).Build();
        var value = new byte[16 << 10];
        new Random(1).NextBytes(value);
        for (long sent = 0; sent < LogBytes; sent += value.Length) producer.Produce("filled", new Message<Null, byte[]> { Value = value });
        producer.Flush(TimeSpan.FromMinutes(2));
        process.Kill();
    }

    private static async Task<TimeSpan> InTemporaryDirectory(Func<string, Task<TimeSpan>> action)
    {
        var work = Directory.CreateTempSubdirectory("raftlog-start-").FullName;
        try
        {
            return await action(Path.Combine(work, "data"));
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
