using System.Buffers.Binary;
using System.Collections.Concurrent;
using Confluent.Kafka;

namespace RaftLog.Compatibility.Tests;

/// <summary>Every codec, with and without keys, with and without idempotence: what was sent is what is read, in order.</summary>
public sealed class CodecTests(HostedBroker broker) : IClassFixture<HostedBroker>
{
    private const int Records = 10_000;
    private const int Partitions = 3;

    public static TheoryData<CompressionType, bool, bool> Combinations()
    {
        var data = new TheoryData<CompressionType, bool, bool>();
        foreach (var codec in Enum.GetValues<CompressionType>())
        {
            data.Add(codec, true, true);
            data.Add(codec, true, false);
            data.Add(codec, false, true);
            data.Add(codec, false, false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Ten_thousand_records_come_back_equal_in_order_and_without_gaps(CompressionType codec, bool isKeyed, bool isIdempotent)
    {
        var topic = $"{codec}-{(isKeyed ? "keyed" : "unkeyed")}-{(isIdempotent ? "idempotent" : "plain")}".ToLowerInvariant();
        await Client.CreateTopicAsync(broker.Bootstrap, topic, Partitions);

        var acknowledged = Produce(topic, codec, isKeyed, isIdempotent);

        Assert.Equal(Records, acknowledged.Count);
        var seen = new HashSet<int>();
        for (var partition = 0; partition < Partitions; partition++) Judge(topic, partition, isKeyed, acknowledged, seen);
        Assert.Equal(Records, seen.Count);
    }

    private ConcurrentDictionary<int, TopicPartitionOffset> Produce(string topic, CompressionType codec, bool isKeyed, bool isIdempotent)
    {
        using var producer = Client.Producer(broker.Bootstrap, c =>
        {
            c.CompressionType = codec;
            c.EnableIdempotence = isIdempotent;
            c.Acks = isIdempotent ? Acks.All : Acks.Leader;
            c.BatchNumMessages = 500;
        });
        var acknowledged = new ConcurrentDictionary<int, TopicPartitionOffset>();
        var failures = new ConcurrentQueue<Error>();
        for (var i = 0; i < Records; i++)
        {
            var number = i;
            producer.Produce(topic, new Message<byte[]?, byte[]?> { Key = isKeyed ? KeyOf(i) : null, Value = ValueOf(i) }, report =>
            {
                if (report.Error.IsError) failures.Enqueue(report.Error);
                else acknowledged[number] = report.TopicPartitionOffset;
            });
        }

        producer.Flush(Client.WaitMax);
        Assert.Empty(failures);
        return acknowledged;
    }

    private void Judge(
        string topic, int partition, bool isKeyed, ConcurrentDictionary<int, TopicPartitionOffset> acknowledged, HashSet<int> seen)
    {
        var last = -1;
        var expectedOffset = 0L;
        foreach (var result in Client.ReadToEnd(broker.Bootstrap, topic, partition, configure: c => c.CheckCrcs = true))
        {
            var number = BinaryPrimitives.ReadInt32BigEndian(result.Message.Value);
            Assert.Equal(expectedOffset++, result.Offset.Value);
            Assert.True(number > last, $"{number} follows {last} in partition {partition}");
            Assert.Equal(ValueOf(number), result.Message.Value);
            Assert.Equal(isKeyed ? KeyOf(number) : null, result.Message.Key);
            Assert.Equal(acknowledged[number], result.TopicPartitionOffset);
            Assert.True(seen.Add(number));
            last = number;
        }
    }

    private static byte[] KeyOf(int number) => BitConverter.GetBytes(number % 97);

    /// <summary>The number, then half noise and half a pattern: neither incompressible nor trivial.</summary>
    private static byte[] ValueOf(int number)
    {
        var value = new byte[4 + (number % 120)];
        BinaryPrimitives.WriteInt32BigEndian(value, number);
        new Random(number).NextBytes(value.AsSpan(4, (value.Length - 4) / 2));
        return value;
    }
}
