using System.Runtime.CompilerServices;

namespace RaftLog.Tidy.Tests;

/// <summary>The working tree these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", ".git", "artifacts", "data", "TestResults", "BenchmarkDotNet.Artifacts"];

    internal static string Root { get; } = FindRoot();

    /// <summary>Files with one of these endings, as paths relative to the root with '/' between the parts.</summary>
    internal static IEnumerable<string> Files(params string[] endings) =>
        Walk(new DirectoryInfo(Root))
            .Where(f => endings.Length == 0 || endings.Any(e => f.Name.EndsWith(e, StringComparison.Ordinal)))
            .Select(f => Path.GetRelativePath(Root, f.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    internal static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    internal static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo directory)
    {
        foreach (var file in directory.EnumerateFiles()) yield return file;
        foreach (var child in directory.EnumerateDirectories().Where(d => !NotOurs.Contains(d.Name)))
        {
            foreach (var file in Walk(child)) yield return file;
        }
    }

    private static string FindRoot([CallerFilePath] string self = "")
    {
        var directory = new FileInfo(self).Directory;
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "RaftLog.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("RaftLog.sln was not found above the tests.");
    }
}
