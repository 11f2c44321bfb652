namespace RaftLog.Storage.Disks;

/// <summary>
/// The only way RaftLog reaches a disk. Paths are relative to the disk's root, with '/' between the parts. Calls block, so
/// none is made from a group's pump.
/// </summary>
/// <remarks>
/// The contract is that of a POSIX file system after a power cut, no more: data is durable after <see cref="IDiskFile.SyncData"/>, a
/// created, renamed or deleted name after <see cref="SyncDirectory"/> of its folder. Every failure is a <see cref="DiskException"/>.
/// </remarks>
public interface IDisk
{
    /// <summary>Opens a file; it is created empty when <paramref name="mode"/> says so.</summary>
    /// <exception cref="DiskException">Missing, already there, not readable, or the disk is full.</exception>
    IDiskFile Open(string path, DiskOpenMode mode);

    /// <summary>True when a file of this name exists.</summary>
    bool FileExists(string path);

    /// <summary>The names (not paths) of the files in <paramref name="directory"/>, in ordinal order; empty when it does not exist.</summary>
    IReadOnlyList<string> ListFiles(string directory);

    /// <summary>The names of the folders in <paramref name="directory"/>, in ordinal order; empty when it does not exist.</summary>
    IReadOnlyList<string> ListDirectories(string directory);

    /// <summary>Creates a folder and its parents; nothing happens when it exists.</summary>
    void CreateDirectory(string directory);

    /// <summary>Renames a file or a folder, replacing a file of the new name.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file; nothing happens when it does not exist. Open handles keep reading it.</summary>
    void DeleteFile(string path);

    /// <summary>Deletes a folder with all it holds; nothing happens when it does not exist.</summary>
    void DeleteDirectory(string directory);

    /// <summary>Makes creations, renames and deletions in <paramref name="directory"/> durable.</summary>
    void SyncDirectory(string directory);

    /// <summary>
    /// Takes the exclusive lock named by the file <paramref name="path"/>, created when missing and never deleted. It keeps other
    /// processes and other holders in this one out; it ends with <see cref="IDisposable.Dispose"/> or with the process.
    /// </summary>
    /// <returns>The lock; null when somebody else holds it.</returns>
    /// <exception cref="DiskException">The file could not be created or locked for another reason.</exception>
    IDisposable? TryLock(string path);

    /// <summary>Bytes left for us on the file system, and its size.</summary>
    DiskSpace GetSpace();
}
