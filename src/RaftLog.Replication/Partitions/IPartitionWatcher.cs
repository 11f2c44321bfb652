namespace RaftLog.Replication.Partitions;

/// <summary>A long poll that waits for a partition to move.</summary>
public interface IPartitionWatcher
{
    /// <summary>
    /// The high watermark rose, leadership changed, the log start moved or the partition closed. Called outside the group's pump; must not
    /// block. May be called once more after <see cref="Partition.Unwatch"/> when the two race.
    /// </summary>
    void PartitionMoved(Partition partition);
}
