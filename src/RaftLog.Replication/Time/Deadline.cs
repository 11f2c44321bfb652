namespace RaftLog.Replication.Time;

/// <summary>Something that must not wait for ever. Queued in at most one <see cref="DeadlineWheel"/>, at most once at a time.</summary>
public abstract class Deadline
{
    internal long DueTick { get; set; }

    internal Deadline? Next { get; set; }

    internal Deadline? Previous { get; set; }

    internal bool IsQueued { get; set; }

    /// <summary>The time is up. Called once, on the wheel's timer thread; must not block.</summary>
    protected internal abstract void Expired();
}
