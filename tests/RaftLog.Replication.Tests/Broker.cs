using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RaftLog.Raft;
using RaftLog.Records;
using RaftLog.Replication.Partitions;
using RaftLog.Simulation;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;
using RaftLog.Transport;

namespace RaftLog.Replication.Tests;

/// <summary>
/// The replication layer of one broker on a disk of the test's choice, with flushes that run when the test says so. Everything happens on
/// the test's own thread.
/// </summary>
internal sealed class Broker : IDisposable
{
    private readonly DataDirectory _directory;
    private readonly StateJournal _journal;

    internal Broker(IDisk disk, ReplicationOptions? options = null)
    {
        Clock = new SplitClock(Time);
        _directory = DataDirectory.Open(disk, new DataDirectoryOptions
        {
            Location = "test",
            NodeId = new NodeId(1),
            BootId = "boot",
            CreatedBy = "test",
        });
        _journal = StateJournal.Open(_directory, Flushes);
        Host = new ReplicationHost(new ReplicationEnvironment
        {
            Directory = _directory,
            Journal = _journal,
            Flusher = Flushes,
            Io = new InlineIoScheduler(),
            Payloads = new PayloadPool(poisonOnReturn: true),
            TailBudget = new TailCacheBudget(1 << 20),
            Transport = new NoPeers(),
            Random = new FixedRandom(),
            Time = Clock,
            Loggers = NullLoggerFactory.Instance,
            Options = options ?? new ReplicationOptions(),
        });
    }

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    internal SplitClock Clock { get; }

    internal ManualFlushScheduler Flushes { get; } = new();

    internal ReplicationHost Host { get; }

    internal PayloadPool Payloads { get; } = new(poisonOnReturn: true);

    internal static RaftGroupId Group { get; } = new(new Guid("11111111-2222-3333-4444-555555555555"), 0);

    internal IDisk Disk => _directory.Disk;

    /// <summary>Opens a partition of another name and lets it elect itself.</summary>
    internal void OpenAs(TopicPartition name)
    {
        var id = Group with { Partition = name.Partition };
        Host.OpenPartition(id, name, [new Member(new NodeId(1), _directory.NodeUuid)], new PartitionSettings());
        Flushes.FlushAll();
    }

    /// <summary>Opens the test's partition, and unless told otherwise lets it elect itself.</summary>
    internal Partition Open(PartitionSettings? settings = null, bool elect = true)
    {
        var partition = Host.OpenPartition(
            Group, new TopicPartition("orders", 0), [new Member(new NodeId(1), _directory.NodeUuid)], settings ?? new PartitionSettings());
        if (elect) Flushes.FlushAll();
        return partition;
    }

    /// <summary>A batch of <paramref name="records"/> records; with a producer when an id is given.</summary>
    internal ProducedBatch Batch(
        int records = 1, long producerId = -1, short epoch = -1, int sequence = -1, int valueBytes = 100, long timestampMs = 1_700_000_000_000)
    {
        var builder = new RecordBatchBuilder(new RecordBatchOptions { ProducerId = producerId, ProducerEpoch = epoch, BaseSequence = sequence });
        var value = new byte[valueBytes];
        for (var i = 0; i < records; i++) builder.Append(timestampMs + i, "key"u8, value);
        return new ProducedBatch
        {
            Payload = builder.ToPayload(Payloads),
            RecordSpan = records,
            ProducerId = producerId,
            ProducerEpoch = epoch,
            BaseSequence = sequence,
            LogAppendTimeMs = -1,
        };
    }

    /// <summary>Everything a reader gets from the start, as offsets of batches.</summary>
    internal static List<long> ReadAll(Partition partition)
    {
        var offsets = new List<long>();
        var from = partition.Status.LogStartOffset;
        while (from < partition.Status.HighWatermark)
        {
            var read = partition.Read(from, 1, atLeastOne: true, onlyStable: false);
            if (read.Status == ReadStatus.NotInMemory) read = partition.ReadFromDisk(from, 1, atLeastOne: true, onlyStable: false);
            Assert.Equal(ReadStatus.Ok, read.Status);
            using var batches = read.Batches!;
            offsets.Add(batches.FirstOffset.Value);
            from = batches.EndOffset;
        }

        return offsets;
    }

    /// <summary>Closes everything in order, as a broker that is stopped.</summary>
    internal void Stop()
    {
        Host.Stop();
        Flushes.FlushAll();
        Dispose();
    }

    public void Dispose()
    {
        Host.Dispose();
        _journal.Dispose();
        _directory.Dispose();
    }

    private sealed class FixedRandom : IRandom
    {
        public int Next(int exclusiveMax) => 0;
    }
}
