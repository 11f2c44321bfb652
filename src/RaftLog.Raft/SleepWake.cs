using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>Why a sleeping group is woken.</summary>
public enum SleepWakeCause : byte
{
    /// <summary>The leader's broker is not heard any more, or has started anew: <c>Wake(leaderLost: true, jitter)</c>.</summary>
    LeaderLost,

    /// <summary>The leader's broker does not count the group among those that sleep: <c>Wake()</c>, and see.</summary>
    DigestDiffers,

    /// <summary>A follower's broker is back: <c>Wake()</c> on the leader, whose heartbeat finds out what the follower lacks.</summary>
    FollowerReturned,
}

/// <summary>A group to wake.</summary>
/// <param name="Group">The group.</param>
/// <param name="Cause">Why.</param>
/// <param name="JitterTicks">How long its campaign waits, so that many groups do not campaign at once.</param>
public readonly record struct SleepWake(RaftGroupId Group, SleepWakeCause Cause, int JitterTicks);
