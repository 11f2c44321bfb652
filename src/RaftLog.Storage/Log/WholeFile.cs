using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Log;

/// <summary>Small files that are read and replaced whole.</summary>
internal static class WholeFile
{
    /// <summary>All bytes; null when the file does not exist or is too large to be one of ours.</summary>
    public static byte[]? TryRead(IDisk disk, string path)
    {
        if (!disk.FileExists(path)) return null;
        using var file = disk.Open(path, DiskOpenMode.Read);
        if (file.Length > Array.MaxLength) return null;
        var bytes = new byte[file.Length];
        return file.Read(bytes, 0) == bytes.Length ? bytes : null;
    }

    /// <summary>
    /// Writes under a temporary name and renames, so that the name holds the old bytes or the new. The caller syncs the folder
    /// when it has
    /// to last; <paramref name="sync"/> is false for a hint that may come out of a crash broken.
    /// </summary>
    public static void Replace(IDisk disk, string path, ReadOnlySpan<byte> bytes, bool sync)
    {
        var temporary = path + SegmentNames.TemporarySuffix;
        using (var file = disk.Open(temporary, DiskOpenMode.OpenOrCreate))
        {
            file.SetLength(0);
            file.Write(bytes, 0);
            if (sync) file.SyncData();
        }

        disk.Rename(temporary, path);
    }
}
