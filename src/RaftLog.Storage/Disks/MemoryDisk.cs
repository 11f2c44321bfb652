namespace RaftLog.Storage.Disks;

/// <summary>
/// A disk in memory, for a broker embedded in a test process. It holds what was written as long as this object lives, and a sync
/// costs nothing. Thread-safe.
/// </summary>
/// <param name="capacityBytes">
/// Bytes all files together may hold, in whole blocks of 16 KiB; beyond it writes fail with <see cref="DiskFailure.Full"/>.
/// </param>
public sealed class MemoryDisk(long capacityBytes = long.MaxValue) : IDisk
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal) { "" };
    private readonly HashSet<string> _locks = new(StringComparer.Ordinal);
    private readonly MemoryBudget _budget = new(capacityBytes);

    /// <inheritdoc/>
    public IDiskFile Open(string path, DiskOpenMode mode)
    {
        DiskPath.Check(path);
        lock (_gate)
        {
            if (_directories.Contains(path)) throw Refused(path, "is a folder");
            var exists = _files.TryGetValue(path, out var file);
            if (exists && mode == DiskOpenMode.CreateNew) throw Refused(path, "already exists");
            if (file is null)
            {
                if (mode is DiskOpenMode.Read or DiskOpenMode.ReadWrite) throw Refused(path, "no such file");
                RequireParent(path);
                _files.Add(path, file = new MemoryFile(_budget));
            }

            file.AddReference();
            return new MemoryFileHandle(file, path, writable: mode != DiskOpenMode.Read);
        }
    }

    /// <inheritdoc/>
    public bool FileExists(string path)
    {
        DiskPath.Check(path);
        lock (_gate) return _files.ContainsKey(path);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ListFiles(string directory)
    {
        DiskPath.CheckDirectory(directory);
        lock (_gate) return Children(_files.Keys, directory);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ListDirectories(string directory)
    {
        DiskPath.CheckDirectory(directory);
        lock (_gate) return Children(_directories, directory);
    }

    /// <inheritdoc/>
    public void CreateDirectory(string directory)
    {
        DiskPath.CheckDirectory(directory);
        lock (_gate)
        {
            for (var at = directory; at.Length > 0; at = DiskPath.DirectoryOf(at))
            {
                if (_files.ContainsKey(at)) throw Refused(at, "is a file");
                if (!_directories.Add(at)) return;
            }
        }
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        DiskPath.Check(from);
        DiskPath.Check(to);
        lock (_gate)
        {
            RequireParent(to);
            if (_directories.Contains(from)) RenameDirectory(from, to);
            else RenameFile(from, to);
        }
    }

    /// <inheritdoc/>
    public void DeleteFile(string path)
    {
        DiskPath.Check(path);
        lock (_gate)
        {
            if (_files.Remove(path, out var file)) file.ReleaseReference();
        }
    }

    /// <inheritdoc/>
    public void DeleteDirectory(string directory)
    {
        DiskPath.Check(directory);
        lock (_gate)
        {
            var prefix = directory + "/";
            foreach (var name in _files.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
            {
                _files.Remove(name, out var file);
                file?.ReleaseReference();
            }

            _directories.RemoveWhere(name => name == directory || name.StartsWith(prefix, StringComparison.Ordinal));
        }
    }

    /// <inheritdoc/>
    public void SyncDirectory(string directory)
    {
        DiskPath.CheckDirectory(directory);
        lock (_gate)
        {
            if (!_directories.Contains(directory)) throw Refused(directory, "no such folder");
        }
    }

    /// <inheritdoc/>
    public IDisposable? TryLock(string path)
    {
        using (Open(path, DiskOpenMode.OpenOrCreate))
        {
        }

        lock (_gate) return _locks.Add(path) ? new HeldLock(this, path) : null;
    }

    /// <inheritdoc/>
    public DiskSpace GetSpace() => _budget.Space;

    private static DiskException Refused(string path, string why) => new(DiskFailure.Access, path, why);

    private static string[] Children(IEnumerable<string> paths, string directory) =>
        [.. paths
            .Where(path => path.Length > 0 && DiskPath.DirectoryOf(path) == directory)
            .Select(DiskPath.NameOf)
            .Order(StringComparer.Ordinal)];

    private void RequireParent(string path)
    {
        if (!_directories.Contains(DiskPath.DirectoryOf(path))) throw Refused(path, "no such folder");
    }

    private void RenameFile(string from, string to)
    {
        if (_directories.Contains(to)) throw Refused(to, "is a folder");
        if (!_files.TryGetValue(from, out var file)) throw Refused(from, "no such file or folder");
        if (from == to) return;
        _files.Remove(from);
        if (_files.Remove(to, out var replaced)) replaced.ReleaseReference();
        _files.Add(to, file);
    }

    private void RenameDirectory(string from, string to)
    {
        var prefix = from + "/";
        if (_files.ContainsKey(to) || _directories.Contains(to)) throw Refused(to, "already exists");
        if (to.StartsWith(prefix, StringComparison.Ordinal)) throw Refused(to, "lies inside the folder to be renamed");
        foreach (var name in _directories.Where(name => IsWithin(name, from, prefix)).ToArray())
        {
            _directories.Remove(name);
            _directories.Add(to + name[from.Length..]);
        }

        foreach (var name in _files.Keys.Where(name => IsWithin(name, from, prefix)).ToArray())
        {
            _files.Remove(name, out var file);
            _files.Add(to + name[from.Length..], file!); // found by enumerating this very dictionary
        }
    }

    private static bool IsWithin(string name, string directory, string prefix) =>
        name == directory || name.StartsWith(prefix, StringComparison.Ordinal);

    private sealed class HeldLock(MemoryDisk disk, string path) : IDisposable
    {
        private bool _released;

        public void Dispose()
        {
            lock (disk._gate)
            {
                if (_released) return;
                _released = true;
                disk._locks.Remove(path);
            }
        }
    }
}
