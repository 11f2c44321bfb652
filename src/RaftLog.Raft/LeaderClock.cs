namespace RaftLog.Raft;

/// <summary>
/// Which messages a leader sent in which tick: turns "a quorum answered message n" into "a quorum followed at least until tick t".
/// One mechanism for leases, check-quorum and liveness, checked when it is used and not by a timer.
/// </summary>
internal sealed class LeaderClock(int horizonTicks)
{
    // The number of the last message sent before each tick began, in a ring over the horizon.
    private readonly long[] _sentBefore = new long[horizonTicks + 1];

    private long _baseline;

    /// <summary>The tick in which this leadership began, or in which it woke.</summary>
    public long StartedAt { get; private set; }

    /// <summary>The number of the last message sent.</summary>
    public long Sequence { get; private set; }

    public void Start(long now)
    {
        Sequence = _baseline = 0;
        StartedAt = now;
        Array.Clear(_sentBefore);
    }

    /// <summary>Time stood still here and not elsewhere: answers to what was sent before say nothing about the present.</summary>
    public void StartAnew(long now)
    {
        _baseline = Sequence;
        StartedAt = now;
        Array.Fill(_sentBefore, Sequence);
    }

    public long NextSequence() => ++Sequence;

    public void TickBegins(long now) => _sentBefore[now % _sentBefore.Length] = Sequence;

    /// <summary>True when message <paramref name="sequence"/> was sent in the last <paramref name="ticks"/> ticks, the present included.</summary>
    public bool WasSentWithin(long sequence, int ticks, long now)
    {
        if (ticks <= 0) return false;
        if (sequence == long.MaxValue) return true;
        var since = now - ticks + 1;
        return since <= StartedAt ? sequence > _baseline : sequence > _sentBefore[since % _sentBefore.Length];
    }
}
