using System.Text.Json;
using Confluent.Kafka;

namespace RaftLog.Compatibility.Tests;

/// <summary>Records of every shape, and what a topic's configs do to them.</summary>
public sealed class RecordTests(HostedBroker broker) : IClassFixture<HostedBroker>
{
    private const int MessageBytesMax = 1_048_588;

    [Fact]
    public async Task Headers_nulls_tombstones_and_empty_keys_come_back_as_they_were()
    {
        var headers = new Headers { { "text", "välue"u8.ToArray() }, { "empty", [] }, { "null", null }, { "text", "again"u8.ToArray() } };
        Message<byte[]?, byte[]?>[] sent =
        [
            new() { Key = null, Value = null },
            new() { Key = "tombstone"u8.ToArray(), Value = null },
            new() { Key = [], Value = [] },
            new() { Key = [], Value = "value"u8.ToArray() },
            new() { Key = "key"u8.ToArray(), Value = "value"u8.ToArray(), Headers = headers },
        ];
        await Client.CreateTopicAsync(broker.Bootstrap, "shapes");
        using var producer = Client.Producer(broker.Bootstrap);
        foreach (var message in sent) await producer.ProduceAsync("shapes", message, TestContext.Current.CancellationToken);

        var read = Client.ReadToEnd(broker.Bootstrap, "shapes");

        Assert.Equal(sent.Select(m => m.Key), read.Select(r => r.Message.Key));
        Assert.Equal(sent.Select(m => m.Value), read.Select(r => r.Message.Value));
        Assert.Equal(headers.Select(h => (h.Key, h.GetValueBytes())), read[^1].Message.Headers.Select(h => (h.Key, h.GetValueBytes())));
        Assert.All(read.SkipLast(1), r => Assert.Empty(r.Message.Headers));
    }

    [Fact]
    public async Task Topic_appears_when_a_client_first_produces_to_it()
    {
        using var producer = Client.Producer(broker.Bootstrap);

        var report = await producer.ProduceAsync("by-itself", new Message<byte[]?, byte[]?> { Value = [1] }, TestContext.Current.CancellationToken);

        Assert.Equal(0, report.Offset.Value);
        Assert.Equal([1], Assert.Single(Client.ReadToEnd(broker.Bootstrap, "by-itself")).Message.Value);
    }

    [Fact]
    public async Task Largest_message_is_taken_and_a_larger_one_is_refused_without_harm()
    {
        await Client.CreateTopicAsync(broker.Bootstrap, "large");
        using var producer = Client.Producer(broker.Bootstrap, c => c.MessageMaxBytes = 4 * MessageBytesMax);
        var largest = new byte[MessageBytesMax - 80]; // less the batch's header and the record's own fields
        new Random(7).NextBytes(largest);

        await producer.ProduceAsync("large", new Message<byte[]?, byte[]?> { Value = largest }, TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<ProduceException<byte[]?, byte[]?>>(() =>
            producer.ProduceAsync("large", new Message<byte[]?, byte[]?> { Value = new byte[MessageBytesMax] }, TestContext.Current.CancellationToken));
        await producer.ProduceAsync("large", new Message<byte[]?, byte[]?> { Value = [2] }, TestContext.Current.CancellationToken);

        Assert.Equal(ErrorCode.MsgSizeTooLarge, refused.Error.Code);
        var read = Client.ReadToEnd(broker.Bootstrap, "large");
        Assert.Equal([largest, [2]], read.Select(r => r.Message.Value));
    }

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    public async Task Topic_with_log_append_time_carries_the_brokers_clock(CompressionType codec)
    {
        var topic = $"append-time-{codec}".ToLowerInvariant();
        await Client.CreateTopicAsync(broker.Bootstrap, topic, configs: new() { ["message.timestamp.type"] = "LogAppendTime" });
        using var producer = Client.Producer(broker.Bootstrap, c => c.CompressionType = codec);
        var before = DateTime.UtcNow.AddSeconds(-1);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => producer.ProduceAsync(topic, new Message<byte[]?, byte[]?>
        {
            Value = new byte[100],
            Timestamp = new Timestamp(DateTime.UnixEpoch.AddDays(i), TimestampType.CreateTime),
        })));

        var after = DateTime.UtcNow.AddSeconds(1);
        var read = Client.ReadToEnd(broker.Bootstrap, topic, configure: c => c.CheckCrcs = true);
        Assert.Equal(50, read.Count);
        Assert.All(read, r => Assert.Equal(TimestampType.LogAppendTime, r.Message.Timestamp.Type));
        Assert.All(read, r => Assert.InRange(r.Message.Timestamp.UtcDateTime, before, after));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("producer")]
    public async Task Topic_with_a_codec_of_its_own_compresses_what_producers_did_not(string codec)
    {
        const int Count = 20;
        const int Bytes = 50_000;
        var topic = $"recompressed-{codec}";
        await Client.CreateTopicAsync(broker.Bootstrap, topic, configs: new() { ["compression.type"] = codec });
        using var producer = Client.Producer(broker.Bootstrap, c => c.CompressionType = CompressionType.None);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i =>
            producer.ProduceAsync(topic, new Message<byte[]?, byte[]?> { Value = Enumerable.Repeat((byte)i, Bytes).ToArray() })));

        var (read, received) = ReadCounted(topic);

        Assert.Equal(Enumerable.Range(0, Count), read.Select(r => (int)r.Message.Value![0]).Order());
        Assert.All(read, r => Assert.Equal(Enumerable.Repeat(r.Message.Value![0], Bytes), r.Message.Value));
        if (codec == "zstd") Assert.InRange(received, 1, Count * Bytes / 10);
        else Assert.True(received > Count * Bytes, $"{received} bytes came for {Count * Bytes}");
    }

    /// <summary>Reads a partition, and says how many bytes the sockets brought.</summary>
    private (List<ConsumeResult<byte[]?, byte[]?>> Records, long Received) ReadCounted(string topic)
    {
        var received = 0L;
        using var consumer = Client.Consumer(broker.Bootstrap, c => c.StatisticsIntervalMs = 50, json => received = BytesReceived(json));
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        while (true)
        {
            var result = consumer.Consume(Client.WaitMax) ?? throw new TimeoutException("Nothing came.");
            if (!result.IsPartitionEOF) records.Add(result);
            else break;
        }

        // Statistics come through Consume; the next report is about everything that was read.
        received = 0;
        var deadline = DateTime.UtcNow + Client.WaitMax;
        while (received == 0 && DateTime.UtcNow < deadline) consumer.Consume(TimeSpan.FromMilliseconds(50));
        return (records, received);
    }

    private static long BytesReceived(string statistics)
    {
        using var document = JsonDocument.Parse(statistics);
        return document.RootElement.GetProperty("brokers").EnumerateObject().Sum(b => b.Value.GetProperty("rxbytes").GetInt64());
    }
}
