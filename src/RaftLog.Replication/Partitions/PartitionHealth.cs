namespace RaftLog.Replication.Partitions;

/// <summary>What a replica can do. Everything but <see cref="Healthy"/> refuses writes with a retriable error.</summary>
public enum PartitionHealth : byte
{
    /// <summary>Reads and writes.</summary>
    Healthy,

    /// <summary>The disk is full: reads work, writes resume by themselves once there is room.</summary>
    DiskFull,

    /// <summary>A write or sync failed: the replica serves nothing until the broker has been restarted and has re-verified it.</summary>
    Failed,

    /// <summary>The log is damaged below what it had made durable: it is kept for inspection, and neither served nor overwritten.</summary>
    Damaged,

    /// <summary>The topic was deleted, or the broker is stopping.</summary>
    Closed,
}
