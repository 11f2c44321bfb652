namespace RaftLog.Storage.Disks;

/// <summary>Room on a file system, in bytes.</summary>
/// <param name="Free">What this process may still write.</param>
/// <param name="Total">The file system's size.</param>
public readonly record struct DiskSpace(long Free, long Total);
