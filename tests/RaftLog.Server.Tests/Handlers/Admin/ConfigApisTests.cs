using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Security;
using static RaftLog.Server.Tests.Handlers.Admin.AdminRequests;

namespace RaftLog.Server.Tests.Handlers.Admin;

/// <summary>DescribeConfigs, AlterConfigs, IncrementalAlterConfigs and ListConfigResources.</summary>
public sealed class ConfigApisTests
{
    private const sbyte Set = 0;
    private const sbyte Delete = 1;
    private const sbyte Append = 2;
    private const sbyte Subtract = 3;

    [Fact]
    public async Task A_topic_describes_every_config_with_its_source_type_and_words()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("orders", 1, 1, ("retention.ms", "604800000")));
        var request = DescribeConfigs(TopicType, "orders");
        (request.IncludeSynonyms, request.IncludeDocumentation) = (true, true);

        var row = Assert.Single((await DescribeAsync(bench, request, 4)).Results);

        Assert.Equal((ErrorCode.None, null, TopicType, "orders"), (row.ErrorCode, row.ErrorMessage, row.ResourceType, row.ResourceName));
        Assert.True(row.Configs.Count >= 30);
        Assert.All(row.Configs, static config => Assert.False(string.IsNullOrEmpty(config.Documentation)));
        // An override equal to the default still is an override (KP-72).
        var retention = Assert.Single(row.Configs, static config => config.Name == "retention.ms");
        Assert.Equal(("604800000", (sbyte)1, (sbyte)5, false), (retention.Value, retention.ConfigSource, retention.ConfigType, retention.ReadOnly));
        Assert.Equal(
            [("retention.ms", "604800000", (sbyte)1), ("log.retention.ms", "604800000", (sbyte)5)],
            retention.Synonyms.Select(static synonym => (synonym.Name, synonym.Value, synonym.Source)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public async Task No_keys_mean_all_keys(int? count)
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("orders"));
        var request = DescribeConfigs(TopicType, "orders");
        request.Resources[0].ConfigurationKeys = count is null ? null : [];

        var row = Assert.Single((await DescribeAsync(bench, request, 1)).Results);

        Assert.True(row.Configs.Count >= 30);
        Assert.All(row.Configs, static config => Assert.Empty(config.Synonyms));
    }

    [Fact]
    public async Task Only_the_keys_asked_for_are_described_and_unknown_ones_left_out()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("orders"));

        var row = Assert.Single((await DescribeAsync(bench, DescribeConfigs(TopicType, "orders", "segment.bytes", "no.such"), 2)).Results);

        Assert.Equal(["segment.bytes"], row.Configs.Select(static config => config.Name));
    }

    [Fact]
    public async Task This_broker_describes_its_configs_and_others_are_not_answered_for()
    {
        using var bench = new AdminBench(("num.partitions", "4"));
        var request = DescribeConfigs(BrokerType, "1");
        request.Resources.Add(DescribeConfigs(BrokerType, "2").Resources[0]);
        request.Resources.Add(DescribeConfigs(BrokerType, "").Resources[0]);

        var answer = await DescribeAsync(bench, request, 4);

        var partitions = Assert.Single(answer.Results[0].Configs, static config => config.Name == "num.partitions");
        Assert.Equal(("4", (sbyte)4, true), (partitions.Value, partitions.ConfigSource, partitions.ReadOnly));
        Assert.Contains(answer.Results[0].Configs, static config => config is { Name: "inter.broker.protocol.version", Value: "4.2-IV1" });
        Assert.Equal(
            (ErrorCode.InvalidRequest, "Unexpected broker id, expected 1 or empty string, but received 2"),
            (answer.Results[1].ErrorCode, answer.Results[1].ErrorMessage));
        Assert.Equal((ErrorCode.None, 0), (answer.Results[2].ErrorCode, answer.Results[2].Configs.Count));
    }

    [Theory]
    [InlineData(8, "1", ErrorCode.None)]
    [InlineData(16, "metrics", ErrorCode.None)]
    [InlineData(32, "group", ErrorCode.None)]
    [InlineData(0, "x", ErrorCode.InvalidRequest)]
    [InlineData(99, "x", ErrorCode.InvalidRequest)]
    public async Task Kinds_without_configs_are_described_as_empty_and_unknown_kinds_refused(sbyte type, string name, ErrorCode error)
    {
        using var bench = new AdminBench();

        var row = Assert.Single((await DescribeAsync(bench, DescribeConfigs(type, name), 4)).Results);

        Assert.Equal((error, type, name), (row.ErrorCode, row.ResourceType, row.ResourceName));
        Assert.Equal(error == ErrorCode.None ? null : $"Unsupported resource type: {type}", row.ErrorMessage);
        Assert.Empty(row.Configs);
    }

    [Fact]
    public async Task An_unknown_topic_and_a_forbidden_one_each_get_their_own_error()
    {
        using var bench = new AdminBench();
        bench.Allowed = static (_, _, name) => name != "secret";
        var request = DescribeConfigs(TopicType, "gone");
        request.Resources.Add(DescribeConfigs(TopicType, "secret").Resources[0]);

        var answer = await DescribeAsync(bench, request, 4);

        Assert.Equal(
            [
                ("gone", ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition."),
                ("secret", ErrorCode.TopicAuthorizationFailed, "Topic authorization failed."),
            ],
            answer.Results.Select(static row => (row.ResourceName, row.ErrorCode, row.ErrorMessage)));
    }

    [Fact]
    public async Task Each_kind_of_resource_has_its_own_permission()
    {
        using var bench = new AdminBench();
        bench.Allowed = static (_, _, _) => false;
        var request = new DescribeConfigsRequest
        {
            Resources = [.. new sbyte[] { 2, 4, 8, 16, 32 }.Select(static type => DescribeConfigs(type, "1").Resources[0])],
        };

        var answer = await DescribeAsync(bench, request, 4);

        Assert.Equal(
            [
                ErrorCode.TopicAuthorizationFailed, ErrorCode.ClusterAuthorizationFailed, ErrorCode.ClusterAuthorizationFailed,
                ErrorCode.ClusterAuthorizationFailed, ErrorCode.GroupAuthorizationFailed,
            ],
            answer.Results.Select(static row => row.ErrorCode));
    }

    [Fact]
    public async Task Single_configs_are_set_deleted_appended_to_and_subtracted_from()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("orders", 1, 1, ("retention.ms", "1"), ("segment.bytes", "2048")));

        await ChangedAsync(bench, Change(TopicType, "orders", (Set, "retention.ms", "5"), (Delete, "segment.bytes", null), (Append, "cleanup.policy", "compact")));
        Assert.Equal(("5", null, "delete,compact"), Overrides(bench));
        await ChangedAsync(bench, Change(TopicType, "orders", (Subtract, "cleanup.policy", "delete")));

        Assert.Equal(("5", null, "compact"), Overrides(bench));
    }

    [Fact]
    public async Task Each_resource_fails_by_itself_in_the_order_asked_and_in_Kafkas_words()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("a"), Topic("b"));
        var request = new IncrementalAlterConfigsRequest
        {
            Resources =
            [
                Changes(TopicType, "gone", (Set, "retention.ms", "1")),
                Changes(TopicType, "a", (Set, "retention.ms", "1"), (Delete, "retention.ms", null)),
                Changes(BrokerType, "1", (Set, "num.partitions", "3")),
                Changes(BrokerType, "", (Set, "log.retention.ms", "9")),
                Changes(TopicType, "b", (Append, "retention.ms", "1")),
                Changes(99, "x", (Set, "y", "z")),
                Changes(BrokerType, "7", (Set, "log.retention.ms", "9")),
            ],
        };

        var answer = await ChangeAsync(bench, request);

        Assert.Equal(
            [
                ("gone", ErrorCode.UnknownTopicOrPartition, "The topic 'gone' does not exist."),
                ("a", ErrorCode.InvalidRequest, "Error due to duplicate config keys"),
                ("1", ErrorCode.InvalidRequest, "Cannot update these configs dynamically: Set(num.partitions)"),
                ("", ErrorCode.None, null),
                ("b", ErrorCode.InvalidConfig, "Can't APPEND to key retention.ms because its type is not LIST."),
                ("x", ErrorCode.InvalidRequest, "Unknown resource type 99"),
                ("7", ErrorCode.BrokerIdNotRegistered, "No broker with id 7 found."),
            ],
            answer.Responses.Select(static row => (row.ResourceName, row.ErrorCode, row.ErrorMessage)));
        Assert.Equal("9", bench.Cluster.Image.DefaultBrokerConfigs["log.retention.ms"]);
    }

    [Fact]
    public async Task A_resource_named_twice_is_refused_once()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("a"));
        var request = new IncrementalAlterConfigsRequest
        {
            Resources = [Changes(TopicType, "a", (Set, "retention.ms", "1")), Changes(TopicType, "a", (Set, "segment.bytes", "2048"))],
        };

        var row = Assert.Single((await ChangeAsync(bench, request)).Responses);

        Assert.Equal((ErrorCode.InvalidRequest, "Each resource must appear at most once."), (row.ErrorCode, row.ErrorMessage));
        Assert.Empty(bench.Cluster.Image.TopicsByName["a"].Configs);
    }

    [Fact]
    public async Task Validating_only_finds_what_is_wrong_and_changes_nothing()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("a"), Topic("b"));
        var request = new IncrementalAlterConfigsRequest
        {
            ValidateOnly = true,
            Resources = [Changes(TopicType, "a", (Set, "retention.ms", "1")), Changes(TopicType, "b", (Set, "retention.ms", "x"))],
        };
        var replacement = Replace(TopicType, "a", ("retention.ms", "1"));
        replacement.ValidateOnly = true;

        var changed = await ChangeAsync(bench, request);
        var replaced = await ReplaceAsync(bench, replacement);

        Assert.Equal([ErrorCode.None, ErrorCode.InvalidConfig], changed.Responses.Select(static row => row.ErrorCode));
        Assert.Equal(ErrorCode.None, Assert.Single(replaced.Responses).ErrorCode);
        Assert.All(bench.Cluster.Image.TopicsByName.Values, static topic => Assert.Empty(topic.Configs));
    }

    [Fact]
    public async Task Replacing_reverts_what_is_not_named()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("orders", 1, 1, ("retention.ms", "1"), ("segment.bytes", "2048")));

        var row = Assert.Single((await ReplaceAsync(bench, Replace(TopicType, "orders", ("cleanup.policy", "compact")))).Responses);

        Assert.Equal((ErrorCode.None, null, TopicType, "orders"), (row.ErrorCode, row.ErrorMessage, row.ResourceType, row.ResourceName));
        Assert.Equal((null, null, "compact"), Overrides(bench));
    }

    [Fact]
    public async Task Nulls_are_refused_in_Kafkas_words()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("a"));

        var replaced = Assert.Single((await ReplaceAsync(bench, Replace(TopicType, "a", ("retention.ms", null)))).Responses);
        var changed = Assert.Single((await ChangeAsync(bench, Change(TopicType, "a", (Set, "retention.ms", null)))).Responses);

        Assert.Equal((ErrorCode.InvalidConfig, "Null value not supported for topic configs: retention.ms"), (replaced.ErrorCode, replaced.ErrorMessage));
        Assert.Equal((ErrorCode.InvalidRequest, "Null value not supported for : retention.ms"), (changed.ErrorCode, changed.ErrorMessage));
    }

    [Fact]
    public async Task What_may_not_be_altered_stays_while_the_rest_changes()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("mine"), Topic("theirs"));
        bench.Allowed = static (operation, resource, name) => operation == AclOperation.AlterConfigs && resource == AclResource.Topic && name == "mine";
        var request = new IncrementalAlterConfigsRequest
        {
            Resources =
            [
                Changes(TopicType, "theirs", (Set, "retention.ms", "1")),
                Changes(BrokerType, "", (Set, "log.retention.ms", "1")),
                Changes(TopicType, "mine", (Set, "retention.ms", "1")),
            ],
        };

        var answer = await ChangeAsync(bench, request);

        Assert.Equal(
            [
                (ErrorCode.TopicAuthorizationFailed, "Topic authorization failed."),
                (ErrorCode.ClusterAuthorizationFailed, "Cluster authorization failed."),
                (ErrorCode.None, null),
            ],
            answer.Responses.Select(static row => (row.ErrorCode, row.ErrorMessage)));
        Assert.Empty(bench.Cluster.Image.TopicsByName["theirs"].Configs);
        Assert.Single(bench.Cluster.Image.TopicsByName["mine"].Configs);
    }

    [Fact]
    public async Task Resources_are_listed_by_kind_and_all_kinds_when_none_is_named()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(Topic("b"), Topic("a"));

        var topics = await ListAsync(bench, new() { ResourceTypes = [TopicType] }, 1);
        var all = await ListAsync(bench, new(), 1);
        var metrics = await ListAsync(bench, new(), 0);
        var unknown = await ListAsync(bench, new() { ResourceTypes = [TopicType, 99] }, 1);

        Assert.Equal([("a", TopicType), ("b", TopicType)], topics.ConfigResources.Select(static r => (r.ResourceName, r.ResourceType)));
        Assert.Equal(
            [("a", (sbyte)2), ("b", (sbyte)2), ("1", (sbyte)4), ("1", (sbyte)8)],
            all.ConfigResources.Select(static r => (r.ResourceName, r.ResourceType)));
        Assert.Empty(metrics.ConfigResources);
        Assert.Equal((ErrorCode.UnsupportedVersion, 0), (unknown.ErrorCode, unknown.ConfigResources.Count));
    }

    private static (string? Retention, string? Segment, string? Policy) Overrides(AdminBench bench)
    {
        var configs = bench.Cluster.Image.TopicsByName["orders"].Configs;
        return (configs.GetValueOrDefault("retention.ms"), configs.GetValueOrDefault("segment.bytes"), configs.GetValueOrDefault("cleanup.policy"));
    }

    private static Task<DescribeConfigsResponse> DescribeAsync(AdminBench bench, DescribeConfigsRequest request, short version) =>
        bench.AskAsync<DescribeConfigsRequest, DescribeConfigsResponse>(request, version);

    private static Task<IncrementalAlterConfigsResponse> ChangeAsync(AdminBench bench, IncrementalAlterConfigsRequest request) =>
        bench.AskAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(request, 1);

    private static async Task ChangedAsync(AdminBench bench, IncrementalAlterConfigsRequest request)
    {
        var row = Assert.Single((await ChangeAsync(bench, request)).Responses);
        Assert.Equal((ErrorCode.None, null), (row.ErrorCode, row.ErrorMessage));
    }

    private static Task<AlterConfigsResponse> ReplaceAsync(AdminBench bench, AlterConfigsRequest request) =>
        bench.AskAsync<AlterConfigsRequest, AlterConfigsResponse>(request, 2);

    private static Task<ListConfigResourcesResponse> ListAsync(AdminBench bench, ListConfigResourcesRequest request, short version) =>
        bench.AskAsync<ListConfigResourcesRequest, ListConfigResourcesResponse>(request, version);
}
