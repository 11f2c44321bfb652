using RaftLog.Primitives;
using RaftLog.Simulation;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Node;

namespace RaftLog.Storage.Tests.Node;

public sealed class RecoveryCheckpointTests
{
    private static readonly Guid Topic = new("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");

    [Fact]
    public void What_was_written_is_read_back()
    {
        var disk = new MemoryDisk();
        var written = RecoveryCheckpoint.Load(disk);
        Assert.Null(written.Problem);
        Assert.False(written.TryGet(Group(0), out _));
        written.Write([(Group(0), Entry(10)), (Group(1), Entry(20))], clean: true);

        var read = RecoveryCheckpoint.Load(disk);
        Assert.Null(read.Problem);
        Assert.True(read.WasClean);
        Assert.True(read.TryGet(Group(1), out var entry));
        Assert.Equal(Entry(20), entry);
        Assert.False(read.TryGet(Group(2), out _));

        read.Write([], clean: false);
        Assert.False(RecoveryCheckpoint.Load(disk).WasClean);
    }

    [Fact]
    public void A_damaged_checkpoint_is_a_hint_lost_and_nothing_more()
    {
        var disk = new SimulatedDisk(1);
        RecoveryCheckpoint.Load(disk).Write([(Group(0), Entry(10))], clean: true);
        long length;
        using (var file = disk.Open(RecoveryCheckpoint.Path, DiskOpenMode.Read)) length = file.Length;
        for (var position = 0; position < length; position++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var damaged = disk.Clone();
                damaged.FlipBit(RecoveryCheckpoint.Path, position, bit);
                AssertUseless(damaged);
            }

            var cut = disk.Clone();
            using (var file = cut.Open(RecoveryCheckpoint.Path, DiskOpenMode.ReadWrite)) file.SetLength(position);
            AssertUseless(cut);
        }

        disk.Inject(new SimulatedFault(DiskOperation.Read));
        AssertUseless(disk);

        static void AssertUseless(SimulatedDisk disk)
        {
            var read = RecoveryCheckpoint.Load(disk);
            Assert.NotNull(read.Problem);
            Assert.False(read.WasClean);
            Assert.False(read.TryGet(Group(0), out _));
        }
    }

    [Fact]
    public void Every_crash_state_holds_an_old_or_a_new_checkpoint_and_what_is_forgotten_stays_so()
    {
        var oldest = 0;
        var newest = 0;
        var forgotten = false;
        var exploration = CrashExplorer.Explore(
            new SimulatedDisk(5),
            60,
            disk =>
            {
                var checkpoint = RecoveryCheckpoint.Load(disk);
                for (var i = 1; i <= 5; i++)
                {
                    newest = i;
                    checkpoint.Write([(Group(0), Entry(i)), (Group(1), Entry(i))], clean: false);
                    oldest = i;
                }

                checkpoint.Forget(Group(0), new LogIndex(5)); // keeps all that is claimed
                Assert.True(checkpoint.TryGet(Group(0), out _));
                oldest = 0;
                checkpoint.Forget(Group(0), new LogIndex(4));
                forgotten = true;
                checkpoint.Forget(Group(1), new LogIndex(4));
                checkpoint.Invalidate();
            },
            crashed =>
            {
                var read = RecoveryCheckpoint.Load(crashed);
                Assert.Null(read.Problem);
                var has = read.TryGet(Group(0), out var entry);
                Assert.True(has || oldest == 0);
                if (has) Assert.InRange(entry.FlushedIndex.Value, Math.Max(1, oldest), newest);
                Assert.False(has && forgotten);
            });

        Assert.True(exploration.States > 50, exploration.ToString());
    }

    [Fact]
    public void After_a_delete_that_failed_half_way_the_next_one_tries_again()
    {
        var disk = new SimulatedDisk(1);
        var checkpoint = RecoveryCheckpoint.Load(disk);
        checkpoint.Write([(Group(0), Entry(10))], clean: false);
        disk.Inject(new SimulatedFault(DiskOperation.SyncDirectory));

        Assert.Throws<DiskException>(() => checkpoint.Forget(Group(0), new LogIndex(3)));
        checkpoint.Forget(Group(0), new LogIndex(3));

        disk.Crash(CrashMode.LosingAllUnsynced);
        Assert.False(RecoveryCheckpoint.Load(disk).TryGet(Group(0), out _));
    }

    private static RaftGroupId Group(int partition) => new(Topic, partition);

    private static LogCheckpoint Entry(long index) =>
        new(new LogIndex(index), new LogIndex(1), index * 100, 0xDEADBEEF, new Offset(index * 10), new Term(3));
}
