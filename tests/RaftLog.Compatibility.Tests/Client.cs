using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RaftLog.Compatibility.Tests;

/// <summary>librdkafka's clients, silent, and with waits that end.</summary>
internal static class Client
{
    internal static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    internal static IProducer<byte[]?, byte[]?> Producer(string bootstrap, Action<ProducerConfig>? configure = null)
    {
        var config = new ProducerConfig { BootstrapServers = bootstrap, Acks = Acks.All, LingerMs = 2, MessageTimeoutMs = 60_000 };
        configure?.Invoke(config);
        return new ProducerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    internal static IConsumer<byte[]?, byte[]?> Consumer(
        string bootstrap, Action<ConsumerConfig>? configure = null, Action<string>? statistics = null)
    {
        var config = new ConsumerConfig
        {
            // Assigned by hand: the group is a name that librdkafka insists on and never sends.
            BootstrapServers = bootstrap,
            GroupId = "unused",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Error,
            FetchWaitMaxMs = 50,
        };
        configure?.Invoke(config);
        var builder = new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { });
        if (statistics is not null) builder.SetStatisticsHandler((_, json) => statistics(json));
        return builder.Build();
    }

    internal static IAdminClient Admin(string bootstrap) => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap })
        .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    internal static async Task CreateTopicAsync(string bootstrap, string topic, int partitions = 1, Dictionary<string, string>? configs = null)
    {
        using var admin = Admin(bootstrap);
        await admin.CreateTopicsAsync(
            [new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1, Configs = configs ?? [] }],
            new CreateTopicsOptions { OperationTimeout = WaitMax, RequestTimeout = WaitMax });
    }

    /// <summary>Everything in a partition from an offset to the end.</summary>
    internal static List<ConsumeResult<byte[]?, byte[]?>> ReadToEnd(
        string bootstrap, string topic, int partition = 0, long from = 0, Action<ConsumerConfig>? configure = null, Action<string>? statistics = null)
    {
        using var consumer = Consumer(bootstrap, configure, statistics);
        consumer.Assign(new TopicPartitionOffset(topic, partition, from));
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        while (true)
        {
            var result = consumer.Consume(WaitMax) ?? throw new TimeoutException($"Nothing came from {topic}-{partition} in {WaitMax}.");
            if (result.IsPartitionEOF) return records;
            records.Add(result);
        }
    }
}
