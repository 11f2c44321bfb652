using RaftLog.Primitives;

namespace RaftLog.Replication.Time;

/// <summary>
/// Deadlines of parked operations: one coarse wheel for the whole broker instead of a timer each. Adding and cancelling are
/// O(1) under a short lock; a deadline fires up to one tick late and never early.
/// </summary>
/// <remarks>
/// The timer is armed only while something waits, so that an idle broker does not wake. Expired deadlines are called on the timer's
/// thread, outside the lock. Time is <see cref="TimeProvider"/>'s monotonic timestamp: wall-clock jumps move nothing.
/// </remarks>
public sealed class DeadlineWheel : IDisposable
{
    private const int Slots = 1024;

    private readonly Lock _lock = new();
    private readonly Deadline?[] _slots = new Deadline?[Slots];
    private readonly TimeProvider _time;
    private readonly TimeSpan _tick;
    private readonly long _startTimestamp;
    private readonly ITimer _timer;
    private long _currentTick;
    private int _waiting;
    private bool _armed;
    private bool _disposed;

    /// <summary>Creates a wheel whose slots are <paramref name="tick"/> apart (10 ms unless said otherwise).</summary>
    public DeadlineWheel(TimeProvider time, TimeSpan? tick = null)
    {
        _time = time;
        _tick = tick ?? TimeSpan.FromMilliseconds(10);
        _startTimestamp = time.GetTimestamp();
        _timer = time.CreateTimer(
            static state => ((DeadlineWheel)state!).Turn(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many deadlines wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _waiting;
        }
    }

    /// <summary>Has <paramref name="deadline"/> expire after <paramref name="delay"/> unless it is cancelled before.</summary>
    public void Add(Deadline deadline, TimeSpan delay)
    {
        lock (_lock)
        {
            Invariant.Check(!deadline.IsQueued);
            var now = NowTick();
            if (_waiting == 0) _currentTick = now;
            var dueAfter = _time.GetElapsedTime(_startTimestamp) + delay;
            deadline.DueTick = Math.Max(now + 1, (dueAfter.Ticks + _tick.Ticks - 1) / _tick.Ticks);
            Link(deadline);
            if (++_waiting == 1) Arm();
        }
    }

    /// <summary>Takes a deadline back. False when it has fired, is firing, or was never added.</summary>
    public bool Cancel(Deadline deadline)
    {
        lock (_lock)
        {
            if (!deadline.IsQueued) return false;
            Unlink(deadline);
            _waiting--;
            return true;
        }
    }

    /// <summary>Stops the timer; what still waits never fires.</summary>
    public void Dispose()
    {
        lock (_lock) _disposed = true;
        _timer.Dispose();
    }

    private long NowTick() => _time.GetElapsedTime(_startTimestamp).Ticks / _tick.Ticks;

    private void Arm()
    {
        if (_armed || _disposed) return;
        _armed = true;
        _timer.Change(_tick, _tick);
    }

    private void Turn()
    {
        var expired = TakeExpired();
        while (expired is not null)
        {
            var next = expired.Next;
            expired.Next = null;
            expired.Expired();
            expired = next;
        }
    }

    private Deadline? TakeExpired()
    {
        Deadline? expired = null;
        lock (_lock)
        {
            if (_disposed) return null;
            var now = NowTick();
            var slotsToVisit = Math.Min(now - _currentTick, Slots);
            for (var i = 1; i <= slotsToVisit; i++) CollectDue(_slots[(_currentTick + i) % Slots], now, ref expired);
            _currentTick = now;
            if (_waiting == 0)
            {
                _armed = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        return expired;
    }

    private void CollectDue(Deadline? deadline, long now, ref Deadline? expired)
    {
        while (deadline is not null)
        {
            var next = deadline.Next;
            if (deadline.DueTick <= now)
            {
                Unlink(deadline);
                _waiting--;
                deadline.Next = expired;
                expired = deadline;
            }

            deadline = next;
        }
    }

    private void Link(Deadline deadline)
    {
        ref var head = ref _slots[deadline.DueTick % Slots];
        deadline.Next = head;
        deadline.Previous = null;
        if (head is not null) head.Previous = deadline;
        head = deadline;
        deadline.IsQueued = true;
    }

    private void Unlink(Deadline deadline)
    {
        if (deadline.Previous is null) _slots[deadline.DueTick % Slots] = deadline.Next;
        else deadline.Previous.Next = deadline.Next;
        if (deadline.Next is not null) deadline.Next.Previous = deadline.Previous;
        deadline.Next = deadline.Previous = null;
        deadline.IsQueued = false;
    }
}
