using RaftLog.Storage.Disks;

namespace RaftLog.Fuzz.Targets;

/// <summary>The files of one folder, by name.</summary>
internal static class FileImage
{
    /// <summary>Copies the files out of a disk.</summary>
    public static Dictionary<string, byte[]> Take(MemoryDisk disk, string directory)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in disk.ListFiles(directory))
        {
            using var file = disk.Open(PathOf(directory, name), DiskOpenMode.Read);
            var bytes = new byte[file.Length];
            OracleException.Require(file.Read(bytes, 0) == bytes.Length, "a file of the corpus reads back whole");
            files[name] = bytes;
        }

        return files;
    }

    /// <summary>Puts the files onto an empty disk.</summary>
    public static MemoryDisk ToDisk(Dictionary<string, byte[]> files, string directory)
    {
        var disk = new MemoryDisk();
        if (directory.Length > 0) disk.CreateDirectory(directory);
        foreach (var (name, bytes) in files)
        {
            using var file = disk.Open(PathOf(directory, name), DiskOpenMode.CreateNew);
            file.Write(bytes, 0);
        }

        return disk;
    }

    private static string PathOf(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";
}
