using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RaftLog.Chaos;

/// <summary>The most memory a broker ever holds while 100 partitions take and serve 20 MB/s.</summary>
internal sealed class MemorySuite(IReadOnlyList<string> broker, int seconds, Verdict verdict)
{
    private const string Topic = "remembered";
    private const int Partitions = 100;
    private const int BytesPerSecond = 20_000_000;
    private const int ValueBytes = 1000;
    private const int ResidentMax = 150_000_000;
    private const double ShareOfLoadMin = 0.9;

    private long _acknowledged;
    private long _failed;
    private long _read;

    internal async Task RunAsync()
    {
        var work = Directory.CreateTempSubdirectory("raftlog-memory-").FullName;
        try
        {
            using var process = await BrokerProcess.StartAsync(broker, Path.Combine(work, "data"), 0, "logging.level=warn");
            var idle = PeakResident(process.Id);
            var elapsed = await LoadAsync(process.Bootstrap);
            var peak = PeakResident(process.Id);
            Judge(idle, peak, elapsed);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private void Judge(long idle, long peak, TimeSpan elapsed)
    {
        var offered = BytesPerSecond * elapsed.TotalSeconds;
        verdict.Check(
            "100 partitions take 20 MB/s and serve it",
            _failed == 0 && _acknowledged * ValueBytes > offered * ShareOfLoadMin && _read * ValueBytes > offered * ShareOfLoadMin,
            string.Create(CultureInfo.InvariantCulture,
                $"{_acknowledged * ValueBytes / elapsed.TotalSeconds / 1e6:F1} MB/s in and {_read * ValueBytes / elapsed.TotalSeconds / 1e6:F1} MB/s out over {elapsed.TotalSeconds:F0} s, {_failed} failed"));
        verdict.Check(
            "resident memory stays within 150 MB",
            peak <= ResidentMax,
            string.Create(CultureInfo.InvariantCulture, $"peak {peak / 1e6:F0} MB, {idle / 1e6:F0} MB when ready"));
    }

    private async Task<TimeSpan> LoadAsync(string bootstrap)
    {
        using (var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).SetLogHandler((_, _) => { }).Build())
        {
            await admin.CreateTopicsAsync([new TopicSpecification { Name = Topic, NumPartitions = Partitions, ReplicationFactor = 1 }]);
        }

        using var stop = new CancellationTokenSource();
        var reader = Task.Factory.StartNew(() => Read(bootstrap, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var clock = Stopwatch.StartNew();
        await Task.Factory.StartNew(() => Produce(bootstrap, clock), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var elapsed = clock.Elapsed;

        // The reader gets to the end before it is stopped; how long that may take is bounded, and what it missed shows.
        SpinWait.SpinUntil(() => Interlocked.Read(ref _read) >= Interlocked.Read(ref _acknowledged), TimeSpan.FromSeconds(10));
        await stop.CancelAsync();
        await reader;
        return elapsed;
    }

    private void Produce(string bootstrap, Stopwatch clock)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            Acks = Acks.All,
            LingerMs = 20,
            QueueBufferingMaxMessages = 200_000,
            MessageTimeoutMs = 60_000,
        }).SetLogHandler((_, _) => { }).Build();
        var value = new byte[ValueBytes];
        new Random(1).NextBytes(value);
        var ends = TimeSpan.FromSeconds(seconds);
        for (long sent = 0; clock.Elapsed < ends;)
        {
            // The load is what the clock says is due, a millisecond's worth at a time.
            var due = (long)(clock.Elapsed.TotalSeconds * BytesPerSecond / ValueBytes);
            for (; sent < due; sent++) Send(producer, (int)(sent % Partitions), value);
            producer.Poll(TimeSpan.FromMilliseconds(1));
        }

        producer.Flush(TimeSpan.FromSeconds(60));
    }

    private void Send(IProducer<Null, byte[]> producer, int partition, byte[] value)
    {
        try
        {
            producer.Produce(new TopicPartition(Topic, partition), new Message<Null, byte[]> { Value = value }, report =>
            {
                if (report.Error.IsError) Interlocked.Increment(ref _failed);
                else Interlocked.Increment(ref _acknowledged);
            });
        }
        catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            // The broker does not keep up: the throughput check says so.
            producer.Poll(TimeSpan.FromMilliseconds(10));
        }
    }

    private void Read(string bootstrap, CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "unused",
            EnableAutoCommit = false,
            FetchWaitMaxMs = 100,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(Topic, p, 0)));
        while (!stop.IsCancellationRequested)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not null) Interlocked.Increment(ref _read);
        }
    }

    /// <summary>The high-water mark of resident memory, in bytes, which the kernel keeps.</summary>
    private static long PeakResident(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
    }
}
