using RaftLog.Replication.Partitions;
using RaftLog.Simulation;
using RaftLog.Storage.Disks;

namespace RaftLog.Replication.Tests;

public class ProduceTests
{
    [Fact]
    public void A_lone_voter_leads_once_its_vote_and_its_first_entry_are_durable()
    {
        using var broker = new Broker(new MemoryDisk());
        var partition = broker.Open(elect: false);

        Assert.False(partition.Status.IsLeader);
        broker.Flushes.FlushAll();

        var status = partition.Status;
        Assert.True(status.IsLeader && status.CanServe);
        Assert.Equal((1, 0L, 0L), (status.LeaderEpoch.Value, status.LogEndOffset.Value, status.HighWatermark.Value));
        Assert.True(partition.Settled.IsCompletedSuccessfully);
    }

    [Fact]
    public void Acks_all_is_answered_by_the_flush_and_not_before()
    {
        using var broker = new Broker(new MemoryDisk());
        var partition = broker.Open();
        var answers = new Answers();

        partition.Produce(broker.Batch(records: 3), AckLevel.Quorum, answers, 0);
        Assert.Equal(0, answers.Count);
        Assert.Equal(0, partition.Status.HighWatermark.Value);
        broker.Flushes.FlushAll();

        Assert.Equal((ProduceStatus.Ok, 0L), (answers[0].Status, answers[0].BaseOffset.Value));
        Assert.Equal(3, partition.Status.HighWatermark.Value);
    }

    [Fact]
    public void Acks_one_is_answered_by_the_append_and_seen_by_consumers_only_when_committed()
    {
        using var broker = new Broker(new MemoryDisk());
        var partition = broker.Open();
        var answers = new Answers();

        partition.Produce(broker.Batch(), AckLevel.Leader, answers, 0);

        Assert.Equal(ProduceStatus.Ok, answers[0].Status);
        Assert.Equal((1L, 0L), (partition.Status.LogEndOffset.Value, partition.Status.HighWatermark.Value));
        Assert.Null(partition.Read(default, 1000, true, false).Batches);
    }

    [Fact]
    public void Batches_posted_together_get_offsets_in_order_and_one_flush_answers_them_all()
    {
        using var broker = new Broker(new MemoryDisk());
        var partition = broker.Open();
        var answers = new Answers();

        for (var i = 0; i < 10; i++) partition.Produce(broker.Batch(records: 2), AckLevel.Quorum, answers, i);
        Assert.True(broker.Flushes.FlushOne());

        Assert.Equal(Enumerable.Range(0, 10).Select(i => 2L * i), Enumerable.Range(0, 10).Select(i => answers[i].BaseOffset.Value));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => 2L * i), Broker.ReadAll(partition));
    }

    [Fact]
    public void A_duplicate_is_answered_with_the_original_offset_and_not_before_the_original_is_committed()
    {
        using var broker = new Broker(new MemoryDisk());
        var partition = broker.Open();
        var answers = new Answers();

        partition.Produce(broker.Batch(1, producerId: 7, epoch: 0, sequence: 0), AckLevel.Quorum, answers, 0);
        partition.Produce(broker.Batch(1, producerId: 7, epoch: 0, sequence: 0), AckLevel.Quorum, answers, 1);
        Assert.Equal(0, answers.Count);
        broker.Flushes.FlushAll();
        partition.Produce(broker.Batch(1, producerId: 7, epoch: 0, sequence: 0), AckLevel.Quorum, answers, 2);

        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal((ProduceStatus.Ok, 0L), (answers[i].Status, answers[i].BaseOffset.Value)));
        Assert.Equal(1, partition.Status.LogEndOffset.Value);
    }

    [Fact]
    public void A_gap_in_the_sequence_and_an_old_epoch_are_refused()
    {
        using var broker = new Broker(new MemoryDisk());
        var partition = broker.Open();
        var answers = new Answers();

        partition.Produce(broker.Batch(2, 7, 1, 0), AckLevel.Leader, answers, 0);
        partition.Produce(broker.Batch(1, 7, 1, 3), AckLevel.Leader, answers, 1);
        partition.Produce(broker.Batch(1, 7, 0, 2), AckLevel.Leader, answers, 2);
        partition.Produce(broker.Batch(1, 7, 2, 5), AckLevel.Leader, answers, 3);
        partition.Produce(broker.Batch(1, 7, 2, 0), AckLevel.Leader, answers, 4);

        Assert.Equal(
            [ProduceStatus.Ok, ProduceStatus.OutOfOrderSequence, ProduceStatus.InvalidProducerEpoch, ProduceStatus.OutOfOrderSequence, ProduceStatus.Ok],
            Enumerable.Range(0, 5).Select(i => answers[i].Status));
        Assert.Equal(3, partition.Status.LogEndOffset.Value);
    }

    [Fact]
    public void Fewer_voters_than_min_insync_replicas_refuse_acks_all_and_append_nothing()
    {
        using var broker = new Broker(new MemoryDisk());
        var partition = broker.Open(new PartitionSettings { MinInSyncReplicas = 2 });
        var answers = new Answers();

        partition.Produce(broker.Batch(), AckLevel.Quorum, answers, 0);
        partition.Produce(broker.Batch(), AckLevel.Leader, answers, 1);

        Assert.Equal((ProduceStatus.NotEnoughReplicas, ProduceStatus.Ok), (answers[0].Status, answers[1].Status));
        Assert.Equal(1, partition.Status.LogEndOffset.Value);
    }

    [Fact]
    public void A_full_disk_refuses_writes_until_there_is_room_and_loses_nothing()
    {
        var disk = new SimulatedDisk(1);
        using var broker = new Broker(disk);
        var partition = broker.Open();
        var answers = new Answers();
        disk.CapacityBytes = disk.UsedBytes;

        partition.Produce(broker.Batch(valueBytes: 4000), AckLevel.Quorum, answers, 0);
        broker.Flushes.FlushAll();
        partition.Produce(broker.Batch(), AckLevel.Quorum, answers, 1);
        Assert.Equal(PartitionHealth.DiskFull, partition.Status.Health);
        Assert.Equal(ProduceStatus.StorageError, answers[1].Status);
        Assert.False(answers.Has(0));

        disk.CapacityBytes = null;
        broker.Host.RetryAfterDiskFull();
        broker.Flushes.FlushAll();
        partition.Produce(broker.Batch(), AckLevel.Quorum, answers, 2);
        broker.Flushes.FlushAll();

        Assert.Equal((ProduceStatus.Ok, ProduceStatus.Ok), (answers[0].Status, answers[2].Status));
        Assert.Equal([0, 1], Broker.ReadAll(partition));
    }

    [Fact]
    public void After_a_failed_sync_nothing_is_acknowledged_any_more()
    {
        var disk = new SimulatedDisk(1);
        using var broker = new Broker(disk);
        var partition = broker.Open();
        var answers = new Answers();
        disk.Inject(new SimulatedFault(DiskOperation.SyncData, ".log"));

        partition.Produce(broker.Batch(), AckLevel.Quorum, answers, 0);
        broker.Flushes.FlushAll();
        partition.Produce(broker.Batch(), AckLevel.Quorum, answers, 1);
        broker.Flushes.FlushAll();

        Assert.Equal((ProduceStatus.StorageError, ProduceStatus.StorageError), (answers[0].Status, answers[1].Status));
        Assert.Equal(PartitionHealth.Failed, partition.Status.Health);
        Assert.Equal(ReadStatus.StorageError, partition.Read(default, 1, true, false).Status);
    }

    [Fact]
    public void Closing_a_partition_tells_whoever_waits()
    {
        using var broker = new Broker(new MemoryDisk());
        var partition = broker.Open();
        var answers = new Answers();
        partition.Produce(broker.Batch(), AckLevel.Quorum, answers, 0);

        broker.Host.DeletePartition(Broker.Group);
        partition.Produce(broker.Batch(), AckLevel.Quorum, answers, 1);

        Assert.Equal((ProduceStatus.Deleted, ProduceStatus.Deleted), (answers[0].Status, answers[1].Status));
        Assert.False(broker.Host.TryGet(Broker.Group, out _));
    }
}
