using System.Text.Json;
using RaftLog.Server.Configuration;

namespace RaftLog.Server.Tests.Configuration;

/// <summary>The documents are made from the table of keys; RAFTLOG_REWRITE=1 rewrites them where they differ.</summary>
public class ConfigurationReferenceTests
{
    private const string BlockStart = "rewrites it -->\n";
    private const string BlockEnd = "<!-- end of keys -->";

    [Fact]
    public void Reference_lists_every_key_with_its_default()
    {
        var path = Path.Combine(RepositoryRoot(), "docs", "configuration.md");
        var text = File.ReadAllText(path);
        var start = text.IndexOf(BlockStart, StringComparison.Ordinal) + BlockStart.Length;
        var end = text.IndexOf(BlockEnd, StringComparison.Ordinal);
        var expected = text[..start] + "\n" + ConfigurationReference.Markdown() + "\n" + text[end..];

        Rewrite(path, expected);

        Assert.Equal(expected, File.ReadAllText(path));
        Assert.Contains("| `network.idleTimeout` | `10m` | 1s to 1d |", expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_for_editors_knows_the_same_keys()
    {
        var path = Path.Combine(RepositoryRoot(), "broker.schema.json");
        var expected = ConfigurationReference.JsonSchema();

        Rewrite(path, expected);

        Assert.Equal(expected, File.ReadAllText(path));
        using var schema = JsonDocument.Parse(expected);
        var port = schema.RootElement.GetProperty("properties").GetProperty("listeners").GetProperty("items").GetProperty("properties").GetProperty("port");
        Assert.Equal(65535, port.GetProperty("maximum").GetInt32());
    }

    [Fact]
    public void Sample_file_shows_every_key_and_changes_no_default()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot(), "broker.yaml"));

        var sample = BrokerConfiguration.Parse("broker.yaml", text, [], []);

        Assert.Empty(sample.Lines());
        Assert.Equal(JsonSerializer.Serialize(new BrokerOptions()), JsonSerializer.Serialize(sample.Options));

        var errors = new ConfigErrors();
        var tree = YamlReader.Read("broker.yaml", text, errors);
        BrokerKeys.Describe(key =>
        {
            // Seeds have no item by default, and so no keys to show.
            if (!key.Path.StartsWith("cluster.seeds.", StringComparison.Ordinal)) Assert.True(IsShown(tree, key.Path), $"broker.yaml does not show {key.Path}");
        });
    }

    private static bool IsShown(RawNode node, string path)
    {
        foreach (var segment in path.Split('.'))
        {
            var found = segment == "N" ? node.Items.GetValueOrDefault(0) : node.Children.GetValueOrDefault(segment);
            if (found is null) return false;
            node = found;
        }

        return true;
    }

    private static void Rewrite(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("RAFTLOG_REWRITE") == "1") File.WriteAllText(path, text);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RaftLog.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("RaftLog.sln is in no parent of the test's folder");
        }

        return folder.FullName;
    }
}
