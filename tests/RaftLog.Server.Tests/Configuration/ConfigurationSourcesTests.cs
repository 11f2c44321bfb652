using Microsoft.Extensions.Logging;
using RaftLog.Server.Configuration;

namespace RaftLog.Server.Tests.Configuration;

public class ConfigurationSourcesTests
{
    [Fact]
    public void Empty_file_is_the_defaults_on_loopback()
    {
        foreach (var yaml in (string[])["", "# nothing\n", "---\n", "node:\nlisteners:\n"])
        {
            var configuration = Load.Yaml(yaml);

            Assert.Empty(configuration.Errors);
            var listener = Assert.Single(configuration.Options.Listeners);
            Assert.Equal("127.0.0.1:9092", listener.ToEndPoint().ToString());
            Assert.Equal("127.0.0.1:9644", configuration.Options.Admin.ToEndPoint().ToString());
            Assert.Equal(1, configuration.Options.Node.Id);
        }
    }

    [Fact]
    public void Each_source_wins_over_the_one_before()
    {
        const string Yaml = "node: { id: 2, rack: file, dataDir: file }\n";
        var environment = new Dictionary<string, string> { ["RAFTLOG__NODE__RACK"] = "environment", ["RAFTLOG__NODE__DATADIR"] = "environment" };

        var options = Load.All(Yaml, environment, ["node.dataDir=first", "node.dataDir=last"]).Options;

        Assert.Equal((2, "environment", "last"), (options.Node.Id, options.Node.Rack, options.Node.DataDir));
    }

    [Fact]
    public void Stronger_source_repairs_a_wrong_value()
    {
        var configuration = Load.All("node:\n  id: x1\n", [], ["node.id=4"]);

        Assert.Empty(configuration.Errors);
        Assert.Equal(4, configuration.Options.Node.Id);
    }

    [Fact]
    public void Environment_names_any_key_without_regard_to_case()
    {
        var options = Load.All("", new()
        {
            ["RAFTLOG__LISTENERS__0__PORT"] = "19092",
            ["RAFTLOG__TOPICDEFAULTS__RETENTION_MS"] = "7d",
            ["RAFTLOG__TOPICDEFAULTS__RAFTLOG_DURABILITY"] = "quorum-memory",
            ["raftlog__autoCreateTopics"] = "false",
            ["RAFTLOG__NETWORK__REQUESTBYTESMAX"] = "1MiB",
        }).Options;

        Assert.Equal(19092, options.Listeners[0].Port);
        Assert.Equal("604800000", options.TopicDefaults["retention.ms"]);
        Assert.Equal("quorum-memory", options.TopicDefaults["raftlog.durability"]);
        Assert.False(options.AutoCreateTopics);
        Assert.Equal(1 << 20, options.Network.RequestBytesMax);
    }

    [Fact]
    public void Settings_reach_every_shape_of_key()
    {
        var configuration = Load.Set(
            "listeners.1.name=internal", "listeners.1.port=0", "topicDefaults.segment.bytes=64KiB", "topicDefaults.retention.ms=-1",
            "cluster.seeds=1@127.0.0.1:19291", "logging.level=debug", "logging.format=text", "cluster.heartbeat=50ms", "node.rack=", "network.connectionsPerIpMax=5");
        var options = configuration.Options;

        Assert.Empty(configuration.Errors);
        Assert.Equal(["external", "internal"], options.Listeners.Select(l => l.Name));
        Assert.Equal("65536", options.TopicDefaults["segment.bytes"]);
        Assert.Equal("-1", options.TopicDefaults["retention.ms"]);
        var seed = Assert.Single(options.Cluster.Seeds);
        Assert.Equal((1, "127.0.0.1:19291"), (seed.Id, seed.Address));
        Assert.Equal((LogLevel.Debug, LogFormat.Text), (options.Logging.Level, options.Logging.Format));
        Assert.Equal(TimeSpan.FromMilliseconds(50), options.Cluster.Heartbeat);
        Assert.Null(options.Node.Rack);
        Assert.Equal(5, options.Network.ConnectionsPerIpMax);
    }

    [Fact]
    public void Seeds_can_be_items_or_one_text()
    {
        foreach (var yaml in (string[])["cluster:\n  seeds:\n    - { id: 1, address: node1:9093 }\n", "cluster: { seeds: 1@node1:9093 }\n"])
        {
            var seed = Assert.Single(Load.Yaml(yaml).Options.Cluster.Seeds);
            Assert.Equal((1, "node1:9093"), (seed.Id, seed.Address));
        }
    }

    [Fact]
    public void Quoted_null_is_text_and_plain_null_is_not()
    {
        Assert.Equal("null", Load.Yaml("node: { rack: 'null' }").Options.Node.Rack);
        Assert.Null(Load.Yaml("node: { rack: null }").Options.Node.Rack);
    }

    [Fact]
    public void Anchors_repeat_what_they_name()
    {
        var options = Load.Yaml("node: { rack: &here zone-a }\ncluster: { name: *here }\n").Options;

        Assert.Equal("zone-a", options.Cluster.Name);
    }

    [Theory]
    [InlineData(null, "127.0.0.1", 5000)]
    [InlineData("broker-1.example.com:19092", "broker-1.example.com", 19092)]
    [InlineData("[::1]:7", "::1", 7)]
    public void Clients_are_told_the_advertised_address_or_the_bound_one(string? advertised, string host, int port)
    {
        var listener = new ListenerOptions { Port = 0, Advertised = advertised };

        Assert.Equal((host, port), listener.AdvertisedEndpoint(boundPort: 5000));
    }
}
