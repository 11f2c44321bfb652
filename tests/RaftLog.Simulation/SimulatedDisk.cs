using RaftLog.Storage.Disks;

namespace RaftLog.Simulation;

/// <summary>
/// A disk in memory that keeps what was written apart from what a power cut would leave, and goes wrong on request. The same seed
/// and the same calls give the same outcome.
/// </summary>
/// <remarks>
/// What a power cut may do: drop any written 512-byte sector that no <see cref="IDiskFile.SyncData"/> covered, or keep it and drop an
/// earlier one; tear a sector; leave a file at any length it has had or was growing through since its last sync; forget
/// creations, renames and deletions that no <see cref="SyncDirectory"/> covered, each by itself (a rename stays whole, and changes
/// of one name stay in order). It never takes what was synced. Calls are serialised by one lock.
/// </remarks>
public sealed class SimulatedDisk : IDisk
{
    private static readonly DiskSpace Roomy = new(1L << 40, 1L << 40);

    private readonly Lock _gate = new();
    private readonly DeterministicRandom _random;
    private readonly List<ActiveFault> _faults = [];
    private readonly HashSet<string> _locks = new(StringComparer.Ordinal);
    private readonly SimulatedTree _tree;
    private int _incarnation;

    public SimulatedDisk(ulong seed)
        : this(new DeterministicRandom(seed), new SimulatedTree())
    {
    }

    private SimulatedDisk(DeterministicRandom random, SimulatedTree tree) => (_random, _tree) = (random, tree);

    /// <summary>What has gone wrong so far.</summary>
    public FaultCounters Counters { get; private set; } = new();

    /// <summary>Bytes all files may hold together; null when there is no limit. Lower it to fill the disk, raise it to free space.</summary>
    public long? CapacityBytes { get; set; }

    /// <summary>Bytes the files hold together.</summary>
    public long UsedBytes
    {
        get
        {
            lock (_gate) return _tree.Files().Sum(file => file.Current.Length);
        }
    }

    /// <summary>Called before each operation that changes anything, with its path; from there <see cref="Clone"/> sees the state before.</summary>
    public Action<DiskOperation, string>? BeforeChange { get; set; }

    /// <summary>Adds a rule. Rules are asked in the order they were added.</summary>
    public void Inject(SimulatedFault fault)
    {
        lock (_gate) _faults.Add(new ActiveFault(fault));
    }

    /// <summary>Drops all rules.</summary>
    public void HealFaults()
    {
        lock (_gate) _faults.Clear();
    }

    /// <summary>The machine, or only the process, goes down and comes back. All open files and locks are gone.</summary>
    public void Crash(CrashMode mode)
    {
        lock (_gate)
        {
            switch (mode)
            {
                case CrashMode.KeepingAll: GoDown(); break;
                case CrashMode.LosingAllUnsynced: LosePower(new UniformChoice(keep: false)); break;
                case CrashMode.Random: LosePower(new RandomChoice(_random)); break;
                default: throw new ArgumentOutOfRangeException(nameof(mode));
            }
        }
    }

    /// <summary>
    /// The states a power cut at this moment can leave: all of them when there are at most <paramref name="statesMax"/>, otherwise
    /// the two extremes and a random sample. Each is a disk of its own, without the faults of this one.
    /// </summary>
    public IEnumerable<SimulatedDisk> EnumerateCrashStates(int statesMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statesMax, 2);
        var counting = new CountingChoice();
        Crashed(counting);
        if (counting.States <= statesMax)
        {
            var choice = new ExhaustiveChoice();
            do yield return Crashed(choice);
            while (choice.Advance());
            yield break;
        }

        yield return Crashed(new UniformChoice(keep: false));
        yield return Crashed(new UniformChoice(keep: true));
        DeterministicRandom random;
        lock (_gate) random = _random.Fork();
        for (var i = 2; i < statesMax; i++) yield return Crashed(new RandomChoice(random));
    }

    /// <summary>A copy with all that is pending, but without open files, locks, faults and hook.</summary>
    public SimulatedDisk Clone()
    {
        lock (_gate)
        {
            return new SimulatedDisk(_random.Clone(), _tree.Clone()) { CapacityBytes = CapacityBytes, Counters = Counters.Clone() };
        }
    }

    /// <summary>Flips bit <paramref name="bit"/> (0 to 7) of a byte, on the medium and in the page cache.</summary>
    public void FlipBit(string path, long position, int bit)
    {
        lock (_gate)
        {
            RequireFile(path).Corrupt(position, old => (byte)(old ^ (1 << bit)));
            Counters.FlippedBits++;
        }
    }

    /// <summary>Zeroes the 512-byte sector of number <paramref name="sector"/>, on the medium and in the page cache.</summary>
    public void ZeroSector(string path, long sector)
    {
        lock (_gate)
        {
            var file = RequireFile(path);
            for (var i = 0; i < SimulatedFile.SectorBytes; i++) file.Corrupt((sector * SimulatedFile.SectorBytes) + i, _ => 0);
            Counters.ZeroedSectors++;
        }
    }

    /// <inheritdoc/>
    public IDiskFile Open(string path, DiskOpenMode mode)
    {
        DiskPath.Check(path);
        lock (_gate)
        {
            Strike(DiskOperation.Open, path);
            var node = _tree.Find(path);
            if (node is SimulatedDirectory) throw Refused(path, "is a folder");
            if (node is not null && mode == DiskOpenMode.CreateNew) throw Refused(path, "already exists");
            if (node is null)
            {
                if (mode is DiskOpenMode.Read or DiskOpenMode.ReadWrite) throw Refused(path, "no such file");
                _tree.ParentOf(path);
                BeforeChange?.Invoke(DiskOperation.Open, path);
                _tree.Link(path, node = new SimulatedFile());
            }

            return new SimulatedDiskFile(this, (SimulatedFile)node, path, mode != DiskOpenMode.Read, _incarnation);
        }
    }

    /// <inheritdoc/>
    public bool FileExists(string path)
    {
        DiskPath.Check(path);
        lock (_gate) return _tree.Find(path) is SimulatedFile;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ListFiles(string directory) => Names<SimulatedFile>(directory);

    /// <inheritdoc/>
    public IReadOnlyList<string> ListDirectories(string directory) => Names<SimulatedDirectory>(directory);

    /// <inheritdoc/>
    public void CreateDirectory(string directory)
    {
        DiskPath.CheckDirectory(directory);
        lock (_gate)
        {
            if (directory.Length == 0 || _tree.Find(directory) is SimulatedDirectory) return;
            if (_tree.Find(directory) is not null) throw Refused(directory, "is a file");
            CreateDirectory(DiskPath.DirectoryOf(directory));
            Begin(DiskOperation.CreateDirectory, directory);
            _tree.Link(directory, new SimulatedDirectory());
        }
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        DiskPath.Check(from);
        DiskPath.Check(to);
        lock (_gate)
        {
            Begin(DiskOperation.Rename, from);
            _tree.Rename(from, to);
        }
    }

    /// <inheritdoc/>
    public void DeleteFile(string path)
    {
        DiskPath.Check(path);
        lock (_gate)
        {
            if (_tree.Find(path) is not SimulatedFile) return;
            Begin(DiskOperation.Delete, path);
            _tree.Unlink(path);
        }
    }

    /// <inheritdoc/>
    public void DeleteDirectory(string directory)
    {
        DiskPath.Check(directory);
        lock (_gate)
        {
            if (_tree.Find(directory) is not SimulatedDirectory) return;
            Begin(DiskOperation.Delete, directory);
            _tree.DeleteDirectory(directory);
        }
    }

    /// <inheritdoc/>
    public void SyncDirectory(string directory)
    {
        DiskPath.CheckDirectory(directory);
        lock (_gate)
        {
            if (_tree.Find(directory) is not SimulatedDirectory node) throw Refused(directory, "no such folder");
            Begin(DiskOperation.SyncDirectory, directory);
            _tree.Sync(node);
        }
    }

    /// <inheritdoc/>
    public IDisposable? TryLock(string path)
    {
        using (Open(path, DiskOpenMode.OpenOrCreate))
        {
        }

        lock (_gate) return _locks.Add(path) ? new HeldLock(this, path, _incarnation) : null;
    }

    /// <inheritdoc/>
    public DiskSpace GetSpace() => CapacityBytes is { } capacity ? new(Math.Max(0, capacity - UsedBytes), capacity) : Roomy;

    internal int Read(SimulatedDiskFile handle, Span<byte> buffer, long position)
    {
        lock (_gate)
        {
            RequireAlive(handle);
            Strike(DiskOperation.Read, handle.Path);
            return handle.File.Current.Read(buffer, position);
        }
    }

    internal void Write(SimulatedDiskFile handle, ReadOnlySpan<byte> bytes, long position)
    {
        lock (_gate)
        {
            RequireAlive(handle);
            Begin(DiskOperation.Write, handle.Path);
            var room = RoomFor(handle, position + bytes.Length);
            var fits = (int)Math.Clamp(room - position, 0, bytes.Length);
            handle.File.Write(bytes[..fits], position);
            if (fits < bytes.Length) throw Full(handle);
        }
    }

    internal void SetLength(SimulatedDiskFile handle, long length)
    {
        lock (_gate)
        {
            RequireAlive(handle);
            Begin(DiskOperation.SetLength, handle.Path);
            if (RoomFor(handle, length) < length) throw Full(handle);
            handle.File.SetLength(length);
        }
    }

    internal void SyncData(SimulatedDiskFile handle)
    {
        lock (_gate)
        {
            RequireAlive(handle);
            BeforeChange?.Invoke(DiskOperation.SyncData, handle.Path);
            switch (Struck(DiskOperation.SyncData, handle.Path))
            {
                case null:
                    handle.File.Sync();
                    return;
                case { Lies: true }:
                    Counters.LyingSyncs++;
                    return;
                case var fault:
                    Counters.FailedSyncs++;
                    handle.File.FailSync(new RandomChoice(_random), Counters);
                    throw new DiskException(fault.Failure, handle.Path, "injected fault: the sync failed");
            }
        }
    }

    internal long LengthOf(SimulatedDiskFile handle)
    {
        lock (_gate)
        {
            RequireAlive(handle);
            return handle.File.Current.Length;
        }
    }

    private static DiskException Refused(string path, string why) => new(DiskFailure.Access, path, why);

    private SimulatedDisk Crashed(CrashChoice choice)
    {
        var copy = Clone();
        copy.LosePower(choice);
        return copy;
    }

    private void LosePower(CrashChoice choice)
    {
        _tree.LosePower(choice, Counters);
        GoDown();
    }

    private void GoDown()
    {
        _incarnation++;
        _locks.Clear();
        Counters.Crashes++;
    }

    private void RequireAlive(SimulatedDiskFile handle)
    {
        ObjectDisposedException.ThrowIf(handle.IsDisposed, handle);
        if (handle.Incarnation != _incarnation) throw new DiskException(DiskFailure.Io, handle.Path, "opened before the crash");
    }

    private SimulatedFile RequireFile(string path) =>
        _tree.Find(DiskPath.Check(path)) as SimulatedFile ?? throw Refused(path, "no such file");

    private string[] Names<TNode>(string directory)
    {
        DiskPath.CheckDirectory(directory);
        lock (_gate)
        {
            if (_tree.Find(directory) is not SimulatedDirectory node) return [];
            return [.. node.Entries.Where(entry => entry.Value is TNode).Select(entry => entry.Key)];
        }
    }

    private void Begin(DiskOperation operation, string path)
    {
        BeforeChange?.Invoke(operation, path);
        Strike(operation, path);
    }

    private void Strike(DiskOperation operation, string path)
    {
        if (Struck(operation, path) is not { } fault) return;
        Counters.FailedOperations++;
        throw new DiskException(fault.Failure, path, $"injected fault: {operation} failed");
    }

    private SimulatedFault? Struck(DiskOperation operation, string path)
    {
        foreach (var fault in _faults)
        {
            if (fault.Strikes(operation, path, _random)) return fault.Rule;
        }

        return null;
    }

    /// <summary>How long the file may become; at least its present length.</summary>
    private long RoomFor(SimulatedDiskFile handle, long wanted)
    {
        var length = handle.File.Current.Length;
        if (CapacityBytes is not { } capacity || wanted <= length) return long.MaxValue;
        return length + Math.Max(0, capacity - UsedBytes);
    }

    private DiskException Full(SimulatedDiskFile handle)
    {
        Counters.FullWrites++;
        return new DiskException(DiskFailure.Full, handle.Path, "no space left on the simulated disk");
    }

    private sealed class ActiveFault(SimulatedFault rule)
    {
        private int _skip = rule.Skip;
        private int _times = rule.Times;

        public SimulatedFault Rule => rule;

        public bool Strikes(DiskOperation operation, string path, DeterministicRandom random)
        {
            if (operation != rule.Operation || !path.Contains(rule.PathContains, StringComparison.Ordinal)) return false;
            if (_times == 0 || !(rule.Probability >= 1 || random.Chance(rule.Probability))) return false;
            if (_skip-- > 0) return false;
            _skip = 0;
            if (_times != int.MaxValue) _times--;
            return true;
        }
    }

    private sealed class HeldLock(SimulatedDisk disk, string path, int incarnation) : IDisposable
    {
        private bool _released;

        public void Dispose()
        {
            lock (disk._gate)
            {
                if (!_released && disk._incarnation == incarnation) disk._locks.Remove(path);
                _released = true;
            }
        }
    }
}
