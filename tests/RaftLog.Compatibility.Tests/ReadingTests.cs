using Confluent.Kafka;

namespace RaftLog.Compatibility.Tests;

/// <summary>Where a reader can start, and what it is told about a partition's ends.</summary>
public sealed class ReadingTests(HostedBroker broker) : IClassFixture<HostedBroker>
{
    private const int Records = 1000;
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Offsets_are_found_by_time_and_reading_on_from_there_starts_at_that_record()
    {
        await ProduceSecondsAsync("by-time");
        using var consumer = Client.Consumer(broker.Bootstrap);

        Assert.Equal(0, OffsetAt(consumer, "by-time", TimeSpan.FromHours(-1)));
        Assert.Equal(0, OffsetAt(consumer, "by-time", TimeSpan.Zero));
        Assert.Equal(500, OffsetAt(consumer, "by-time", TimeSpan.FromSeconds(500)));
        Assert.Equal(501, OffsetAt(consumer, "by-time", TimeSpan.FromSeconds(500) + TimeSpan.FromMilliseconds(1)));
        Assert.Equal(Offset.End.Value, OffsetAt(consumer, "by-time", TimeSpan.FromSeconds(Records)));

        consumer.Assign(new TopicPartitionOffset("by-time", 0, OffsetAt(consumer, "by-time", TimeSpan.FromSeconds(700))));
        var first = consumer.Consume(Client.WaitMax);
        Assert.Equal(700, first.Offset.Value);
        Assert.Equal(Start.AddSeconds(700), first.Message.Timestamp.UtcDateTime);
        Assert.Equal(TimestampType.CreateTime, first.Message.Timestamp.Type);
    }

    [Fact]
    public async Task Watermarks_are_the_first_readable_offset_and_the_end()
    {
        await ProduceSecondsAsync("watermarks");
        using var consumer = Client.Consumer(broker.Bootstrap);

        var watermarks = consumer.QueryWatermarkOffsets(new TopicPartition("watermarks", 0), Client.WaitMax);

        Assert.Equal((0, Records), (watermarks.Low.Value, watermarks.High.Value));
    }

    [Fact]
    public async Task Reader_can_seek_back_and_forth()
    {
        await ProduceSecondsAsync("seek");
        using var consumer = Client.Consumer(broker.Bootstrap);
        consumer.Assign(new TopicPartitionOffset("seek", 0, Offset.Beginning));
        Assert.Equal(0, consumer.Consume(Client.WaitMax).Offset.Value);

        foreach (var offset in (long[])[999, 3, 512, 0])
        {
            consumer.Seek(new TopicPartitionOffset("seek", 0, offset));
            Assert.Equal(offset, consumer.Consume(Client.WaitMax).Offset.Value);
        }
    }

    [Fact]
    public async Task Offset_past_the_end_is_out_of_range_and_resets_as_the_client_asked()
    {
        await ProduceSecondsAsync("past-end");

        var reset = Client.ReadToEnd(broker.Bootstrap, "past-end", from: Records + 50, configure: c => c.AutoOffsetReset = AutoOffsetReset.Earliest);
        Assert.Equal(Records, reset.Count);

        var refused = Assert.Throws<ConsumeException>(() => Client.ReadToEnd(broker.Bootstrap, "past-end", from: Records + 50));
        Assert.Equal(ErrorCode.Local_AutoOffsetReset, refused.Error.Code);
    }

    [Fact]
    public async Task Waiting_reader_gets_a_record_that_is_produced_later()
    {
        await Client.CreateTopicAsync(broker.Bootstrap, "tail");
        using var consumer = Client.Consumer(broker.Bootstrap, c => c.FetchWaitMaxMs = 10_000);
        consumer.Assign(new TopicPartitionOffset("tail", 0, 0));
        Assert.True(consumer.Consume(Client.WaitMax).IsPartitionEOF);

        using var producer = Client.Producer(broker.Bootstrap);
        await producer.ProduceAsync("tail", new Message<byte[]?, byte[]?> { Value = "late"u8.ToArray() }, TestContext.Current.CancellationToken);

        Assert.Equal("late"u8.ToArray(), consumer.Consume(Client.WaitMax).Message.Value);
    }

    [Fact]
    public async Task Reader_of_committed_records_gets_everything_that_is_not_transactional()
    {
        await ProduceSecondsAsync("committed");

        var records = Client.ReadToEnd(broker.Bootstrap, "committed", configure: c => c.IsolationLevel = IsolationLevel.ReadCommitted);

        Assert.Equal(Enumerable.Range(0, Records).Select(i => (long)i), records.Select(r => r.Offset.Value));
    }

    private async Task ProduceSecondsAsync(string topic)
    {
        await Client.CreateTopicAsync(broker.Bootstrap, topic);
        using var producer = Client.Producer(broker.Bootstrap, c => c.BatchNumMessages = 64);
        var sent = Enumerable.Range(0, Records).Select(i => producer.ProduceAsync(topic, new Message<byte[]?, byte[]?>
        {
            Value = BitConverter.GetBytes(i),
            Timestamp = new Timestamp(Start.AddSeconds(i), TimestampType.CreateTime),
        })).ToList();
        await Task.WhenAll(sent);
    }

    private static long OffsetAt(IConsumer<byte[]?, byte[]?> consumer, string topic, TimeSpan sinceStart) => consumer
        .OffsetsForTimes([new TopicPartitionTimestamp(topic, 0, new Timestamp(Start + sinceStart, TimestampType.CreateTime))], Client.WaitMax)
        .Single().Offset.Value;
}
