namespace RaftLog.Raft;

/// <summary>The knobs of <see cref="Dormancy"/>; times in ticks.</summary>
public sealed record DormancyOptions
{
    /// <summary>
    /// A broker not heard for this long is taken for dead. At least the groups' election timeout, so that whatever loyalty a sleeping follower
    /// promised has ended when it campaigns.
    /// </summary>
    public int LapseTicks { get; init; } = 12;

    /// <summary>The campaigns of a dead broker's groups are spread over 0 to this many ticks.</summary>
    public int JitterTicks { get; init; } = 12;

    /// <summary>Heartbeats in a row whose digest differs before the groups concerned are woken; at least 1.</summary>
    public int MismatchesMax { get; init; } = 3;

    /// <summary>Refuses options that contradict themselves.</summary>
    /// <exception cref="ArgumentException">A bound does not hold; the message names it.</exception>
    public void Validate()
    {
        if (LapseTicks < 1) throw new ArgumentException("At least 1 tick.", nameof(LapseTicks));
        if (JitterTicks is < 0 or > 1_000_000) throw new ArgumentException("0 to 1,000,000 ticks.", nameof(JitterTicks));
        if (MismatchesMax < 1) throw new ArgumentException("At least 1.", nameof(MismatchesMax));
    }
}
