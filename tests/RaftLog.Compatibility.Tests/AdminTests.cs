using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RaftLog.Compatibility.Tests;

/// <summary>What librdkafka's admin client can ask of a broker.</summary>
public sealed class AdminTests(HostedBroker broker) : IClassFixture<HostedBroker>
{
    [Fact]
    public async Task Created_topic_is_described_with_its_partitions()
    {
        await Client.CreateTopicAsync(broker.Bootstrap, "described", partitions: 5);
        using var admin = Client.Admin(broker.Bootstrap);

        var described = await admin.DescribeTopicsAsync(
            TopicCollection.OfTopicNames(["described"]), new DescribeTopicsOptions { RequestTimeout = Client.WaitMax });

        var topic = Assert.Single(described.TopicDescriptions);
        Assert.Equal([0, 1, 2, 3, 4], topic.Partitions.Select(p => p.Partition));
        Assert.All(topic.Partitions, p => Assert.Equal(1, p.Leader.Id));
    }

    [Fact]
    public async Task Topic_that_exists_is_not_created_again()
    {
        await Client.CreateTopicAsync(broker.Bootstrap, "once");

        var refused = await Assert.ThrowsAsync<CreateTopicsException>(() => Client.CreateTopicAsync(broker.Bootstrap, "once"));

        Assert.Equal(ErrorCode.TopicAlreadyExists, Assert.Single(refused.Results).Error.Code);
    }

    [Fact]
    public async Task Config_that_is_set_and_taken_back_shows_its_value_and_its_source()
    {
        await Client.CreateTopicAsync(broker.Bootstrap, "configs", configs: new() { ["retention.ms"] = "1000000" });
        using var admin = Client.Admin(broker.Bootstrap);
        var created = await ConfigsOfAsync(admin, "configs");
        Assert.Equal(("1000000", ConfigSource.DynamicTopicConfig), (created["retention.ms"].Value, created["retention.ms"].Source));
        Assert.Equal(ConfigSource.DefaultConfig, created["segment.bytes"].Source);

        await AlterAsync(admin, "configs", Set("segment.bytes", "1048576"), Set("retention.ms", null));

        var altered = await ConfigsOfAsync(admin, "configs");
        Assert.Equal(("1048576", ConfigSource.DynamicTopicConfig), (altered["segment.bytes"].Value, altered["segment.bytes"].Source));
        Assert.NotEqual(ConfigSource.DynamicTopicConfig, altered["retention.ms"].Source);
    }

    [Fact]
    public async Task Unknown_config_is_refused()
    {
        await Client.CreateTopicAsync(broker.Bootstrap, "refuses-config");
        using var admin = Client.Admin(broker.Bootstrap);

        var refused = await Assert.ThrowsAsync<IncrementalAlterConfigsException>(() => AlterAsync(admin, "refuses-config", Set("retention.sm", "1")));

        Assert.Equal(ErrorCode.InvalidConfig, Assert.Single(refused.Results).Error.Code);
    }

    [Fact]
    public async Task Added_partitions_can_be_produced_to_and_read()
    {
        await Client.CreateTopicAsync(broker.Bootstrap, "grows", partitions: 1);
        using var admin = Client.Admin(broker.Bootstrap);

        await admin.CreatePartitionsAsync(
            [new PartitionsSpecification { Topic = "grows", IncreaseTo = 4 }],
            new CreatePartitionsOptions { OperationTimeout = Client.WaitMax, RequestTimeout = Client.WaitMax });

        using var producer = Client.Producer(broker.Bootstrap);
        for (var i = 0; i < 4; i++)
        {
            await producer.ProduceAsync(new TopicPartition("grows", i), new Message<byte[]?, byte[]?> { Value = [(byte)i] }, TestContext.Current.CancellationToken);
            Assert.Equal<byte>([(byte)i], Assert.Single(Client.ReadToEnd(broker.Bootstrap, "grows", i)).Message.Value!);
        }
    }

    [Fact]
    public async Task Deleted_records_are_gone_and_the_rest_keep_their_offsets()
    {
        await ProduceAsync("trimmed", 10);
        using var admin = Client.Admin(broker.Bootstrap);

        var results = await admin.DeleteRecordsAsync(
            [new TopicPartitionOffset("trimmed", 0, 6)],
            new DeleteRecordsOptions { OperationTimeout = Client.WaitMax, RequestTimeout = Client.WaitMax });

        Assert.Equal(6, Assert.Single(results).Offset.Value);
        using var consumer = Client.Consumer(broker.Bootstrap);
        Assert.Equal(6, consumer.QueryWatermarkOffsets(new TopicPartition("trimmed", 0), Client.WaitMax).Low.Value);
        Assert.Equal([6, 7, 8, 9], Client.ReadToEnd(broker.Bootstrap, "trimmed", from: 6).Select(r => r.Offset.Value));
    }

    [Fact]
    public async Task Deleted_topic_is_gone_and_its_name_starts_afresh()
    {
        await ProduceAsync("reborn", 10);
        using var admin = Client.Admin(broker.Bootstrap);

        await admin.DeleteTopicsAsync(["reborn"], new DeleteTopicsOptions { OperationTimeout = Client.WaitMax, RequestTimeout = Client.WaitMax });

        Assert.DoesNotContain(admin.GetMetadata(Client.WaitMax).Topics, t => t.Topic == "reborn");
        await ProduceAsync("reborn", 1);
        Assert.Equal(0, Assert.Single(Client.ReadToEnd(broker.Bootstrap, "reborn")).Offset.Value);
    }

    [Fact]
    public async Task Cluster_is_described_by_one_broker_that_is_its_controller()
    {
        using var admin = Client.Admin(broker.Bootstrap);

        var cluster = await admin.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = Client.WaitMax });

        Assert.Equal(22, cluster.ClusterId.Length);
        var node = Assert.Single(cluster.Nodes);
        Assert.Equal(broker.Bootstrap, $"{node.Host}:{node.Port}");
        Assert.Equal(node.Id, cluster.Controller.Id);
    }

    [Fact]
    public async Task Offsets_are_listed_by_place_and_by_time()
    {
        await ProduceAsync("listed", 25);
        using var admin = Client.Admin(broker.Bootstrap);

        Assert.Equal(0, await ListOffsetAsync(admin, "listed", OffsetSpec.Earliest()));
        Assert.Equal(25, await ListOffsetAsync(admin, "listed", OffsetSpec.Latest()));
        Assert.Equal(24, await ListOffsetAsync(admin, "listed", OffsetSpec.MaxTimestamp()));
        Assert.Equal(10, await ListOffsetAsync(admin, "listed", OffsetSpec.ForTimestamp(TimeOf(10))));
    }

    internal static async Task<Dictionary<string, ConfigEntryResult>> ConfigsOfAsync(IAdminClient admin, string topic)
    {
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
        var results = await admin.DescribeConfigsAsync([resource], new DescribeConfigsOptions { RequestTimeout = Client.WaitMax });
        return results.Single().Entries;
    }

    private static ConfigEntry Set(string name, string? value) => new()
    {
        Name = name,
        Value = value!,
        IncrementalOperation = value is null ? AlterConfigOpType.Delete : AlterConfigOpType.Set,
    };

    private static async Task AlterAsync(IAdminClient admin, string topic, params ConfigEntry[] entries) => await admin.IncrementalAlterConfigsAsync(
        new Dictionary<ConfigResource, List<ConfigEntry>> { [new ConfigResource { Type = ResourceType.Topic, Name = topic }] = [.. entries] },
        new IncrementalAlterConfigsOptions { RequestTimeout = Client.WaitMax });

    private static async Task<long> ListOffsetAsync(IAdminClient admin, string topic, OffsetSpec spec)
    {
        var result = await admin.ListOffsetsAsync(
            [new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(topic, 0), OffsetSpec = spec }],
            new ListOffsetsOptions { RequestTimeout = Client.WaitMax });
        return Assert.Single(result.ResultInfos).TopicPartitionOffsetError.Offset.Value;
    }

    private static long TimeOf(int number) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(number).ToUnixTimeMilliseconds();

    /// <summary>One record a second, which creates the topic when it is not there.</summary>
    private async Task ProduceAsync(string topic, int count)
    {
        using var producer = Client.Producer(broker.Bootstrap);
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => producer.ProduceAsync(
            new TopicPartition(topic, 0),
            new Message<byte[]?, byte[]?> { Value = [(byte)i], Timestamp = new Timestamp(TimeOf(i), TimestampType.CreateTime) })));
    }
}
