using RaftLog.Replication.Partitions;
using RaftLog.Simulation;
using RaftLog.Storage.Disks;

namespace RaftLog.Replication.Tests;

public class RecoveryTests
{
    private static readonly PartitionSettings TinySegments = new() { SegmentBytes = 2048 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Acknowledged_batches_and_the_producers_behind_them_survive_a_restart(bool isClean)
    {
        var disk = new MemoryDisk();
        var first = new Broker(disk);
        var partition = first.Open(TinySegments);
        var answers = new Answers();
        for (var i = 0; i < 40; i++)
        {
            partition.Produce(first.Batch(1, producerId: 7 + (i % 3), epoch: 0, sequence: i / 3), AckLevel.Quorum, answers, i);
            first.Flushes.FlushAll();
        }

        if (isClean) first.Stop();
        else first.Dispose();
        using var second = new Broker(disk);
        partition = second.Open(TinySegments);
        var retried = new Answers();
        partition.Produce(second.Batch(1, producerId: 7, epoch: 0, sequence: 13), AckLevel.Quorum, retried, 0);
        partition.Produce(second.Batch(1, producerId: 8, epoch: 0, sequence: 13), AckLevel.Quorum, retried, 1);
        partition.Produce(second.Batch(1, producerId: 9, epoch: 0, sequence: 12), AckLevel.Quorum, retried, 2);
        partition.Produce(second.Batch(1, producerId: 9, epoch: 0, sequence: 14), AckLevel.Quorum, retried, 3);
        second.Flushes.FlushAll();

        // 40 batches: producer 7 sent 14 of them (sequences 0 to 13), 8 and 9 sent 13 each (0 to 12).
        Assert.Equal((ProduceStatus.Ok, 39L), (retried[0].Status, retried[0].BaseOffset.Value));
        Assert.Equal((ProduceStatus.Ok, 40L), (retried[1].Status, retried[1].BaseOffset.Value));
        Assert.Equal((ProduceStatus.Ok, 38L), (retried[2].Status, retried[2].BaseOffset.Value));
        Assert.Equal(ProduceStatus.OutOfOrderSequence, retried[3].Status);
        Assert.Equal(Enumerable.Range(0, 41).Select(i => (long)i), Broker.ReadAll(partition));
        Assert.True(partition.Status.LeaderEpoch.Value > 1);
    }

    [Fact]
    public void Whatever_a_crash_leaves_of_unsynced_bytes_what_was_acknowledged_is_there()
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            var disk = new SimulatedDisk(seed);
            var random = new DeterministicRandom(seed);
            var first = new Broker(disk);
            var partition = first.Open(TinySegments);
            var answers = new Answers();
            for (var i = 0; i < 30; i++)
            {
                partition.Produce(first.Batch(1, 7, 0, i, valueBytes: random.Next(600)), AckLevel.Quorum, answers, i);
                if (random.Chance(0.4)) first.Flushes.FlushOne(random);
            }

            disk.Crash(CrashMode.Random);
            using var second = new Broker(disk);
            partition = second.Open(TinySegments);

            var kept = Broker.ReadAll(partition);
            Assert.Equal(Enumerable.Range(0, kept.Count).Select(i => (long)i), kept);
            Assert.True(kept.Count >= answers.Count, $"seed {seed}: {answers.Count} acknowledged, {kept.Count} kept");
        }
    }

    [Fact]
    public void A_replica_whose_log_is_gone_is_damaged_and_never_taken_for_new()
    {
        var disk = new MemoryDisk();
        var first = new Broker(disk);
        first.Open().Produce(first.Batch(), AckLevel.Quorum, new Answers(), 0);
        first.Flushes.FlushAll();
        first.Stop();
        disk.DeleteDirectory(disk.ListDirectories("").Single(d => d.StartsWith("orders-0.", StringComparison.Ordinal)));

        using var second = new Broker(disk);
        var partition = second.Open();
        var answers = new Answers();
        partition.Produce(second.Batch(), AckLevel.Quorum, answers, 0);
        second.Flushes.FlushAll();

        Assert.Equal((PartitionHealth.Damaged, ProduceStatus.StorageError), (partition.Status.Health, answers[0].Status));
        Assert.DoesNotContain(disk.ListDirectories(""), d => d.StartsWith("orders-0.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_replica_that_was_made_and_never_written_to_starts_as_new()
    {
        var disk = new MemoryDisk();
        using (var first = new Broker(disk))
        {
            first.Open(elect: false);
            Assert.True(first.Flushes.FlushOne());
        }

        using var second = new Broker(disk);
        Assert.True(second.Open().Status.CanServe);
    }

    [Fact]
    public void The_longest_topic_name_there_is_makes_a_folder_that_file_systems_take()
    {
        using var broker = new Broker(new MemoryDisk());
        var name = new TopicPartition(new string('t', 249), 12345);

        broker.OpenAs(name);

        Assert.All(broker.Disk.ListDirectories(""), d => Assert.InRange(d.Length, 1, 255));
        Assert.True(broker.Host.TryGet(name, out var partition) && partition.Status.CanServe);
    }

    [Fact]
    public async Task A_trimmed_start_survives_a_restart_and_its_segments_go()
    {
        var disk = new MemoryDisk();
        var first = new Broker(disk);
        var partition = first.Open(TinySegments);
        for (var i = 0; i < 60; i++) partition.Produce(first.Batch(), AckLevel.Quorum, new Answers(), i);
        first.Flushes.FlushAll();
        var segmentsBefore = partition.SegmentCount;

        var trim = partition.TrimAsync(new Offset(45));
        first.Flushes.FlushAll();
        var outcome = await trim;
        first.Flushes.FlushAll();

        Assert.Equal((ReadStatus.Ok, 45L), (outcome.Status, outcome.LogStartOffset.Value));
        Assert.True(partition.SegmentCount < segmentsBefore);
        Assert.Equal(ReadStatus.OffsetOutOfRange, partition.Read(new Offset(44), 1, true, false).Status);
        first.Stop();

        using var second = new Broker(disk);
        partition = second.Open(TinySegments);
        Assert.Equal((45L, 60L), (partition.Status.LogStartOffset.Value, partition.Status.HighWatermark.Value));
        Assert.Equal(Enumerable.Range(45, 15).Select(i => (long)i), Broker.ReadAll(partition));
    }

    [Fact]
    public async Task Trimming_above_the_high_watermark_is_out_of_range()
    {
        using var broker = new Broker(new MemoryDisk());
        var partition = broker.Open();

        var outcome = await partition.TrimAsync(new Offset(1));

        Assert.Equal(ReadStatus.OffsetOutOfRange, outcome.Status);
    }

    [Fact]
    public void Retention_by_size_keeps_whole_segments_up_to_the_bound_and_the_active_one()
    {
        using var broker = new Broker(new MemoryDisk());
        var partition = broker.Open(TinySegments with { RetentionBytes = 6000, RetentionMs = -1 });
        for (var i = 0; i < 100; i++) partition.Produce(broker.Batch(), AckLevel.Quorum, new Answers(), i);
        broker.Flushes.FlushAll();

        broker.Host.EnforceRetention();
        broker.Flushes.FlushAll();

        Assert.InRange(partition.SizeInBytes, 4000, 8100);
        Assert.True(partition.Status.LogStartOffset.Value > 0);
        Assert.Equal(100, partition.Status.HighWatermark.Value);
    }

    [Fact]
    public void Retention_by_age_spares_young_records_and_does_nothing_while_the_clock_cannot_be_trusted()
    {
        using var broker = new Broker(new MemoryDisk(), new ReplicationOptions { RetentionInterval = TimeSpan.FromDays(10_000) });
        var partition = broker.Open(TinySegments with { RetentionMs = 60_000 });
        var now = broker.Time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < 50; i++) partition.Produce(broker.Batch(timestampMs: now - 120_000), AckLevel.Quorum, new Answers(), i);
        for (var i = 50; i < 100; i++) partition.Produce(broker.Batch(timestampMs: now), AckLevel.Quorum, new Answers(), i);
        broker.Flushes.FlushAll();

        broker.Host.EnforceRetention();
        broker.Flushes.FlushAll();
        Assert.InRange(partition.Status.LogStartOffset.Value, 30, 50);

        var start = partition.Status.LogStartOffset;
        broker.Clock.WallOffset = TimeSpan.FromDays(3650);
        broker.Time.Advance(TimeSpan.FromSeconds(2));
        broker.Host.EnforceRetention();
        broker.Flushes.FlushAll();
        Assert.Equal(start, partition.Status.LogStartOffset);
    }

    [Fact]
    public void Records_are_found_by_time_in_memory_and_on_disk()
    {
        var disk = new MemoryDisk();
        var first = new Broker(disk);
        var partition = first.Open(TinySegments);
        for (var i = 0; i < 50; i++) partition.Produce(first.Batch(records: 2, timestampMs: 1000 + (10 * i)), AckLevel.Quorum, new Answers(), i);
        first.Flushes.FlushAll();
        AssertFinds(partition);
        first.Stop();

        using var second = new Broker(disk);
        AssertFinds(second.Open(TinySegments));
    }

    private static void AssertFinds(Partition partition)
    {
        Assert.Equal((0L, 1000L), Found(partition.FindByTimestamp(0)));
        Assert.Equal((41L, 1201L), Found(partition.FindByTimestamp(1201)));
        Assert.Equal((42L, 1210L), Found(partition.FindByTimestamp(1202)));
        Assert.Null(partition.FindByTimestamp(1492));
        Assert.Equal((99L, 1491L), Found(partition.FindMaxTimestamp()));
    }

    private static (long Offset, long Timestamp) Found(TimestampLookup? lookup) => (lookup!.Value.Offset.Value, lookup.Value.TimestampMs);
}
