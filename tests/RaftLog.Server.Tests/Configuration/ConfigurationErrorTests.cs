using CsCheck;
using RaftLog.Server.Configuration;

namespace RaftLog.Server.Tests.Configuration;

/// <summary>Each row: a file, and every line it makes on stderr, word by word: people and editors read these.</summary>
public class ConfigurationErrorTests
{
    public static TheoryData<string, string[]> Files => new()
    {
        { "listeners:\n  - name: a\n    port: 99999\n  - nmae: b\n    port: 2", ["broker.yaml:3:5: listeners.0.port: must be between 0 and 65535, is 99999", "broker.yaml:4:5: listeners.1.nmae: unknown key; did you mean 'name'?"] },
        { "node:\n  datadir: x", ["broker.yaml:2:3: node.datadir: unknown key; did you mean 'dataDir'?"] },
        { "node:\n  colour: x", ["broker.yaml:2:3: node.colour: unknown key; expected one of id, dataDir, rack"] },
        { "node:\n  id: x1", ["broker.yaml:2:3: node.id: 'x1' is not a whole number"] },
        { "node:\n  id: -1", ["broker.yaml:2:3: node.id: must be at least 0, is -1"] },
        { "node:\n  id:", ["broker.yaml:2:3: node.id: needs a value: a whole number"] },
        { "node:\n  id: [1]", ["broker.yaml:2:3: node.id: expected a whole number, found a list"] },
        { "node:\n  id: 1\n  id: 2", ["broker.yaml:3:3: node.id: duplicate key; the first is on line 2"] },
        { "node:\n  dataDir: ''", ["broker.yaml:2:3: node.dataDir: needs a value: a folder"] },
        { "node: 3", ["broker.yaml:1:1: node: expected a section of keys, found a value"] },
        { "listeners: 3", ["broker.yaml:1:1: listeners: expected a list, found a value"] },
        { "listeners: []", ["broker.yaml:1:1: listeners: needs at least 1 item"] },
        { "listeners:\n  - 3", ["broker.yaml:2:5: listeners.0: expected a section of keys, found a value"] },
        { "- a\n- b", ["broker.yaml:1:1: the file must be a mapping of keys, not a list"] },
        { "autoCreateTopics: yes", ["broker.yaml:1:1: autoCreateTopics: 'yes' is not true or false"] },
        { "storage:\n  minFreeDisk: 64MB", ["broker.yaml:2:3: storage.minFreeDisk: '64MB' is not a size such as 64MiB (units: B, KiB, MiB, GiB, TiB)"] },
        { "network:\n  requestBytesMax: 512", ["broker.yaml:2:3: network.requestBytesMax: must be between 1KiB and 1GiB, is 512B"] },
        { "network:\n  idleTimeout: 10 min", ["broker.yaml:2:3: network.idleTimeout: '10 min' is not a duration such as 100ms (units: ms, s, m, h, d)"] },
        { "network:\n  idleTimeout: 5ms", ["broker.yaml:2:3: network.idleTimeout: must be between 1s and 1d, is 5ms"] },
        { "network:\n  idleTimeout: 99999999999999d", ["broker.yaml:2:3: network.idleTimeout: '99999999999999d' is not a duration such as 100ms (units: ms, s, m, h, d)"] },
        { "logging:\n  level: inof", ["broker.yaml:2:3: logging.level: 'inof' is not one of trace, debug, info, warn, error, none; did you mean 'info'?"] },
        { "listeners:\n  - address: example.com", ["broker.yaml:2:5: listeners.0.address: 'example.com' is not an IP address or localhost"] },
        { "listeners:\n  - advertised: example.com", ["broker.yaml:2:5: listeners.0.advertised: 'example.com' is not host:port with a port from 1 to 65535"] },
        { "cluster:\n  id: abc", ["broker.yaml:2:3: cluster.id: 'abc' is not a cluster id of 22 URL-safe base64 characters"] },

        // What this version does not have is refused, never ignored.
        { "listeners:\n  - tls: { certificate: a }", ["broker.yaml:2:5: listeners.0.tls: unknown key; TLS is not supported by this version"] },
        { "listeners:\n  - security: saslTls", ["broker.yaml:2:5: listeners.0.security: 'saslTls' is not supported by this version; it must be plaintext"] },
        { "admin:\n  console: true", ["broker.yaml:2:3: admin.console: unknown key; the web console is not part of this version"] },
        { "security:\n  authorizer: acl", ["broker.yaml:1:1: security: unknown key; authorization is not supported by this version"] },
        { "cluster:\n  seeds: [{ id: 1, address: 'a:1' }, { id: 2, address: 'b:2' }]", ["broker.yaml:2:3: cluster.seeds: a cluster of 2 brokers is not supported by this version; name this broker alone, or leave the key out"] },

        // Between keys.
        { "listeners:\n  - name: a\n  - name: b", ["broker.yaml:3:5: listeners.1.port: port 9092 is already taken by listeners.0"] },
        { "listeners:\n  - name: a\n  - name: a\n    port: 1", ["broker.yaml:3:5: listeners.1.name: 'a' is already the name of listeners.0"] },
        { "listeners:\n  - port: 9644", ["admin.port: port 9644 is already taken by listeners.0"] },
        { "listeners:\n  - { name: a, port: 7, address: 0.0.0.0, advertised: 'h:7' }\n  - { name: b, port: 7 }", ["broker.yaml:3:16: listeners.1.port: port 7 is already taken by listeners.0"] },
        { "listeners:\n  - address: 0.0.0.0", ["broker.yaml:2:5: listeners.0.advertised: is required when the address is 0.0.0.0, which clients cannot connect to"] },
        { "listeners:\n  - advertised: 0.0.0.0:9092", ["broker.yaml:2:5: listeners.0.advertised: must be an address that clients can connect to, is 0.0.0.0:9092"] },
        { "admin:\n  address: 0.0.0.0", ["broker.yaml:2:3: admin.address: 0.0.0.0 is not loopback and the endpoint has no authentication; admin.insecure: true accepts that"] },
        { "cluster:\n  heartbeat: 300ms", ["broker.yaml:2:3: cluster.electionTimeout: must be at least three times cluster.heartbeat (900ms), is 600ms"] },
        { "cluster:\n  seeds: 2@localhost:9093", ["broker.yaml:2:3: cluster.seeds: seed 2 is not this broker, whose node.id is 1"] },
        { "cluster:\n  seeds: 2@localhost", ["broker.yaml:2:3: cluster.seeds: '2@localhost' is not id@host:port"] },
        { "cluster:\n  seeds:\n    - id: 1", ["broker.yaml:3:7: cluster.seeds.0.address: is required"] },
        { "topicDefaults:\n  min.insync.replicas: 2", ["broker.yaml:2:3: topicDefaults.min.insync.replicas: must be at most default.replication.factor (1), is 2"] },
        { "topicDefaults:\n  retention: { ms: 1 }", ["broker.yaml:2:3: topicDefaults.retention: expected a value, found a section of keys; write the name with its dots, as Kafka does"] },
        { "network:\n  requestBytesMax: 512MiB", ["broker.yaml:2:3: network.requestMemoryMax: must be at least network.requestBytesMax (512MiB), is 256MiB"] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void File_with_a_mistake_says_where_and_what(string yaml, string[] lines)
    {
        var configuration = Load.Yaml(yaml);

        Assert.Equal(lines, configuration.Lines());
        Assert.False(configuration.IsValid);
    }

    [Fact]
    public void All_errors_of_all_sources_are_told_at_once_in_reading_order()
    {
        var configuration = Load.All(
            "metrics:\n  perPartition: maybe\nnode:\n  rak: a\n  id: 5\n",
            new() { ["RAFTLOG__NODE__ID"] = "x1", ["RAFTLOG__NODES__ID"] = "1", ["RAFTLOG_CONTAINER"] = "1", ["PATH"] = "/bin" },
            ["node.idd=3", "novalue", "admin.port=70000"]);

        Assert.Equal(
            [
                "broker.yaml:2:3: metrics.perPartition: 'maybe' is not true or false",
                "broker.yaml:4:3: node.rak: unknown key; did you mean 'rack'?",
                "RAFTLOG__NODES__ID: nodes.id: unknown key; did you mean 'node'?",
                "RAFTLOG__NODE__ID: node.id: 'x1' is not a whole number",
                "--set node.idd=3: unknown key; did you mean 'id'?",
                "--set novalue: expected key=value",
                "--set admin.port=70000: must be between 0 and 65535, is 70000",
            ],
            configuration.Lines());
    }

    [Theory]
    [InlineData("listeners.1.port=1", "--set listeners.1.port=1: listeners.1.name: 'external' is already the name of listeners.0")]
    [InlineData("listeners.3.port=1", "--set listeners.3.port=1: listeners.3: there is no listeners.1 before it; number items from 0 without gaps")]
    [InlineData("listeners.first.port=1", "--set listeners.first.port=1: listeners.first: 'first' is not the number of an item, which starts at 0")]
    [InlineData("listeners.0=1", "--set listeners.0=1: is a section, not a value; set one of its keys: name, address, port, advertised, security")]
    [InlineData("node=3", "--set node=3: is a section, not a value; set one of its keys: id, dataDir, rack")]
    [InlineData("node.id.x=3", "--set node.id.x=3: node.id: is a value; there is nothing below it")]
    [InlineData("listeners.0.tls.key=a", "--set listeners.0.tls.key=a: listeners.0.tls: unknown key; TLS is not supported by this version")]
    [InlineData("cluster.seeds=1@a:1,2@b:2", "--set cluster.seeds=1@a:1,2@b:2: a cluster of 2 brokers is not supported by this version; name this broker alone, or leave the key out")]
    public void Setting_with_a_mistake_says_what(string setting, string line) =>
        Assert.Equal([line], Load.Set(setting).Lines());

    [Theory]
    [InlineData("node:\n  id: 1\n  rack: [a\nadmin: {}\n")]
    [InlineData("node:\n  id: 'a\n")]
    [InlineData("node:\n\tid: 1\n")]
    [InlineData("node: {}\n  id: 1\n")]
    [InlineData("node: *nowhere\n")]
    public void Syntax_error_has_a_position_and_does_not_hide_the_other_sources(string yaml)
    {
        var lines = Load.All(yaml, [], ["node.id=x"]).Lines();

        Assert.Equal(2, lines.Length);
        Assert.Matches(@"^broker\.yaml:\d+:\d+: not valid YAML.+", lines[0]);
        Assert.Equal("--set node.id=x: 'x' is not a whole number", lines[1]);
    }

    [Fact]
    public void No_text_makes_the_reader_throw()
    {
        // Made of what YAML and our keys are made of, so that a good part of it gets past the scanner.
        string[] pieces =
            ["node", "id", "listeners", "port", "topicDefaults", ":", ": ", "- ", "\n", "\n  ", "[", "]", "{", "}", ",", "'", "\"", "#", "&a ", "*a", "!", "|", ">", "?", "%", "---", "\t", "1", "x", "\0", "ü"];
        Gen.Int[0, pieces.Length - 1].Array[0, 30].Sample(indexes =>
            Load.Yaml(string.Concat(indexes.Select(i => pieces[i]))).Errors.All(e => e.Problem.Length > 0), iter: 20_000);
    }

    [Fact]
    public void File_nested_without_end_is_an_error_and_not_a_stack_overflow()
    {
        var lines = Load.Yaml(string.Concat(Enumerable.Repeat("[", 100_000))).Lines();

        Assert.Contains("not valid YAML", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_file_that_was_named_is_an_error()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("n"), "broker.yaml");

        var configuration = BrokerConfiguration.Load(path, [], []);

        Assert.Equal([$"{path}: no such file"], configuration.Lines());
    }

    [Fact]
    public void Topic_default_is_judged_by_the_rules_of_the_broker()
    {
        var configuration = Load.All("topicDefaults:\n  retention.mss: 1\n  cleanup.policy: shred\n  retention.ms: 7d\n", [], rules: new TwoConfigs());

        Assert.Equal(
            [
                "broker.yaml:2:3: topicDefaults.retention.mss: unknown topic config; did you mean 'retention.ms'?",
                "broker.yaml:3:3: topicDefaults.cleanup.policy: 'shred' is neither delete nor compact",
            ],
            configuration.Lines());
        Assert.Equal("604800000", configuration.Options.TopicDefaults["retention.ms"]);
    }

    [Fact]
    public void Options_made_by_hand_are_held_to_the_same_bounds()
    {
        var options = new BrokerOptions { Node = { Id = -3 }, Listeners = [new() { Port = 70000 }, new() { Name = "b", Address = "::" }] };

        var lines = BrokerOptionsChecks.Of(options).Select(e => e.ToString());

        Assert.Equal(
            [
                "node.id: must be at least 0, is -3",
                "listeners.0.port: must be between 0 and 65535, is 70000",
                "listeners.1.advertised: is required when the address is ::, which clients cannot connect to",
            ],
            lines);
        Assert.Empty(BrokerOptionsChecks.Of(new BrokerOptions()));
    }

    [Fact]
    public void Listener_that_anyone_reaches_is_warned_about()
    {
        var options = Load.Set("listeners.0.address=0.0.0.0", "listeners.0.advertised=h:1", "node.dataDir=:memory:").Options;

        Assert.Equal(
            [
                "listener 'external' on 0.0.0.0 has no authentication: whoever reaches it may read, write and delete everything",
                "node.dataDir is :memory:: nothing survives this process",
            ],
            BrokerOptionsChecks.WarningsOf(options));
        Assert.Empty(BrokerOptionsChecks.WarningsOf(new BrokerOptions()));
    }

    private sealed class TwoConfigs : ITopicConfigRules
    {
        public IReadOnlyCollection<string> Names => ["retention.ms", "cleanup.policy"];

        public string? ProblemWith(string name, string value) =>
            name == "cleanup.policy" && value is not ("delete" or "compact") ? $"'{value}' is neither delete nor compact" : null;
    }
}
