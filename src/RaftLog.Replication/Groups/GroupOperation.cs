namespace RaftLog.Replication.Groups;

/// <summary>
/// One item of a group's mailbox. Runs on the group's pump, so it may touch the group's state, and must not block.
/// Queued at most once at a time (the mailbox links operations through themselves and allocates nothing).
/// </summary>
internal abstract class GroupOperation
{
    internal GroupOperation? Next { get; set; }

    /// <summary>Does its work against <paramref name="group"/>. Answers go through <see cref="RaftGroup.Defer"/>, never straight out.</summary>
    internal abstract void Execute(RaftGroup group);

    /// <summary>The group stopped before the operation ran; whoever waits has to be told.</summary>
    internal abstract void Abandon(RaftGroup group);
}
