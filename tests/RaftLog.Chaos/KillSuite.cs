using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;

namespace RaftLog.Chaos;

/// <summary>
/// kill -9 at random moments under idempotent acks=all producers with tiny segments, one producer for each partition. The producers live
/// through all rounds, so that what was in flight at a kill is retried against the restarted broker, which has to recognise it.
/// </summary>
internal sealed class KillSuite(IReadOnlyList<string> broker, int rounds, int seed, Verdict verdict)
{
    private const string Topic = "kills";
    private const int Producers = 6;
    private const int InFlightMin = 5;
    private const int LeadMax = 1000;
    private const double AcksPerSecondMin = 1000;

    private readonly Random _random = new(seed);
    private readonly AcknowledgedLog _log = new();
    private readonly string _data = Directory.CreateTempSubdirectory("raftlog-kill-").FullName;
    private readonly int[] _requestsInFlight = new int[Producers];
    private int _fatal;

    internal async Task RunAsync()
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kill -9: {rounds} rounds, seed {seed}"));
        var process = await StartAsync(0);
        var port = process.KafkaPort;
        var producers = Enumerable.Range(0, Producers).Select(i => CreateProducer(i, process.Bootstrap)).ToList();
        var slowestStart = TimeSpan.Zero;
        var weakRounds = 0;
        var bootstrap = process.Bootstrap;
        using var stop = new CancellationTokenSource();
        var senders = producers.Select((producer, i) => Task.Factory.StartNew(
            () => Send(i, producer, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        try
        {
            for (var round = 1; round <= rounds; round++)
            {
                var (acksPerSecond, inFlight, rolled) = RunUntilKill(process);
                process.Dispose();
                if (inFlight < InFlightMin || acksPerSecond < AcksPerSecondMin || !rolled) weakRounds++;
                process = await StartAsync(port);
                slowestStart = process.Startup > slowestStart ? process.Startup : slowestStart;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  round {round}: {acksPerSecond:F0} acks/s, {inFlight} requests in flight at the kill, rolled {rolled}, ready again in {process.Startup.TotalSeconds:F2} s"));
            }

            await stop.CancelAsync();
            await Task.WhenAll(senders);
            _log.ReadOn(bootstrap, Topic, Producers);
        }
        finally
        {
            foreach (var producer in producers) producer.Dispose();
            process.Dispose();
            Directory.Delete(_data, recursive: true);
        }

        verdict.Check("every kill met 5 requests in flight, 1,000 acks/s and a segment roll", weakRounds == 0, $"{rounds - weakRounds} of {rounds} did");
        verdict.Check("no acknowledged record is lost", _log.Lost == 0 && _log.Acknowledged > 0, $"{_log.Lost} of {_log.Acknowledged}");
        verdict.Check("no record is there twice", _log.Duplicated == 0, $"{_log.Duplicated}");
        verdict.Check("no record is out of order and offsets have no gaps", _log.Reordered == 0, $"{_log.Reordered}");
        verdict.Check("no record changed its value or its offset", _log.Changed == 0, $"{_log.Changed}");
        verdict.Check("the producer met no fatal error", _fatal == 0, $"{_fatal}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  slowest restart {slowestStart.TotalSeconds:F2} s"));
    }

    private Task<BrokerProcess> StartAsync(int port) => BrokerProcess.StartAsync(
        broker, _data, port, "topicDefaults.segment.bytes=65536", $"topicDefaults.num.partitions={Producers}", "logging.level=warn");

    private IProducer<Null, string> CreateProducer(int index, string bootstrap) => new ProducerBuilder<Null, string>(new ProducerConfig
    {
        BootstrapServers = bootstrap,
        EnableIdempotence = true,
        Acks = Acks.All,
        LingerMs = 0,
        BatchNumMessages = 20,
        MaxInFlight = 5,
        ReconnectBackoffMs = 10,
        ReconnectBackoffMaxMs = 100,
        RetryBackoffMs = 20,
        RetryBackoffMaxMs = 100,
        MessageTimeoutMs = 120_000,
        StatisticsIntervalMs = 20,
        TopicMetadataRefreshIntervalMs = 1000,
    })
        .SetStatisticsHandler((_, json) => Volatile.Write(ref _requestsInFlight[index], RequestsInFlight(json)))
        .SetErrorHandler((_, error) =>
        {
            if (!error.IsFatal) return;
            Interlocked.Increment(ref _fatal);
            Console.WriteLine($"  fatal producer error: {error}");
        })
        .SetLogHandler((_, _) => { })
        .Build();

    private static int RequestsInFlight(string statistics)
    {
        using var document = JsonDocument.Parse(statistics);
        return document.RootElement.GetProperty("brokers").EnumerateObject().Max(b => b.Value.GetProperty("waitresp_cnt").GetInt32());
    }

    private void Send(int index, IProducer<Null, string> producer, CancellationToken cancel)
    {
        // A bounded lead keeps the queue short, so that a kill meets requests, not memory.
        using var lead = new SemaphoreSlim(LeadMax);
        for (long sent = 0; !cancel.IsCancellationRequested; sent++)
        {
            if (!lead.Wait(TimeSpan.FromSeconds(60), CancellationToken.None)) throw new TimeoutException("Nothing was acknowledged for 60 s.");
            var number = (sent * Producers) + index;
            producer.Produce(
                new TopicPartition(Topic, index),
                new Message<Null, string> { Value = AcknowledgedLog.ValueOf(number) },
                report =>
                {
                    Reported(report, number);
                    lead.Release();
                });
        }

        producer.Flush(TimeSpan.FromSeconds(60));
    }

    private void Reported(DeliveryReport<Null, string> report, long number)
    {
        if (report.Error.IsError) Console.WriteLine($"  record {number} failed: {report.Error}");
        else _log.Ack(report.Partition.Value, report.Offset.Value, number);
    }

    /// <summary>Lets the load run for a while, then kills the broker at a moment when enough requests are in flight.</summary>
    private (double AcksPerSecond, int InFlight, bool Rolled) RunUntilKill(BrokerProcess process)
    {
        var segmentsBefore = NewestSegments();
        var acknowledgedBefore = _log.Acknowledged;
        WaitUntil(() => _log.Acknowledged > acknowledgedBefore, TimeSpan.FromSeconds(60));
        var clock = Stopwatch.StartNew();
        var start = _log.Acknowledged;
        var runFor = TimeSpan.FromMilliseconds(700 + _random.Next(800));
        WaitUntil(() => clock.Elapsed > runFor && NewestSegments() != segmentsBefore, TimeSpan.FromSeconds(20));
        var inFlight = 0;
        WaitUntil(() => (inFlight = _requestsInFlight.Sum()) >= InFlightMin, TimeSpan.FromSeconds(30));
        process.Kill();
        var rate = (_log.Acknowledged - start) / clock.Elapsed.TotalSeconds;
        return (rate, inFlight, NewestSegments() != segmentsBefore);
    }

    private string NewestSegments() => string.Join(';', Directory.EnumerateDirectories(_data, Topic + "-*").Order()
        .Select(d => Directory.EnumerateFiles(d, "*.log").Select(Path.GetFileName).DefaultIfEmpty("").Max()));

    /// <summary>Watches a condition of another process, which nothing announces.</summary>
    private static void WaitUntil(Func<bool> condition, TimeSpan atMost) => SpinWait.SpinUntil(condition, atMost);
}
