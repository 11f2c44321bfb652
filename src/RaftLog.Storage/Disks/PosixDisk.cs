using Microsoft.Win32.SafeHandles;

namespace RaftLog.Storage.Disks;

/// <summary>
/// Real files below one folder. Made for POSIX; it runs on Windows too, where a folder cannot be synced and NTFS journals names itself.
/// </summary>
/// <remarks>Thread-safe. Files are opened without sharing checks: <see cref="TryLock"/> keeps other processes out.</remarks>
public sealed class PosixDisk : IDisk
{
    /// <summary>Files shared with other handles of ours; a segment is deleted while a reader still holds it.</summary>
    private const FileShare Sharing = FileShare.ReadWrite | FileShare.Delete;

    private readonly string _root;

    /// <summary>Uses <paramref name="root"/>, which is created with its parents when it does not exist.</summary>
    /// <exception cref="DiskException">The folder is missing and cannot be created.</exception>
    public PosixDisk(string root)
    {
        _root = Path.GetFullPath(root);
        Guarded(_root, () => Directory.CreateDirectory(_root));
    }

    /// <summary>The root's absolute path, for messages.</summary>
    public string Root => _root;

    /// <inheritdoc/>
    public IDiskFile Open(string path, DiskOpenMode mode)
    {
        var full = FullPath(path);
        var (fileMode, access) = mode switch
        {
            DiskOpenMode.Read => (FileMode.Open, FileAccess.Read),
            DiskOpenMode.ReadWrite => (FileMode.Open, FileAccess.ReadWrite),
            DiskOpenMode.CreateNew => (FileMode.CreateNew, FileAccess.ReadWrite),
            DiskOpenMode.OpenOrCreate => (FileMode.OpenOrCreate, FileAccess.ReadWrite),
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
        return new PosixDiskFile(Guarded(full, () => File.OpenHandle(full, fileMode, access, Sharing)), full);
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => File.Exists(FullPath(path));

    /// <inheritdoc/>
    public IReadOnlyList<string> ListFiles(string directory) => List(directory, Directory.GetFiles);

    /// <inheritdoc/>
    public IReadOnlyList<string> ListDirectories(string directory) => List(directory, Directory.GetDirectories);

    /// <inheritdoc/>
    public void CreateDirectory(string directory)
    {
        var full = FullDirectory(directory);
        Guarded(full, () => Directory.CreateDirectory(full));
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        var (source, target) = (FullPath(from), FullPath(to));
        if (OperatingSystem.IsWindows())
        {
            Guarded(source, () =>
            {
                if (Directory.Exists(source)) Directory.Move(source, target);
                else File.Move(source, target, overwrite: true);
                return true;
            });
            return;
        }

        // File.Move copies when the target is on another file system, which is neither atomic nor ever meant here.
        if (PosixCalls.Rename(source, target) != 0) throw DiskErrors.FromLastError(source, $"rename to {target}");
    }

    /// <inheritdoc/>
    public void DeleteFile(string path)
    {
        var full = FullPath(path);
        try
        {
            File.Delete(full);
        }
        catch (DirectoryNotFoundException)
        {
            // The folder is gone, and the file with it: what was asked for.
        }
        catch (Exception e) when (DiskErrors.IsDiskError(e))
        {
            throw DiskErrors.Wrap(e, full);
        }
    }

    /// <inheritdoc/>
    public void DeleteDirectory(string directory)
    {
        var full = FullPath(directory);
        try
        {
            Directory.Delete(full, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Already gone: what was asked for.
        }
        catch (Exception e) when (DiskErrors.IsDiskError(e))
        {
            throw DiskErrors.Wrap(e, full);
        }
    }

    /// <inheritdoc/>
    public void SyncDirectory(string directory)
    {
        var full = FullDirectory(directory);

        // Windows refuses to flush a folder's handle without backup privileges, and NTFS logs its metadata itself.
        if (OperatingSystem.IsWindows()) return;
        using var handle = OpenDirectory(full);
        if (PosixCalls.FSync(handle) != 0) throw DiskErrors.FromLastError(full, "fsync");
    }

    /// <summary>
    /// Flushes everything the file system of the root holds (syncfs): cheaper than many fdatasyncs when the data directory has a
    /// file system to itself. After a failure sync each file, to learn whose error it was.
    /// </summary>
    /// <returns>False where the system has no such call; nothing was flushed then.</returns>
    /// <exception cref="DiskException">Something on the file system could not be written.</exception>
    public bool TrySyncFileSystem()
    {
        if (!OperatingSystem.IsLinux()) return false;
        using var handle = OpenDirectory(_root);
        if (PosixCalls.SyncFs(handle) != 0) throw DiskErrors.FromLastError(_root, "syncfs");
        return true;
    }

    /// <inheritdoc/>
    public IDisposable? TryLock(string path)
    {
        var full = FullPath(path);
        var handle = OpenUnshared(full);
        if (handle is null || OperatingSystem.IsWindows()) return handle;

        // .NET locks unshared files by flock, but says nothing where that does not work or was switched off. This does.
        if (PosixCalls.FLock(handle, PosixCalls.LockExclusive | PosixCalls.LockNonBlocking) == 0) return handle;
        var isHeld = DiskErrors.IsLastErrorWouldBlock();
        var failure = DiskErrors.FromLastError(full, "flock");
        handle.Dispose();
        return isHeld ? null : throw failure;
    }

    /// <inheritdoc/>
    public DiskSpace GetSpace() => Guarded(_root, () =>
    {
        // On Unix any path will do: DriveInfo asks statvfs about the path itself.
        var drive = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(_root)! : _root);
        return new DiskSpace(drive.AvailableFreeSpace, drive.TotalSize);
    });

    private static SafeFileHandle? OpenUnshared(string full)
    {
        try
        {
            return File.OpenHandle(full, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (DiskErrors.IsSharingViolation(e.HResult))
        {
            return null;
        }
        catch (Exception e) when (DiskErrors.IsDiskError(e))
        {
            throw DiskErrors.Wrap(e, full);
        }
    }

    private static SafeFileHandle OpenDirectory(string full)
    {
        var descriptor = PosixCalls.Open(full, PosixCalls.OpenDirectoryFlags);
        if (descriptor < 0) throw DiskErrors.FromLastError(full, "open");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private string[] List(string directory, Func<string, string[]> enumerate)
    {
        var full = FullDirectory(directory);
        try
        {
            var names = enumerate(full);
            for (var i = 0; i < names.Length; i++) names[i] = Path.GetFileName(names[i]);
            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (DiskErrors.IsDiskError(e))
        {
            throw DiskErrors.Wrap(e, full);
        }
    }

    private static T Guarded<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (DiskErrors.IsDiskError(e))
        {
            throw DiskErrors.Wrap(e, path);
        }
    }

    private string FullPath(string path) => Path.Combine(_root, DiskPath.Check(path));

    private string FullDirectory(string directory) => Path.Combine(_root, DiskPath.CheckDirectory(directory));
}
