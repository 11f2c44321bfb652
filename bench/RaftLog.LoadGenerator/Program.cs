using System.Globalization;
using RaftLog.LoadGenerator;

// Measures one broker beside Apache Kafka, one system up at a time, interleaved. Usage:
//   dotnet run -c Release --project bench/RaftLog.LoadGenerator -- --raftlog BROKER [--kafka FOLDER] [options]
var options = new Dictionary<string, string>();
for (var i = 0; i + 1 < args.Length; i += 2) options[args[i].TrimStart('-')] = args[i + 1];
if (args.Length % 2 != 0 || !options.TryGetValue("raftlog", out var raftLog))
{
    Console.Error.WriteLine("""
        usage: RaftLog.LoadGenerator --raftlog BROKER [--kafka FOLDER] [--rounds N] [--seconds N] [--workloads LIST] [--dir FOLDER] [--json FILE]
          BROKER     the broker's executable (dotnet publish broker -c Release -o DIR makes DIR/raftlog-broker)
          FOLDER     an unpacked Apache Kafka 4.x release (its libs/ is used); get one from kafka.apache.org. Needs Java 17.
          LIST       of bulk (1 KiB, 16 partitions), small (100 B), unbatched (1,000/s), one (one in flight); default bulk,one
        """);
    return 2;
}

var rounds = Number("rounds", 3);
var duration = TimeSpan.FromSeconds(Number("seconds", 10));
var work = Directory.CreateDirectory(options.GetValueOrDefault("dir", Path.Combine(Path.GetTempPath(), "raftlog-bench"))).FullName;
var workloads = options.GetValueOrDefault("workloads", "bulk,one").Split(',').Select(name => name switch
{
    "bulk" => new Workload { Duration = duration },
    "small" => new Workload { Duration = duration, RecordBytes = 100 },
    "unbatched" => new Workload { Duration = duration, RatePerSecond = 1000, IsUnbatched = true },
    "one" => new Workload { Duration = duration, Partitions = 1, IsOneInFlight = true },
    _ => throw new ArgumentException($"unknown workload '{name}': bulk, small, unbatched or one"),
}).ToList();

const string Kafka = "Kafka as shipped";
var systems = new List<Func<Task<BrokerProcess>>>
{
    () => BrokerProcess.StartRaftLogAsync("RaftLog quorum-fsync", raftLog, work),
    () => BrokerProcess.StartRaftLogAsync("RaftLog quorum-memory", raftLog, work, "topicDefaults.raftlog.durability=quorum-memory"),
};
if (options.TryGetValue("kafka", out var kafka)) systems.Add(() => BrokerProcess.StartKafkaAsync(Kafka, kafka, work));

var measurements = new List<Measurement>();
for (var round = 1; round <= rounds; round++)
{
    foreach (var workload in workloads)
    {
        foreach (var system in systems)
        {
            await using var broker = await system();
            var measurement = await new ProduceRun(broker, workload, work).RunAsync();
            measurements.Add(measurement);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}: {measurement.System}, {measurement.Workload}: {measurement.MegabytesPerSecond:F1} MB/s, {measurement.RecordsPerSecond:F0} records/s, p99 {measurement.P99Ms:F2} ms, {measurement.CpuSecondsPerGigabyte:F2} CPU s/GB, control {measurement.ControlMs:F2} ms"));
        }
    }
}

Table.Print(measurements, Kafka);
if (options.TryGetValue("json", out var json)) await Table.WriteJsonAsync(measurements, json);
return 0;

int Number(string name, int otherwise) =>
    options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
