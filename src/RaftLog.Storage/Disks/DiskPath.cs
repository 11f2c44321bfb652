namespace RaftLog.Storage.Disks;

/// <summary>The rules for names on an <see cref="IDisk"/>: relative, '/' between the parts, no way out of the root.</summary>
public static class DiskPath
{
    /// <summary>Returns <paramref name="path"/> when it names a file or folder below the root.</summary>
    /// <exception cref="DiskException">
    /// <see cref="DiskFailure.Access"/>: empty, rooted, or a part that is empty, '.', '..' or holds '\', ':' or a control character.
    /// </exception>
    public static string Check(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var start = 0;
        while (true)
        {
            var slash = path.IndexOf('/', start);
            var part = path.AsSpan(start, (slash < 0 ? path.Length : slash) - start);
            if (part.IsEmpty || part is "." or ".." || HasForbiddenCharacter(part)) throw Refused(path);
            if (slash < 0) return path;
            start = slash + 1;
        }
    }

    /// <summary>As <see cref="Check"/>, and the empty string, which is the root itself.</summary>
    public static string CheckDirectory(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return directory.Length == 0 ? directory : Check(directory);
    }

    /// <summary>The folder <paramref name="path"/> is in; empty for the root.</summary>
    public static string DirectoryOf(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? "" : path[..slash];
    }

    /// <summary>The last part of <paramref name="path"/>.</summary>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary><paramref name="name"/> in <paramref name="directory"/>, which may be the root.</summary>
    public static string Combine(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";

    private static bool HasForbiddenCharacter(ReadOnlySpan<char> part)
    {
        foreach (var c in part)
        {
            // A backslash or a drive's colon would mean something else on Windows.
            if (c is '\\' or ':' || char.IsControl(c)) return true;
        }

        return false;
    }

    private static DiskException Refused(string path) =>
        new(DiskFailure.Access, path, "not a path below the data directory's root");
}
