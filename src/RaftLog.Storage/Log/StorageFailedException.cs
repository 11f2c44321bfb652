namespace RaftLog.Storage.Log;

/// <summary>
/// The disk refused an operation, so this log never reports anything flushed again (a failed sync is never retried as if nothing
/// happened). Blast radius: the replica fails; a restart verifies what is on the disk.
/// </summary>
public sealed class StorageFailedException(string path, string message, Exception? inner = null)
    : Exception($"{path}: {message}", inner)
{
    /// <summary>The log's folder, or the file concerned.</summary>
    public string Path { get; } = path;
}
