namespace RaftLog.Raft;

/// <summary>Whether a proposal entered the leader's log. Anything but <see cref="Accepted"/> changed nothing.</summary>
public enum ProposeResult : byte
{
    /// <summary>Appended to the leader's log; it commits or is lost with the leadership, which the driver learns from commits.</summary>
    Accepted,

    /// <summary>This replica does not lead.</summary>
    NotLeader,

    /// <summary>Leadership is being handed over; retry, most likely elsewhere.</summary>
    TransferInProgress,

    /// <summary>The bound on uncommitted bytes is reached; retry when commits have caught up.</summary>
    TooManyUncommitted,

    /// <summary>A configuration change is still under way, or the change asked for is not legal from here.</summary>
    ConfigurationChangeRefused,
}
