namespace RaftLog.Storage.Node;

/// <summary>Work that may block on the disk: a cold read, a roll, a delete.</summary>
public interface IIoJob
{
    /// <summary>Does the work on an I/O thread and posts the outcome to whoever waits for it. Does not throw.</summary>
    void Run();
}

/// <summary>Runs work that may block somewhere else than on the caller's thread.</summary>
public interface IIoScheduler
{
    /// <summary>Queues <paramref name="job"/>; neither blocks nor, once warm, allocates.</summary>
    /// <returns>False when the queue is full or the scheduler stopped: the caller refuses its own client with a retriable error.</returns>
    bool TryRun(IIoJob job);
}

/// <summary>Runs each job at once on the caller's thread, for tests and the simulator.</summary>
public sealed class InlineIoScheduler : IIoScheduler
{
    /// <inheritdoc/>
    public bool TryRun(IIoJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        job.Run();
        return true;
    }
}

/// <summary>A job out of a delegate, for work that is rare.</summary>
public sealed class DelegateIoJob(Action action) : IIoJob
{
    /// <inheritdoc/>
    public void Run() => action();
}

/// <summary>A few threads that do blocking reads and deletes, apart from the flushers so that neither waits for the other.</summary>
public sealed class IoWorkers : IIoScheduler, IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<IIoJob> _queue = new();
    private readonly Thread[] _threads;
    private readonly int _queueMax;
    private readonly Action<IIoJob, Exception>? _onEscapedException;
    private bool _stopping;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many, at least 1.</param>
    /// <param name="queueMax">How many jobs may wait; more are refused.</param>
    /// <param name="onEscapedException">Told about a job that threw, on the worker's thread; must not throw.</param>
    public IoWorkers(int threads = 4, int queueMax = 4096, Action<IIoJob, Exception>? onEscapedException = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(queueMax, 1);
        (_queueMax, _onEscapedException) = (queueMax, onEscapedException);
        _threads = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"raftlog-io-{i}" };
            _threads[i].Start();
        }
    }

    /// <summary>How many jobs wait for a thread.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _queue.Count;
        }
    }

    /// <inheritdoc/>
    public bool TryRun(IIoJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        lock (_gate)
        {
            if (_stopping || _queue.Count >= _queueMax) return false;
            _queue.Enqueue(job);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Runs what is queued and ends the threads; jobs that come later are refused. Never called from a worker's thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads) thread.Join();
    }

    private void Work()
    {
        while (TryTake(out var job))
        {
            try
            {
                job.Run();
            }
            catch (Exception e)
            {
                // The seam of this thread: a job that breaks its promise must not take the thread from the others.
                _onEscapedException?.Invoke(job, e);
            }
        }
    }

    private bool TryTake(out IIoJob job)
    {
        lock (_gate)
        {
            while (!_queue.TryDequeue(out job!))
            {
                if (_stopping) return false;
                Monitor.Wait(_gate);
            }

            return true;
        }
    }
}
