namespace RaftLog.Replication.Groups;

/// <summary>How a decision on a group's state machine ended.</summary>
public enum CommandOutcome : byte
{
    /// <summary>What was decided, and all it depended on, is committed.</summary>
    Committed,

    /// <summary>This replica does not lead, or lost the leadership before the commit: the fate is unknown, retry.</summary>
    NotLeader,

    /// <summary>The disk is full or failed.</summary>
    StorageError,

    /// <summary>The group is closed.</summary>
    Closed,
}
