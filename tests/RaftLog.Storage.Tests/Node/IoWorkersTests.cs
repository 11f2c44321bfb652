using System.Collections.Concurrent;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Node;

namespace RaftLog.Storage.Tests.Node;

public sealed class IoWorkersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_full_queue_refuses_and_what_was_taken_is_run_before_the_stop()
    {
        using var entered = new ManualResetEvent(initialState: false);
        using var release = new ManualResetEvent(initialState: false);
        var runs = 0;
        var workers = new IoWorkers(threads: 1, queueMax: 2);
        Assert.True(workers.TryRun(new DelegateIoJob(() =>
        {
            entered.Set();
            Assert.True(release.WaitOne(Patience));
        })));
        Assert.True(entered.WaitOne(Patience));
        Assert.True(workers.TryRun(new DelegateIoJob(() => runs++)));
        Assert.True(workers.TryRun(new DelegateIoJob(() => runs++)));
        Assert.False(workers.TryRun(new DelegateIoJob(() => runs++)));
        Assert.Equal(2, workers.Waiting);
        release.Set();
        workers.Dispose();

        Assert.Equal(2, runs);
        Assert.False(workers.TryRun(new DelegateIoJob(() => runs++)));
    }

    [Fact]
    public void A_job_that_throws_is_reported_and_does_not_take_the_thread()
    {
        var escaped = new ConcurrentQueue<Exception>();
        var ran = false;
        using (var workers = new IoWorkers(threads: 1, onEscapedException: (_, e) => escaped.Enqueue(e)))
        {
            workers.TryRun(new DelegateIoJob(() => throw new InvalidTimeZoneException("a defect of the job")));
            workers.TryRun(new DelegateIoJob(() => ran = true));
        }

        Assert.IsType<InvalidTimeZoneException>(Assert.Single(escaped));
        Assert.True(ran);
    }

    [Fact]
    public void The_inline_scheduler_runs_at_once()
    {
        var ran = false;
        Assert.True(new InlineIoScheduler().TryRun(new DelegateIoJob(() => ran = true)));
        Assert.True(ran);
    }
}

public sealed class DiskSpaceMonitorTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void Produces_stop_below_the_reserve_and_resume_a_quarter_above_it()
    {
        var monitor = new DiskSpaceMonitor(minFreeBytes: 100 * MiB);
        var total = 100_000 * MiB;

        Assert.False(monitor.Observe(new DiskSpace(100 * MiB, total)));
        Assert.True(monitor.AcceptsProduces);
        Assert.True(monitor.Observe(new DiskSpace((100 * MiB) - 1, total)));
        Assert.False(monitor.AcceptsProduces);
        Assert.False(monitor.Observe(new DiskSpace((125 * MiB) - 1, total)));
        Assert.False(monitor.AcceptsProduces);
        Assert.True(monitor.Observe(new DiskSpace(125 * MiB, total)));
        Assert.True(monitor.AcceptsProduces);
        Assert.False(monitor.Observe(new DiskSpace(100 * MiB, total)));
    }

    [Fact]
    public void On_a_small_file_system_the_reserve_is_a_twentieth()
    {
        var monitor = new DiskSpaceMonitor(minFreeBytes: 1024 * MiB);
        Assert.False(monitor.Observe(new DiskSpace(60 * MiB, 64 * MiB)));
        Assert.Equal(64 * MiB / 20, monitor.RefuseBelow(64 * MiB));
        Assert.True(monitor.Observe(new DiskSpace(3 * MiB, 64 * MiB)));
        Assert.True(monitor.Observe(new DiskSpace(5 * MiB, 64 * MiB)));
    }

    [Fact]
    public void A_refused_write_stops_produces_whatever_the_free_space_says()
    {
        var monitor = new DiskSpaceMonitor(minFreeBytes: MiB);
        Assert.True(monitor.ObserveFullWrite());
        Assert.False(monitor.ObserveFullWrite());
        Assert.False(monitor.AcceptsProduces);
        Assert.True(monitor.Observe(new DiskSpace(500 * MiB, 1000 * MiB)));
    }
}
