using System.Security.Cryptography;

namespace RaftLog.Chaos;

/// <summary>Every file of a folder and a hash of what is in it; the lock file does not count.</summary>
internal static class FolderPicture
{
    internal static SortedDictionary<string, string> Of(string folder)
    {
        var picture = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) != ".lock") picture[Path.GetRelativePath(folder, file)] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return picture;
    }

    /// <summary>What differs between two pictures, for people; empty when nothing does.</summary>
    internal static string Difference(SortedDictionary<string, string> before, SortedDictionary<string, string> after) => string.Join(
        ", ",
        before.Keys.Except(after.Keys).Select(f => $"{f} is gone")
            .Concat(after.Keys.Except(before.Keys).Select(f => $"{f} is new"))
            .Concat(before.Where(f => after.TryGetValue(f.Key, out var hash) && hash != f.Value).Select(f => $"{f.Key} changed")));

    internal static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
