namespace RaftLog.Storage.Node;

/// <summary>
/// Flushes what is dirty on threads of its own: group commit without a timer, because the next writes gather while the previous
/// ones are being synced. The flush policy lives in this type alone.
/// </summary>
/// <remarks>
/// Policy now: parallel fdatasyncs, one flushable per thread, urgent ones first. Each flushable is in the queue at most once, so the
/// queue is bounded by the number of open replicas. A thread is cheap here and the disk serves several syncs at once, hence more
/// threads than processors.
/// </remarks>
public sealed class Flusher : IFlushScheduler, IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<IFlushable> _urgent = new();
    private readonly Queue<IFlushable> _ordinary = new();
    private readonly Dictionary<IFlushable, FlushState> _states = new(ReferenceEqualityComparer.Instance);
    private readonly Thread[] _threads;
    private readonly IFlushObserver? _observer;
    private readonly TimeProvider _time;
    private bool _stopping;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many; 0 for min(8, max(2, 4 per processor)).</param>
    /// <param name="observer">Metrics and errors.</param>
    /// <param name="time">Measures durations.</param>
    public Flusher(int threads = 0, IFlushObserver? observer = null, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        (_observer, _time) = (observer, time ?? TimeProvider.System);
        _threads = new Thread[threads > 0 ? threads : Math.Min(8, Math.Max(2, Environment.ProcessorCount * 4))];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"raftlog-flusher-{i}" };
            _threads[i].Start();
        }
    }

    private enum FlushState : byte
    {
        Queued,
        Running,
        RunningAndDirty,
    }

    /// <summary>How many flushables are due and not being flushed yet.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _urgent.Count + _ordinary.Count;
        }
    }

    /// <inheritdoc/>
    /// <remarks>After <see cref="Dispose"/> it does nothing: nobody is left to wait for the flush.</remarks>
    public void Schedule(IFlushable flushable)
    {
        ArgumentNullException.ThrowIfNull(flushable);
        lock (_gate)
        {
            if (_states.TryGetValue(flushable, out var state))
            {
                if (state == FlushState.Running) _states[flushable] = FlushState.RunningAndDirty;
                return;
            }

            if (!_stopping) Enqueue(flushable);
        }
    }

    /// <summary>
    /// Flushes all that is due, also what becomes due by that, and ends the threads. The owners have stopped writing; otherwise the
    /// drain lasts as long as they go on. Called once the threads' callers are gone, and never from a flusher thread.
    /// </summary>
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
        while (TryTake(out var flushable))
        {
            var again = FlushOne(flushable);
            lock (_gate)
            {
                var dirty = _states[flushable] == FlushState.RunningAndDirty;
                _states.Remove(flushable);
                if (again || dirty) Enqueue(flushable);
                else if (_stopping) Monitor.PulseAll(_gate);
            }
        }
    }

    private bool FlushOne(IFlushable flushable)
    {
        var start = _time.GetTimestamp();
        try
        {
            var again = flushable.Flush();
            _observer?.OnFlushed(flushable, _time.GetElapsedTime(start), Waiting);
            return again;
        }
        catch (Exception e)
        {
            // The seam of this thread: whatever one flushable does, the others go on being flushed.
            _observer?.OnEscapedException(flushable, e);
            return false;
        }
    }

    private bool TryTake(out IFlushable flushable)
    {
        lock (_gate)
        {
            while (!_urgent.TryDequeue(out flushable!) && !_ordinary.TryDequeue(out flushable!))
            {
                // One still running may become due again, so a drain ends only when none is.
                if (_stopping && _states.Count == 0) return false;
                Monitor.Wait(_gate);
            }

            _states[flushable] = FlushState.Running;
            return true;
        }
    }

    private void Enqueue(IFlushable flushable)
    {
        _states[flushable] = FlushState.Queued;
        (flushable.IsUrgent ? _urgent : _ordinary).Enqueue(flushable);
        Monitor.Pulse(_gate);
    }
}
