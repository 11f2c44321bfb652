namespace RaftLog.Replication.Partitions;

/// <summary>How a read ended.</summary>
public enum ReadStatus : byte
{
    /// <summary>Batches, or nothing because the reader is at the end of what it may see.</summary>
    Ok,

    /// <summary>The batches are no longer in memory: read again with <see cref="Partition.ReadFromDisk"/> on a thread that may block.</summary>
    NotInMemory,

    /// <summary>Below the log start or above the log end.</summary>
    OffsetOutOfRange,

    /// <summary>This replica does not lead (and is not asked as a follower).</summary>
    NotLeader,

    /// <summary>The leader has not yet committed an entry of its own term; ask again.</summary>
    NotYetServing,

    /// <summary>The disk failed or the log is damaged.</summary>
    StorageError,

    /// <summary>The topic was deleted, or the broker is stopping.</summary>
    Closed,
}
