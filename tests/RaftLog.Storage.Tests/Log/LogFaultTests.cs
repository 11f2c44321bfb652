using RaftLog.Primitives;
using RaftLog.Simulation;
using RaftLog.Storage.Log;

namespace RaftLog.Storage.Tests.Log;

/// <summary>Failing and full disks: nothing is acknowledged that is not there, and a full disk is survived.</summary>
public class LogFaultTests
{
    [Fact]
    public void After_a_failed_sync_nothing_is_ever_reported_flushed()
    {
        var failures = 0;
        for (var skip = 0; skip < 20; skip++)
        {
            var disk = new SimulatedDisk((ulong)skip);
            disk.Inject(new SimulatedFault(DiskOperation.SyncData, Skip: skip));
            var log = new LogHarness(disk);
            for (var i = 0; i < 12 && log.Failures.Count == 0; i++)
            {
                log.AppendData(1, valueBytes: 500);
                PartitionLogTests.RollWhenDue(log, 700);
                log.Flush();
            }

            if (log.Failures.Count == 0) continue;
            failures++;
            var (reports, flushed) = (log.Reports.Count, log.Log.FlushedIndex);
            disk.HealFaults();
            log.AppendData(1);
            log.Flush();
            log.Log.RetryAfterDiskFull();
            log.Flush();

            Assert.Equal((reports, flushed), (log.Reports.Count, log.Log.FlushedIndex));
            Assert.Single(log.Failures);
            Assert.NotNull(log.Log.Failure);
            Assert.Null(log.Log.Close());
            foreach (var crashed in disk.EnumerateCrashStates(20))
                Assert.True(new LogHarness(crashed).Log.LastIndex >= flushed);
        }

        Assert.True(failures > 10);
    }

    [Theory]
    [InlineData(DiskOperation.Write)]
    [InlineData(DiskOperation.SetLength)]
    [InlineData(DiskOperation.Rename)]
    [InlineData(DiskOperation.SyncDirectory)]
    [InlineData(DiskOperation.Open)]
    public void Device_error_fails_the_log_and_keeps_what_was_reported(DiskOperation operation)
    {
        for (var skip = 0; skip < 25; skip++)
        {
            var disk = new SimulatedDisk((ulong)skip);
            var log = new LogHarness(disk);
            disk.Inject(new SimulatedFault(operation, Skip: skip));
            for (var i = 0; i < 12 && log.Failures.Count == 0; i++)
            {
                log.AppendData(1, valueBytes: 500);
                if (i == 7) log.Log.TruncateFrom(log.Log.LastIndex - 1, log.Log.EndOffset - 2);
                PartitionLogTests.RollWhenDue(log, 700);
                log.Flush();
            }

            var flushed = log.Log.FlushedIndex;
            disk.HealFaults();
            foreach (var crashed in disk.EnumerateCrashStates(10))
            {
                var opened = new LogHarness(crashed);
                Assert.True(opened.Recovered.Verdict != RecoveryVerdict.Corrupt, opened.Recovered.Damage?.ToString());
                Assert.True(opened.Log.LastIndex >= flushed);
            }
        }
    }

    [Theory]
    [InlineData(300)]
    [InlineData(20_000)]
    public void Full_disk_is_reported_once_loses_nothing_and_goes_on_when_there_is_room(int valueBytes)
    {
        var timesFull = 0;
        for (var roomBytes = 100; roomBytes < 30_000; roomBytes += 1777)
        {
            var disk = new SimulatedDisk(1) { CapacityBytes = roomBytes };
            var log = new LogHarness(disk);
            for (var i = 0; i < 30; i++)
            {
                log.AppendData(1, valueBytes: valueBytes, fill: (byte)i);
                PartitionLogTests.RollWhenDue(log, 500);
                log.Flush();
            }

            if (roomBytes > disk.UsedBytes && log.Log.PendingBytes == 0) break;
            timesFull++;
            Assert.Equal([true], log.DiskFullReports);
            Assert.True(log.Log.FlushedIndex < log.Log.LastIndex);
            Assert.Equal(30, log.Contents().Count);
            foreach (var crashed in disk.EnumerateCrashStates(5))
            {
                crashed.CapacityBytes = null;
                Assert.True(new LogHarness(crashed).Log.LastIndex >= log.Log.FlushedIndex);
            }

            disk.CapacityBytes = null;
            log.Log.RetryAfterDiskFull();
            log.Flush();

            Assert.Equal([true, false], log.DiskFullReports);
            Assert.Equal(log.Log.LastIndex, log.Log.FlushedIndex);
            Assert.Empty(log.Failures);
            Assert.Equal(log.Contents(), new LogHarness(disk).Contents());
        }

        Assert.True(timesFull > 5);
    }

    [Fact]
    public void Flush_overtaken_by_a_truncation_does_not_vouch_for_the_entry_in_its_place()
    {
        var disk = new SimulatedDisk(1);
        var log = new LogHarness(disk);
        log.AppendData(1, fill: 1);
        log.AppendData(1, fill: 2);
        disk.BeforeChange = (operation, path) =>
        {
            if (operation != DiskOperation.SyncData || log.Log.PendingBytes > 0) return;
            disk.BeforeChange = null;
            log.Log.TruncateFrom(new LogIndex(2));
            log.AppendData(2, fill: 3);
        };

        Assert.True(log.Log.Flush());
        Assert.Equal([(new LogIndex(1), new Term(1))], log.Reports);
        log.Flush();

        Assert.Equal([(new LogIndex(1), new Term(1)), (new LogIndex(2), new Term(2))], log.Reports);
        Assert.Equal(log.Contents(), new LogHarness(disk).Contents());
    }

    [Fact]
    public void Trim_makes_room_on_a_full_disk_although_writes_are_waiting()
    {
        var disk = new SimulatedDisk(1);
        var log = new LogHarness(disk);
        PartitionLogTests.FillSegments(log, 40);
        log.Flush();
        disk.CapacityBytes = disk.UsedBytes + 100;
        log.AppendData(9, valueBytes: 900);
        log.Flush();
        Assert.Equal([true], log.DiskFullReports);

        Assert.True(log.Log.TrimTo(log.Log.SegmentBoundaries[^1].FirstIndex));
        log.Flush();

        Assert.Equal([true, false], log.DiskFullReports);
        Assert.Equal(log.Log.LastIndex, log.Log.FlushedIndex);
    }

    [Fact]
    public void Truncated_entries_that_never_fitted_are_not_written_first()
    {
        var disk = new SimulatedDisk(1);
        var log = new LogHarness(disk);
        log.AppendData(1, valueBytes: 100);
        log.Flush();
        disk.CapacityBytes = disk.UsedBytes + 300;
        log.AppendData(1, valueBytes: 2000);
        log.Flush();

        log.Log.TruncateFrom(new LogIndex(2));
        log.AppendData(2, valueBytes: 50);
        log.Flush();

        Assert.Equal(2, log.Log.FlushedIndex.Value);
        Assert.Equal([true, false], log.DiskFullReports);
        Assert.Equal(log.Contents(), new LogHarness(disk).Contents());
    }

    [Fact]
    public void Disk_that_lied_about_a_sync_is_caught_by_the_checkpoint()
    {
        var disk = new SimulatedDisk(1);
        var log = new LogHarness(disk);
        log.AppendData(1);
        log.Flush();
        disk.Inject(new SimulatedFault(DiskOperation.SyncData, ".log", Times: int.MaxValue) { Lies = true });
        log.AppendData(1, valueBytes: 400);
        log.Flush();
        var checkpoint = log.Log.Close();

        Assert.Equal(2, checkpoint?.FlushedIndex.Value);
        disk.Crash(CrashMode.LosingAllUnsynced);
        disk.HealFaults();
        Assert.Equal(DamageKind.Missing, new LogHarness(disk, checkpoint: checkpoint).Recovered.Damage?.Kind);
    }
}
