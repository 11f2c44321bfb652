using System.Globalization;
using RaftLog.Primitives;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Node;

/// <summary>
/// A node's data directory: its identity, the lock that keeps others out, the mark of a clean stop, and the trash. Opening it
/// never makes up what is missing: data without an identity is refused, not adopted.
/// </summary>
/// <remarks>Not thread-safe, except <see cref="MoveToTrash"/> and <see cref="PurgeTrash"/>.</remarks>
public sealed class DataDirectory : IDisposable
{
    /// <summary>The identity file.</summary>
    public const string MetaPath = "meta.json";

    /// <summary>The folder that deleted replicas are renamed into.</summary>
    public const string TrashDirectory = "trash";

    /// <summary>Exists from a clean stop to the next start.</summary>
    public const string CleanStopPath = "clean-stop";

    /// <summary>The file that carries the lock.</summary>
    public const string LockPath = ".lock";

    private readonly IDisposable _lock;
    private readonly string _location;
    private readonly string _bootId;
    private readonly Lock _trashGate = new();
    private NodeMeta _meta;

    private DataDirectory(IDisk disk, DataDirectoryOptions options, IDisposable heldLock, NodeMeta meta)
    {
        Disk = disk;
        (_location, _bootId, _lock, _meta) = (options.Location, options.BootId, heldLock, meta);
    }

    /// <summary>The disk it lies on.</summary>
    public IDisk Disk { get; }

    /// <summary>True when this call of <see cref="Open"/> made it.</summary>
    public bool IsNew { get; private init; }

    /// <summary>The node it belongs to.</summary>
    public NodeId NodeId => new(_meta.NodeId);

    /// <summary>The identity of this copy of the node; a wiped node gets another.</summary>
    public Guid NodeUuid => _meta.NodeUuid;

    /// <summary>The cluster it belongs to; null until it has joined one.</summary>
    public string? ClusterId => _meta.ClusterId;

    /// <summary>True when the previous run ended with <see cref="MarkCleanStop"/>.</summary>
    public bool WasStoppedCleanly { get; private set; }

    /// <summary>
    /// True when the machine has gone down since the last run and that run had not stopped cleanly: what was acknowledged from memory may
    /// be lost. Stays true over restarts until <see cref="RecordBoot"/>.
    /// </summary>
    public bool MayHaveLostUnsynced => !WasStoppedCleanly && _meta.BootId != _bootId;

    /// <summary>Opens the directory, or makes it when it is empty.</summary>
    /// <exception cref="DataDirectoryException">It is in use, not ours, damaged, or cannot be written.</exception>
    public static DataDirectory Open(IDisk disk, DataDirectoryOptions options)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(options);
        IDisposable? heldLock = null;
        try
        {
            heldLock = disk.TryLock(LockPath) ?? throw DataDirectoryErrors.InUse(options.Location);
            var directory = OpenLocked(disk, options, heldLock);
            heldLock = null;
            return directory;
        }
        catch (DiskException e) when (e.Failure == DiskFailure.Access)
        {
            throw DataDirectoryErrors.NotWritable(options.Location, e);
        }
        finally
        {
            heldLock?.Dispose();
        }
    }

    /// <summary>
    /// Says that replicas are sound as of this boot: called once those that <see cref="MayHaveLostUnsynced"/> casts doubt on are marked
    /// suspect, durably. Nothing is written when the boot is known.
    /// </summary>
    public void RecordBoot()
    {
        if (_meta.BootId != _bootId) Rewrite(_meta with { BootId = _bootId });
    }

    /// <summary>Binds the directory to a cluster for good; durable on return.</summary>
    /// <exception cref="DataDirectoryException">It belongs to another cluster already.</exception>
    public void BindToCluster(string clusterId)
    {
        ArgumentException.ThrowIfNullOrEmpty(clusterId);
        if (_meta.ClusterId == clusterId) return;
        if (_meta.ClusterId is { } other) throw DataDirectoryErrors.ForeignCluster(_location, other, clusterId);
        Rewrite(_meta with { ClusterId = clusterId });
    }

    /// <summary>
    /// The last act of a clean stop: the caller has stopped all writers, and everything written is durable. A memory-mode replica is
    /// trusted on the strength of this mark.
    /// </summary>
    public void MarkCleanStop()
    {
        Disk.Open(CleanStopPath, DiskOpenMode.OpenOrCreate).Dispose();
        Disk.SyncDirectory("");
    }

    /// <summary>
    /// Takes a replica's folder out of the way: it is renamed into the trash, durably, and its bytes go with <see cref="PurgeTrash"/>.
    /// Nothing happens when it does not exist.
    /// </summary>
    public void MoveToTrash(string directory)
    {
        var name = DiskPath.NameOf(DiskPath.Check(directory));
        lock (_trashGate)
        {
            if (!Disk.ListDirectories(DiskPath.DirectoryOf(directory)).Contains(name)) return;
            Disk.CreateDirectory(TrashDirectory);
            Disk.SyncDirectory(""); // or a power cut could take the trash can with what is thrown in
            var taken = Disk.ListDirectories(TrashDirectory);
            var number = 0;
            string target;
            do target = string.Create(CultureInfo.InvariantCulture, $"{name}.{number++}");
            while (taken.Contains(target));
            Disk.Rename(directory, DiskPath.Combine(TrashDirectory, target));

            // The target first: should the file system take the rename apart, the folder has two names for a while, never none.
            Disk.SyncDirectory(TrashDirectory);
            Disk.SyncDirectory(DiskPath.DirectoryOf(directory));
        }
    }

    /// <summary>Deletes what is in the trash; blocks for as long as that takes, so it is a job for the I/O workers.</summary>
    /// <returns>How many folders were deleted.</returns>
    public int PurgeTrash()
    {
        lock (_trashGate)
        {
            var names = Disk.ListDirectories(TrashDirectory);
            foreach (var name in names) Disk.DeleteDirectory(DiskPath.Combine(TrashDirectory, name));
            if (names.Count > 0) Disk.SyncDirectory(TrashDirectory);
            return names.Count;
        }
    }

    /// <summary>Lets others in. Does not mark a clean stop.</summary>
    public void Dispose() => _lock.Dispose();

    private static DataDirectory OpenLocked(IDisk disk, DataDirectoryOptions options, IDisposable heldLock)
    {
        // What a killed process left in the page cache is visible and perhaps not durable, and from here on it is relied upon.
        disk.SyncDirectory("");
        var content = ReadMeta(disk, options.Location);
        var isNew = content is null;
        if (isNew) RefuseDataWithoutIdentity(disk, options.Location);
        var meta = content is null ? NewMeta(options) : Decode(content, options);
        if (isNew) AtomicFile.Write(disk, MetaPath, meta.Encode());
        if (!meta.IsComplete)
        {
            // From the second write on, a missing journal is damage and never "new and empty".
            StateJournal.Create(disk, meta.NodeUuid);
            meta = meta with { IsComplete = true };
            AtomicFile.Write(disk, MetaPath, meta.Encode());
        }

        var directory = new DataDirectory(disk, options, heldLock, meta) { IsNew = isNew };
        directory.ConsumeCleanStop();
        if (options.ClusterId is { } clusterId && meta.ClusterId is not null) directory.BindToCluster(clusterId);
        return directory;
    }

    private static NodeMeta NewMeta(DataDirectoryOptions options) => new()
    {
        FormatVersion = NodeMeta.CurrentFormat,
        NodeId = options.NodeId.Value,
        NodeUuid = options.NewNodeUuid(),
        ClusterId = null,
        BootId = options.BootId,
        CreatedBy = options.CreatedBy,
        IsComplete = false,
    };

    private static byte[]? ReadMeta(IDisk disk, string location)
    {
        try
        {
            return AtomicFile.TryRead(disk, MetaPath, NodeMeta.BytesMax);
        }
        catch (DiskException e) when (e.Failure is DiskFailure.Io or DiskFailure.Resources)
        {
            throw DataDirectoryErrors.Damaged(location, $"it cannot be read: {e.Message}", e);
        }
    }

    private static NodeMeta Decode(byte[] content, DataDirectoryOptions options)
    {
        if (NodeMeta.TryReadFormat(content) is > NodeMeta.CurrentFormat and var format)
        {
            throw DataDirectoryErrors.NewerFormat(options.Location, format);
        }

        var meta = NodeMeta.TryDecode(content, out var problem) ?? throw DataDirectoryErrors.Damaged(options.Location, problem);
        if (meta.NodeId != options.NodeId.Value) throw DataDirectoryErrors.WrongNode(options.Location, meta.NodeId, options.NodeId);
        if (options.ClusterId is { } configured && meta.ClusterId is { } own && own != configured)
        {
            throw DataDirectoryErrors.ForeignCluster(options.Location, own, configured);
        }

        return meta;
    }

    /// <summary>
    /// Without <c>meta.json</c> only an empty folder is new. The lock, an unfinished <c>meta.json</c> and what a fresh file system
    /// brings along do not count.
    /// </summary>
    private static void RefuseDataWithoutIdentity(IDisk disk, string location)
    {
        var found = disk.ListDirectories("").FirstOrDefault(name => name != "lost+found")
            ?? disk.ListFiles("").FirstOrDefault(name => name is not (LockPath or MetaPath + AtomicFile.TemporarySuffix));
        if (found is not null) throw DataDirectoryErrors.IdentityMissing(location, found);
    }

    /// <summary>The mark speaks of one stop only: it goes, durably, before this run can write anything.</summary>
    private void ConsumeCleanStop()
    {
        WasStoppedCleanly = Disk.FileExists(CleanStopPath);
        if (!WasStoppedCleanly) return;

        // In this order a crash in between costs nothing: the mark, or the boot it vouched for, is on record.
        RecordBoot();
        AtomicFile.Delete(Disk, CleanStopPath);
    }

    private void Rewrite(NodeMeta meta)
    {
        AtomicFile.Write(Disk, MetaPath, meta.Encode());
        _meta = meta;
    }
}
