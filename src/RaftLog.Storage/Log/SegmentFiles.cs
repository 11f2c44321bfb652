using RaftLog.Primitives;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Log;

/// <summary>
/// The log's folder and its open files: the active segment's and, of the sealed ones, the one read last. So a log holds two
/// descriptors at
/// most, besides those of reads under way. Thread-safe; no lock is held across I/O.
/// </summary>
internal sealed class SegmentFiles(IDisk disk, string directory) : IDisposable
{
    private readonly Lock _gate = new();
    private SharedFile? _active;
    private SharedFile? _recent;

    public IDisk Disk => disk;

    public string Directory => directory;

    public string PathOf(LogIndex firstIndex, string suffix) => $"{directory}/{SegmentNames.Of(firstIndex, suffix)}";

    public string LogPath(Segment segment) => PathOf(segment.FirstIndex, SegmentNames.LogSuffix);

    /// <summary>Makes the log's folder, durably up to the root: it is as lost as any file whose name was not synced.</summary>
    public void CreateDirectory()
    {
        disk.CreateDirectory(directory);
        for (var at = directory; at.Length > 0;)
        {
            at = DiskPath.DirectoryOf(at);
            disk.SyncDirectory(at);
        }
    }

    /// <summary>A segment's file for reading; the caller disposes its share.</summary>
    public SharedFile Acquire(Segment segment)
    {
        lock (_gate)
        {
            if (_active?.Segment == segment) return _active.Share();
            if (_recent?.Segment == segment) return _recent.Share();
        }

        var opened = new SharedFile(segment, disk.Open(LogPath(segment), DiskOpenMode.Read));
        SharedFile? replaced;
        lock (_gate)
        {
            replaced = _recent;
            _recent = opened.Share();
        }

        replaced?.Dispose();
        return opened;
    }

    /// <summary>Hands over the file of the segment being written; null when there is none.</summary>
    public void SetActive(SharedFile? file)
    {
        SharedFile? replaced;
        lock (_gate) (replaced, _active) = (_active, file);
        replaced?.Dispose();
    }

    /// <summary>Closes the cached file of a segment that is deleted, or its space would not come back.</summary>
    public void Forget(Segment segment)
    {
        SharedFile? forgotten = null;
        lock (_gate)
        {
            if (_recent?.Segment == segment) (forgotten, _recent) = (_recent, null);
        }

        forgotten?.Dispose();
    }

    public void Dispose()
    {
        SetActive(null);
        SharedFile? replaced;
        lock (_gate) (replaced, _recent) = (_recent, null);
        replaced?.Dispose();
    }
}
