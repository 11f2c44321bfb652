namespace RaftLog.Storage.Disks;

/// <summary>A disk operation failed. <see cref="Failure"/> says how far the damage reaches.</summary>
public sealed class DiskException(DiskFailure failure, string path, string message, Exception? inner = null)
    : IOException($"{path}: {message}", inner)
{
    /// <summary>The kind of failure.</summary>
    public DiskFailure Failure { get; } = failure;

    /// <summary>The file or folder concerned.</summary>
    public string Path { get; } = path;
}
