using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HdrHistogram;

namespace RaftLog.LoadGenerator;

/// <summary>Produces with Confluent.Kafka (acks=all), measures, and reads every acknowledged record back.</summary>
internal sealed class ProduceRun(IBrokerUnderTest broker, Workload workload, string controlDirectory)
{
    private const long LatencyMaxMicroseconds = 600_000_000;

    private readonly string _topic = $"load-{Guid.NewGuid():N}";
    private readonly long[] _acknowledged = new long[workload.Partitions];
    private readonly byte[][] _values = Values(workload.RecordBytes);
    private readonly LongConcurrentHistogram _latencies = new(1, LatencyMaxMicroseconds, 3);
    private long _failed;
    private string _failure = "";
    private long[]? _firstOffsets;

    internal async Task<Measurement> RunAsync()
    {
        var control = DiskControl.MedianMs(controlDirectory);
        await CreateTopicAsync();
        using var producer = CreateProducer();
        Drive(producer, TimeSpan.FromSeconds(2));
        Reset();
        var before = ProcessUsage.Read(broker.ProcessIds);
        var clock = Stopwatch.StartNew();
        Drive(producer, workload.Duration);
        var elapsed = clock.Elapsed.TotalSeconds;
        var after = ProcessUsage.Read(broker.ProcessIds);
        if (_failed > 0) throw new InvalidOperationException($"{_failed} records failed against {broker.Name}: {_failure}");
        var records = _acknowledged.Sum();
        var verified = ReadBack();
        control = Math.Max(control, DiskControl.MedianMs(controlDirectory));
        await DeleteTopicAsync();
        return Summarize(records, verified, elapsed, before, after, control);
    }

    private static byte[][] Values(int length)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, 64).Select(_ =>
        {
            var value = new byte[length];
            random.NextBytes(value);
            return value;
        })];
    }

    private Measurement Summarize(long records, long verified, double elapsed, ProcessUsage before, ProcessUsage after, double control)
    {
        var bytes = records * (double)workload.RecordBytes;
        var cpu = after.CpuSeconds - before.CpuSeconds;
        return new Measurement
        {
            System = broker.Name,
            Workload = workload.Name,
            RecordsPerSecond = records / elapsed,
            MegabytesPerSecond = bytes / elapsed / 1e6,
            P50Ms = _latencies.GetValueAtPercentile(50) / 1000.0,
            P99Ms = _latencies.GetValueAtPercentile(99) / 1000.0,
            P999Ms = _latencies.GetValueAtPercentile(99.9) / 1000.0,
            CpuSecondsPerGigabyte = cpu / (bytes / 1e9),
            CpuMicrosecondsPerRecord = cpu * 1e6 / records,
            PeakMegabytes = after.PeakBytes / 1e6,
            RecordsVerified = verified,
            ControlMs = control,
        };
    }

    private IProducer<Null, byte[]> CreateProducer() => new ProducerBuilder<Null, byte[]>(new ProducerConfig
    {
        BootstrapServers = broker.Bootstrap,
        Acks = Acks.All,
        EnableIdempotence = true,
        LingerMs = workload.IsUnbatched || workload.IsOneInFlight ? 0 : workload.LingerMs,
        BatchSize = workload.BatchBytes,
        BatchNumMessages = workload.IsUnbatched ? 1 : 1_000_000,
        QueueBufferingMaxKbytes = 256 << 10,
        QueueBufferingMaxMessages = 1_000_000,
    }).SetLogHandler((_, _) => { }).Build();

    private void Reset()
    {
        Array.Clear(_acknowledged);
        _latencies.Reset();
        _firstOffsets = null;
    }

    private void Drive(IProducer<Null, byte[]> producer, TimeSpan duration)
    {
        _firstOffsets ??= [.. Enumerable.Repeat(-1L, workload.Partitions)];
        var start = Stopwatch.GetTimestamp();
        var interval = workload.RatePerSecond > 0 ? Stopwatch.Frequency / (double)workload.RatePerSecond : 0;
        for (long i = 0; Stopwatch.GetElapsedTime(start) < duration; i++)
        {
            var intended = interval > 0 ? start + (long)(i * interval) : Stopwatch.GetTimestamp();
            while (Stopwatch.GetTimestamp() < intended) Thread.Yield();
            Send(producer, (int)(i % workload.Partitions), interval > 0 ? intended : Stopwatch.GetTimestamp());
        }

        producer.Flush(TimeSpan.FromSeconds(60));
    }

    private void Send(IProducer<Null, byte[]> producer, int partition, long intended)
    {
        using var done = workload.IsOneInFlight ? new ManualResetEventSlim() : null;
        var message = new Message<Null, byte[]> { Value = _values[partition % _values.Length] };
        while (true)
        {
            try
            {
                producer.Produce(new TopicPartition(_topic, partition), message, report => Reported(report, intended, done));
                break;
            }
            catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(1));
            }
        }

        done?.Wait();
    }

    private void Reported(DeliveryReport<Null, byte[]> report, long intended, ManualResetEventSlim? done)
    {
        if (report.Error.IsError)
        {
            _failure = report.Error.ToString();
            Interlocked.Increment(ref _failed);
        }
        else
        {
            var partition = report.Partition.Value;
            if (Interlocked.Increment(ref _acknowledged[partition]) == 1) _firstOffsets![partition] = report.Offset.Value;
            var microseconds = (long)Stopwatch.GetElapsedTime(intended).TotalMicroseconds;
            _latencies.RecordValue(Math.Clamp(microseconds, 1, LatencyMaxMicroseconds));
        }

        done?.Set();
    }

    /// <summary>Every acknowledged record of the measured part must be there, with the bytes that were sent.</summary>
    private long ReadBack()
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = broker.Bootstrap,
            GroupId = "unused",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        }).SetLogHandler((_, _) => { }).Build();
        long verified = 0;
        for (var partition = 0; partition < workload.Partitions; partition++)
        {
            if (_acknowledged[partition] == 0) continue;
            consumer.Assign(new TopicPartitionOffset(_topic, partition, _firstOffsets![partition]));
            long read = 0;
            while (true)
            {
                var result = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"{broker.Name}: reading back stalled.");
                if (result.IsPartitionEOF) break;
                if (!result.Message.Value.AsSpan().SequenceEqual(_values[partition % _values.Length]))
                    throw new InvalidOperationException($"{broker.Name}: a record differs at {result.TopicPartitionOffset}.");
                read++;
            }

            if (read != _acknowledged[partition])
                throw new InvalidOperationException($"{broker.Name}: {_acknowledged[partition]} records acknowledged, {read} read back.");
            verified += read;
        }

        return verified;
    }

    private async Task CreateTopicAsync()
    {
        using var admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification
        {
            Name = _topic, NumPartitions = workload.Partitions, ReplicationFactor = -1,
        }]);
    }

    private async Task DeleteTopicAsync()
    {
        using var admin = Admin();
        await admin.DeleteTopicsAsync([_topic]);
    }

    private IAdminClient Admin() =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap }).SetLogHandler((_, _) => { }).Build();
}
