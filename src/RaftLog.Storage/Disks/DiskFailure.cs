namespace RaftLog.Storage.Disks;

/// <summary>What kind of trouble a disk is in; it decides who suffers.</summary>
public enum DiskFailure : byte
{
    /// <summary>The device failed (EIO and the like): the replica fails.</summary>
    Io,

    /// <summary>No space or quota left: writes are refused with a retriable error and resume by themselves.</summary>
    Full,

    /// <summary>The name is missing, taken or not ours to open: a start-up or configuration error.</summary>
    Access,

    /// <summary>Out of file descriptors or memory: the operation is refused and may be retried.</summary>
    Resources,
}
