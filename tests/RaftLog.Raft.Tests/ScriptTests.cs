using System.Reflection;
using RaftLog.Raft.Tests.Harness;

namespace RaftLog.Raft.Tests;

/// <summary>
/// Every script gives the transcript it states. <c>RAFTLOG_REWRITE=1</c> writes what comes out now into the sources; commit
/// only a difference you can explain.
/// </summary>
public class ScriptTests
{
    public static TheoryData<string> Scripts
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var path in Directory.GetFiles(SourceDirectory, "*.txt").Order(StringComparer.Ordinal)) data.Add(Path.GetFileName(path));
            return data;
        }
    }

    private static string SourceDirectory => typeof(ScriptTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "ScriptsDirectory").Value!;

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_gives_its_transcript(string name)
    {
        var path = Path.Combine(SourceDirectory, name);
        var stated = File.ReadAllText(path).ReplaceLineEndings("\n");
        Assert.StartsWith("# ", stated, StringComparison.Ordinal);

        var actual = ScriptRunner.Rewrite(stated);

        if (Environment.GetEnvironmentVariable("RAFTLOG_REWRITE") == "1") File.WriteAllText(path, actual);
        else Assert.Equal(stated, actual);
    }
}
