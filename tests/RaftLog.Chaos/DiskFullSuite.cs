using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RaftLog.Chaos;

/// <summary>
/// A broker on a disk of 64 MiB that is filled through a producer: produces are refused with an error that clients retry, everything else
/// works, room made by anybody is noticed, and nothing acknowledged is lost, not even when the broker is killed while the disk is full.
/// </summary>
internal sealed class DiskFullSuite(IReadOnlyList<string> broker, Verdict verdict)
{
    private const string Topic = "filling";
    private const string Spare = "spare";
    private const string Ballast = "ballast";
    private const int Mebibytes = 64;
    private const int FillerBytes = 24 << 20;
    private const int OtherTopicBytes = 10 << 20;
    private static readonly TimeSpan ResumeMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(60);

    private readonly AcknowledgedLog _log = new();
    private long _number;
    private BrokerProcess? _process;

    private BrokerProcess Process => _process ?? throw new InvalidOperationException("The broker is not started.");

    internal async Task RunAsync()
    {
        var work = Directory.CreateTempSubdirectory("raftlog-full-").FullName;
        try
        {
            using var disk = PrivateTmpfs.TryMount(work, Mebibytes, out var problem);
            if (disk is null)
            {
                verdict.Skip("a full disk is survived", $"no tmpfs can be mounted here: {problem}");
                return;
            }

            try
            {
                await StartAsync(disk, 0);
                await FillAndFreeAsync(Path.Combine(disk.FromOutside, "filler"));
                await KillWhileFullAsync(disk);
            }
            finally
            {
                _process?.Dispose();
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task StartAsync(PrivateTmpfs disk, int port) => _process = await BrokerProcess.StartAsync(
        disk.Enter(broker), Path.Combine(disk.MountPoint, "data"), port, "topicDefaults.segment.bytes=1MiB", "logging.level=warn");

    private async Task FillAndFreeAsync(string filler)
    {
        await File.WriteAllBytesAsync(filler, new byte[FillerBytes]);
        await ProduceBytesAsync(Spare);
        await ProduceBytesAsync(Ballast);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Process.Bootstrap }).SetLogHandler((_, _) => { }).Build();

        await FillThenFreeAsync("DeleteRecords", () => admin.DeleteRecordsAsync(
            [new TopicPartitionOffset(Spare, 0, Offset.End)], new DeleteRecordsOptions { RequestTimeout = WaitMax, OperationTimeout = WaitMax }));
        await FillThenFreeAsync("DeleteTopics", () => admin.DeleteTopicsAsync(
            [Ballast], new DeleteTopicsOptions { RequestTimeout = WaitMax, OperationTimeout = WaitMax }));
        await FillThenFreeAsync("somebody who deletes a file", () =>
        {
            File.Delete(filler);
            return Task.CompletedTask;
        });
    }

    private async Task KillWhileFullAsync(PrivateTmpfs disk)
    {
        FillUntilRefused();
        var port = Process.KafkaPort;
        Process.Dispose();
        await StartAsync(disk, port);
        JudgeLog("after kill -9 and a start on the full disk");
    }

    /// <summary>Fills the disk, leaves a producer waiting, makes room, and looks whether the producer gets through by itself.</summary>
    private async Task FillThenFreeAsync(string who, Func<Task> free)
    {
        FillUntilRefused();
        JudgeLog("while the disk is full");
        using var waiting = Producer(retries: int.MaxValue);
        var number = _number++;
        var sent = waiting.ProduceAsync(new TopicPartition(Topic, 0), Message(number));
        await free();
        var clock = Stopwatch.StartNew();
        var report = await sent;
        _log.Ack(0, report.Offset.Value, number);
        verdict.Check(
            $"writes resume by themselves after room was made by {who}", clock.Elapsed < ResumeMax, $"{clock.Elapsed.TotalSeconds:F1} s later");
    }

    /// <summary>Sends without retries until the broker says no; what it said yes to until then is on record.</summary>
    private void FillUntilRefused()
    {
        using var producer = Producer(retries: 0);
        Error? refusal = null;
        var clock = Stopwatch.StartNew();
        while (Volatile.Read(ref refusal) is null && clock.Elapsed < WaitMax)
        {
            for (var i = 0; i < 500; i++)
            {
                var number = _number++;
                producer.Produce(new TopicPartition(Topic, 0), Message(number), report =>
                {
                    if (report.Error.IsError) Interlocked.CompareExchange(ref refusal, report.Error, null);
                    else _log.Ack(0, report.Offset.Value, number);
                });
            }

            producer.Flush(WaitMax);
        }

        // What met the end of the disk before the broker looked at its free space waits for room, and times out when none is made.
        verdict.Check(
            "a full disk refuses produces with an error that clients retry",
            refusal?.Code is ErrorCode.KafkaStorageError or ErrorCode.RequestTimedOut,
            $"{refusal?.Code.ToString() ?? "no refusal"} after {_log.Acknowledged} records");
        verdict.Check("and the broker lives", !Process.HasExited, $"process {Process.Id}");
    }

    private void JudgeLog(string when)
    {
        _log.ReadOn(Process.Bootstrap, Topic, 1);
        verdict.Check(
            $"everything acknowledged is there, once and in order, {when}",
            _log is { Lost: 0, Duplicated: 0, Reordered: 0, Changed: 0 } && _log.Acknowledged > 0,
            $"{_log.Acknowledged} acknowledged, {_log.Lost} lost, {_log.Duplicated} twice, {_log.Reordered} out of order, {_log.Changed} changed");
    }

    private async Task ProduceBytesAsync(string topic)
    {
        using var producer = Producer(retries: int.MaxValue);
        var value = new string('x', 16 << 10);
        await Task.WhenAll(Enumerable.Range(0, OtherTopicBytes / value.Length)
            .Select(_ => producer.ProduceAsync(topic, new Message<Null, string> { Value = value })));
    }

    private static Message<Null, string> Message(long number) => new() { Value = AcknowledgedLog.ValueOf(number) };

    private IProducer<Null, string> Producer(int retries) => new ProducerBuilder<Null, string>(new ProducerConfig
    {
        BootstrapServers = Process.Bootstrap,
        Acks = Acks.All,
        LingerMs = 1,
        MaxInFlight = 1,
        MessageSendMaxRetries = retries,
        RetryBackoffMs = 100,
        RetryBackoffMaxMs = 200,
        MessageTimeoutMs = 60_000,
    }).SetLogHandler((_, _) => { }).Build();
}
