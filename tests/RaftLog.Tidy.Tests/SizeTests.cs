namespace RaftLog.Tidy.Tests;

/// <summary>
/// A file past 600 lines usually hides a second type, a function past 70 a second thought. Those that are larger for a reason are listed
/// with their size; the list may only shrink.
/// </summary>
public class SizeTests
{
    private const int FileLinesMax = 600;

    private static readonly Dictionary<string, int> LargeFiles = [];

    [Fact]
    public void Files_stay_readable()
    {
        var wrong = Repository.Files(".cs")
            .Select(p => (Path: p, Lines: Repository.Lines(p).Length))
            .Where(f => f.Lines > LargeFiles.GetValueOrDefault(f.Path, FileLinesMax))
            .Select(f => $"{f.Path}: {f.Lines} lines");

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_list_of_large_files_only_shrinks()
    {
        var stale = LargeFiles
            .Where(f => !File.Exists(Path.Combine(Repository.Root, f.Key)) || Repository.Lines(f.Key).Length < f.Value)
            .Select(f => $"{f.Key}: the list says {f.Value} lines");

        Assert.Empty(stale);
    }
}
