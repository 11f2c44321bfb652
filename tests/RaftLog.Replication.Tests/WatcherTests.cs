using RaftLog.Replication.Partitions;
using RaftLog.Storage.Disks;

namespace RaftLog.Replication.Tests;

public class WatcherTests
{
    [Fact]
    public void A_watcher_is_told_when_the_high_watermark_rises_and_sees_it_then()
    {
        using var broker = new Broker(new MemoryDisk());
        var partition = broker.Open();
        var watcher = new Watcher();
        partition.Watch(watcher);

        partition.Produce(broker.Batch(), AckLevel.Leader, new Answers(), 0);
        Assert.Empty(watcher.HighWatermarks);
        broker.Flushes.FlushAll();

        Assert.Equal([1], watcher.HighWatermarks);
    }

    [Fact]
    public void Nobody_is_told_after_unwatching()
    {
        using var broker = new Broker(new MemoryDisk());
        var partition = broker.Open();
        var watcher = new Watcher();
        partition.Watch(watcher);
        partition.Unwatch(watcher);

        partition.Produce(broker.Batch(), AckLevel.Leader, new Answers(), 0);
        broker.Flushes.FlushAll();

        Assert.Empty(watcher.HighWatermarks);
    }

    [Fact]
    public void What_a_watcher_posts_from_its_call_is_executed_after_it_returns()
    {
        using var broker = new Broker(new MemoryDisk());
        var partition = broker.Open();
        var answers = new Answers();
        var watcher = new Watcher { OnMoved = p => p.Produce(broker.Batch(), AckLevel.Leader, answers, answers.Count) };
        partition.Watch(watcher);

        partition.Produce(broker.Batch(), AckLevel.Leader, new Answers(), 0);
        broker.Flushes.FlushOne();

        Assert.Equal((1, 2L), (answers.Count, partition.Status.LogEndOffset.Value));
    }

    private sealed class Watcher : IPartitionWatcher
    {
        internal List<long> HighWatermarks { get; } = [];

        internal Action<Partition>? OnMoved { get; init; }

        public void PartitionMoved(Partition partition)
        {
            HighWatermarks.Add(partition.Status.HighWatermark.Value);
            OnMoved?.Invoke(partition);
        }
    }
}
