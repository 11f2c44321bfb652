using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Node;

/// <summary>
/// Replaces small files as a whole: after a power cut the old or the new content is there, never a mixture. Also the place that
/// knows the order of the four steps.
/// </summary>
internal static class AtomicFile
{
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes, syncs, renames, syncs the folder: durable on return.</summary>
    public static void Write(IDisk disk, string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + TemporarySuffix;
        disk.DeleteFile(temporary); // a remnant of an attempt that was cut short
        using (var file = disk.Open(temporary, DiskOpenMode.CreateNew))
        {
            file.Write(content, 0);
            file.SyncData();
        }

        disk.Rename(temporary, path);
        disk.SyncDirectory(DiskPath.DirectoryOf(path));
    }

    /// <summary>Deletes a file for good: durable on return, also when an earlier attempt had taken the name away but not synced.</summary>
    public static void Delete(IDisk disk, string path)
    {
        disk.DeleteFile(path);
        disk.SyncDirectory(DiskPath.DirectoryOf(path));
    }

    /// <summary>The whole content; null when the file does not exist.</summary>
    /// <exception cref="DiskException">Unreadable; with <see cref="DiskFailure.Resources"/> also when longer than the bound.</exception>
    public static byte[]? TryRead(IDisk disk, string path, int bytesMax)
    {
        if (!disk.FileExists(path)) return null;
        using var file = disk.Open(path, DiskOpenMode.Read);
        var length = file.Length;
        if (length > bytesMax) throw new DiskException(DiskFailure.Resources, path, $"is {length} bytes long; expected at most {bytesMax}");
        var content = new byte[length];
        var read = file.Read(content, 0);
        return read == length ? content : content[..read];
    }
}
