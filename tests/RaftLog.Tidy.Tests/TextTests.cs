using System.Text.RegularExpressions;

namespace RaftLog.Tidy.Tests;

/// <summary>What no reader should trip over in any text of the repository.</summary>
public partial class TextTests
{
    [Fact]
    public void Text_files_end_lines_with_line_feeds_and_the_file_with_one()
    {
        var wrong = Repository.Files(".cs", ".md", ".sh", ".yaml", ".csproj", ".props", ".js", ".py", ".txt")
            .Where(p => Repository.Read(p) is { Length: > 0 } text && (text.Contains('\r') || !text.EndsWith('\n')));

        Assert.Empty(wrong);
    }

    [Fact]
    public void No_text_names_a_path_of_one_machine()
    {
        var wrong = Repository.Files(".cs", ".md", ".sh", ".yaml", ".csproj", ".props", ".js", ".py", "run")
            .Where(p => !p.EndsWith("TextTests.cs", StringComparison.Ordinal) && MachinePath().IsMatch(Repository.Read(p)));

        Assert.Empty(wrong);
    }

    [Fact]
    public void A_todo_names_a_condition_and_nothing_waits_to_be_fixed()
    {
        var wrong = Repository.Files(".cs")
            .Where(p => !p.EndsWith("TextTests.cs", StringComparison.Ordinal))
            .Where(p => Unfinished().IsMatch(Repository.Read(p)));

        Assert.Empty(wrong);
    }

    [Fact]
    public void Paths_that_documents_name_exist()
    {
        var missing = new List<string>();
        foreach (var document in Repository.Files(".md"))
        {
            var folder = Path.GetDirectoryName(document)!;
            foreach (Match match in NamedPath().Matches(Repository.Read(document)))
            {
                var named = match.Groups[1].Value.TrimEnd('/', '.');
                var candidates = new[] { named, Path.Combine(folder, named) };
                if (!candidates.Any(c => Path.Exists(Path.Combine(Repository.Root, c)))) missing.Add($"{document}: {named}");
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void Tests_do_not_sleep()
    {
        var wrong = Repository.Files(".cs")
            .Where(p => p.StartsWith("tests/", StringComparison.Ordinal) && !p.EndsWith("TextTests.cs", StringComparison.Ordinal))
            .Where(p => Sleeping().IsMatch(Repository.Read(p)));

        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"(?<![\w.$}])/(work|home|root|Users)/\w")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\bFIXME\b|\bTODO(?! \((when|after|until|if) )|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"`((?:src|tests|bench|docs|broker|clients|\.ci)/[\w./-]*)`")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"Thread\.Sleep\(|Task\.Delay\(")]
    private static partial Regex Sleeping();
}
