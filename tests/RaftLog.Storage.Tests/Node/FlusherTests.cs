using System.Collections.Concurrent;
using RaftLog.Primitives;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Node;

namespace RaftLog.Storage.Tests.Node;

public sealed class FlusherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Everything_scheduled_is_flushed_after_it_was_scheduled_and_never_twice_at_a_time()
    {
        var counters = Enumerable.Range(0, 20).Select(_ => new Counter()).ToArray();
        var observer = new Observer();
        using (var flusher = new Flusher(threads: 4, observer))
        {
            Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
            {
                for (var i = 0; i < 5_000; i++)
                {
                    var counter = counters[i % counters.Length];
                    counter.Append();
                    flusher.Schedule(counter);
                }
            });
        }

        Assert.All(counters, counter => Assert.Equal(1000, counter.Flushed));
        Assert.All(counters, counter => Assert.False(counter.Overlapped));
        Assert.Empty(observer.Escaped);
        Assert.True(observer.Flushes >= counters.Length);
    }

    [Fact]
    public void Writes_gather_while_a_flush_is_under_way()
    {
        using var flusher = new Flusher(threads: 1);
        using var gated = new Gated();
        flusher.Schedule(gated);
        Assert.True(gated.Entered.WaitOne(Patience));
        for (var i = 0; i < 100; i++) flusher.Schedule(gated);
        gated.Release.Set();
        flusher.Dispose();

        Assert.Equal(2, gated.Flushes);
    }

    [Fact]
    public void Urgent_things_overtake_ordinary_ones()
    {
        var order = new ConcurrentQueue<string>();
        using var flusher = new Flusher(threads: 1);
        using var gated = new Gated();
        flusher.Schedule(gated);
        Assert.True(gated.Entered.WaitOne(Patience));
        flusher.Schedule(new Named("a", order));
        flusher.Schedule(new Named("b", order));
        flusher.Schedule(new Named("journal", order, urgent: true));
        Assert.Equal(3, flusher.Waiting);
        gated.Release.Set();
        flusher.Dispose();

        Assert.Equal(["journal", "a", "b"], order);
    }

    [Fact]
    public void An_exception_is_reported_and_the_thread_goes_on()
    {
        var observer = new Observer();
        var order = new ConcurrentQueue<string>();
        using (var flusher = new Flusher(threads: 1, observer))
        {
            flusher.Schedule(new Throwing());
            flusher.Schedule(new Named("next", order));
        }

        Assert.IsType<InvalidTimeZoneException>(Assert.Single(observer.Escaped));
        Assert.Equal(["next"], order);
    }

    [Fact]
    public void Stopping_drains_also_what_asks_to_be_flushed_again()
    {
        var insisting = new Insisting(times: 50);
        var flusher = new Flusher(threads: 3);
        flusher.Schedule(insisting);
        flusher.Dispose();
        Assert.Equal(50, insisting.Flushes);

        flusher.Schedule(insisting);
        Assert.Equal(0, flusher.Waiting);
    }

    [Fact]
    public void Scheduling_allocates_nothing_once_warm()
    {
        using var flusher = new Flusher(threads: 1);
        using var gated = new Gated();
        var counters = Enumerable.Range(0, 100).Select(_ => new Counter()).ToArray();
        foreach (var counter in counters) flusher.Schedule(counter);
        flusher.Schedule(gated);
        Assert.True(gated.Entered.WaitOne(Patience)); // the queue has been as long as it will be, and is empty again

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var counter in counters) flusher.Schedule(counter);
        foreach (var counter in counters) flusher.Schedule(counter);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        gated.Release.Set();
    }

    [Fact]
    public void The_journal_saves_from_many_threads_through_the_flusher()
    {
        var disk = new MemoryDisk();
        using var directory = DataDirectory.Open(disk, new DataDirectoryOptions
        {
            Location = "memory",
            NodeId = new NodeId(1),
            BootId = "boot",
            CreatedBy = "test",
        });
        var topic = Guid.NewGuid();
        using (var flusher = new Flusher(threads: 2))
        using (var journal = StateJournal.Open(directory, flusher, new StateJournalOptions { GarbageRecordsMax = 10 }))
        {
            Parallel.For(0, 8, partition =>
            {
                for (var term = 1; term <= 200; term++)
                {
                    journal.Save(new RaftGroupId(topic, partition), new ReplicaState(new Term(term), new NodeId(1), topic, ReplicaFlags.None));
                }
            });
            flusher.Dispose();
            Assert.Equal(1600, journal.FlushedTicket);
        }

        using var idle = new Flusher(threads: 1);
        using var again = StateJournal.Open(directory, idle);
        Assert.Equal(8, again.ListReplicas().Count);
        Assert.All(again.ListReplicas(), replica => Assert.Equal(new Term(200), replica.Value.Term));
    }

    private sealed class Counter : IFlushable
    {
        private long _appended;
        private int _inside;

        public long Flushed { get; private set; }

        public bool Overlapped { get; private set; }

        public void Append() => Interlocked.Increment(ref _appended);

        public bool Flush()
        {
            if (Interlocked.Increment(ref _inside) != 1) Overlapped = true;
            Flushed = Interlocked.Read(ref _appended);
            Thread.Yield();
            Interlocked.Decrement(ref _inside);
            return false;
        }
    }

    private sealed class Gated : IFlushable, IDisposable
    {
        public ManualResetEvent Entered { get; } = new(initialState: false);

        public ManualResetEvent Release { get; } = new(initialState: false);

        public int Flushes { get; private set; }

        public bool Flush()
        {
            Flushes++;
            Entered.Set();
            Assert.True(Release.WaitOne(Patience));
            return false;
        }

        /// <summary>Lets the flush go on; the flusher, declared before this, is disposed after it. The events go with the process.</summary>
        public void Dispose() => Release.Set();
    }

    private sealed class Named(string name, ConcurrentQueue<string> order, bool urgent = false) : IFlushable
    {
        public bool IsUrgent => urgent;

        public bool Flush()
        {
            order.Enqueue(name);
            return false;
        }
    }

    private sealed class Throwing : IFlushable
    {
        public bool Flush() => throw new InvalidTimeZoneException("a defect of the flushable");
    }

    private sealed class Insisting(int times) : IFlushable
    {
        public int Flushes { get; private set; }

        public bool Flush() => ++Flushes < times;
    }

    private sealed class Observer : IFlushObserver
    {
        private int _flushes;

        public int Flushes => _flushes;

        public ConcurrentQueue<Exception> Escaped { get; } = new();

        public void OnFlushed(IFlushable flushable, TimeSpan duration, int waiting) => Interlocked.Increment(ref _flushes);

        public void OnEscapedException(IFlushable flushable, Exception exception) => Escaped.Enqueue(exception);
    }
}
