namespace RaftLog.Net;

/// <summary>
/// A bound on bytes held by many holders at once. Who is refused waits, in order, until others give back.
/// </summary>
/// <remarks>
/// Holders grow piece by piece (a frame is charged as it arrives, so that announcing a length takes nothing from anybody). So that many
/// half-grown holders cannot wait for each other for ever, one at a time may exceed the bound; what is held is therefore at
/// most the bound plus one holder's own limit. Thread-safe.
/// </remarks>
/// <param name="bytesMax">The bound.</param>
public sealed class ByteBudget(long bytesMax)
{
    private readonly Lock _lock = new();
    private readonly Queue<Waiter> _growing = new();
    private readonly Queue<Waiter> _resting = new();
    private long _held;
    private object? _exceeder;

    /// <summary>Bytes held at the moment.</summary>
    public long HeldBytes => Interlocked.Read(ref _held);

    /// <summary>True while more is held than the bound.</summary>
    public bool IsExceeded => HeldBytes > bytesMax;

    /// <summary>Takes <paramref name="bytes"/> whatever the bound: they are in memory already.</summary>
    public void Take(long bytes)
    {
        lock (_lock) _held += bytes;
    }

    /// <summary>Takes <paramref name="bytes"/> for <paramref name="holder"/>; false when it has to wait first.</summary>
    public bool TryTake(object holder, long bytes)
    {
        lock (_lock) return TryTakeLocked(holder, bytes);
    }

    /// <summary>Takes <paramref name="bytes"/> for <paramref name="holder"/> as soon as there is room; 0 waits until the bound is kept.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> came first; nothing has been taken.</exception>
    public Task TakeAsync(object holder, long bytes, CancellationToken cancellation)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (TryTakeLocked(holder, bytes)) return Task.CompletedTask;
            waiter = new Waiter(holder, bytes);
            (bytes == 0 ? _resting : _growing).Enqueue(waiter);
        }

        waiter.CancelWith(cancellation);
        return waiter.Task;
    }

    /// <summary>Gives bytes back that <paramref name="holder"/> took, or that were taken for it.</summary>
    public void Return(object holder, long bytes)
    {
        lock (_lock)
        {
            _held -= bytes;
            if (ReferenceEquals(_exceeder, holder)) _exceeder = null;
            Admit(_growing);
            Admit(_resting);
        }
    }

    private void Admit(Queue<Waiter> waiters)
    {
        while (waiters.TryPeek(out var next))
        {
            if (!next.IsCancelled && !TryTakeLocked(next.Holder, next.Bytes)) return;
            waiters.Dequeue();
            if (next.IsCancelled || next.TryAdmit()) continue;
            _held -= next.Bytes;
            if (ReferenceEquals(_exceeder, next.Holder)) _exceeder = null;
        }
    }

    private bool TryTakeLocked(object holder, long bytes)
    {
        if (bytes == 0) return _held <= bytesMax;
        if (_held + bytes > bytesMax)
        {
            if (_exceeder is not null && !ReferenceEquals(_exceeder, holder)) return false;
            _exceeder = holder;
        }

        _held += bytes;
        return true;
    }

    private sealed class Waiter(object holder, long bytes)
    {
        private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal object Holder => holder;

        internal long Bytes => bytes;

        internal Task Task => _completion.Task;

        internal bool IsCancelled => _completion.Task.IsCanceled;

        internal bool TryAdmit() => _completion.TrySetResult();

        internal void CancelWith(CancellationToken cancellation)
        {
            if (!cancellation.CanBeCanceled) return;
            var registration = cancellation.UnsafeRegister(
                static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), _completion);
            _ = _completion.Task.ContinueWith(
                static (_, state) => ((CancellationTokenRegistration)state!).Dispose(),
                registration,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}
