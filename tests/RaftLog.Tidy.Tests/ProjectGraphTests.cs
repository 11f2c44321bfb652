using System.Xml.Linq;

namespace RaftLog.Tidy.Tests;

/// <summary>Arrows between projects point one way (docs/adr/0001-house.md).</summary>
public class ProjectGraphTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Primitives"] = [],
        ["Records"] = ["Primitives"],
        ["Raft"] = ["Primitives"],
        ["Net"] = ["Primitives"],
        ["Storage"] = ["Primitives", "Records"],
        ["Protocol.Generator"] = [],
        ["Protocol"] = ["Records", "Primitives", "Protocol.Generator"],
        ["Transport"] = ["Raft", "Net", "Primitives"],
        ["Replication"] = ["Raft", "Storage", "Transport", "Records", "Primitives"],
        ["Coordination"] = ["Protocol", "Records", "Primitives", "Protocol.Generator"],
        ["Server"] = ["Coordination", "Replication", "Protocol", "Net", "Storage", "Transport", "Raft", "Records", "Primitives"],
    };

    [Fact]
    public void Every_project_references_only_what_the_graph_allows()
    {
        var wrong = new List<string>();
        foreach (var path in Repository.Files(".csproj").Where(p => p.StartsWith("src/", StringComparison.Ordinal)))
        {
            var project = Name(path);
            Assert.True(Allowed.ContainsKey(project), $"{path} is not in the graph: add it here and to docs/adr/0001-house.md.");
            wrong.AddRange(References(path).Except(Allowed[project]).Select(r => $"{project} -> {r}"));
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Pure_projects_carry_the_banned_symbols_list()
    {
        foreach (var project in new[] { "Raft", "Coordination" })
        {
            var text = Repository.Read($"src/RaftLog.{project}/RaftLog.{project}.csproj");
            Assert.Contains("PureProjects.BannedSymbols.txt", text, StringComparison.Ordinal);
            Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("RaftLog.sln").Replace('\\', '/');

        Assert.DoesNotContain(Repository.Files(".csproj"), p => !solution.Contains($"\"{p}\"", StringComparison.Ordinal));
    }

    private static IEnumerable<string> References(string path) =>
        XDocument.Parse(Repository.Read(path)).Descendants("ProjectReference").Select(r => Name(r.Attribute("Include")!.Value));

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))["RaftLog.".Length..];
}
