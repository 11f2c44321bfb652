using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace RaftLog.Chaos;

/// <summary>
/// What producers sent, what was acknowledged, and whether a reader finds it: nothing acknowledged is lost or moved, nothing is there
/// twice, and each producer's records are in the order it sent them.
/// </summary>
internal sealed class AcknowledgedLog
{
    private readonly ConcurrentDictionary<(int Partition, long Offset), long> _acknowledged = new();
    private readonly Dictionary<int, long> _lastRead = [];
    private readonly Dictionary<int, long> _nextOffset = [];
    private readonly HashSet<long> _read = [];

    internal int Acknowledged => _acknowledged.Count;

    internal int Lost { get; private set; }

    internal int Duplicated { get; private set; }

    internal int Reordered { get; private set; }

    internal int Changed { get; private set; }

    /// <summary>A record's value: its number, unique over the run, and padding that depends on it.</summary>
    internal static string ValueOf(long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number}:{new string((char)('a' + (number % 26)), (int)(number % 200))}");

    internal void Ack(int partition, long offset, long number)
    {
        if (!_acknowledged.TryAdd((partition, offset), number) && _acknowledged[(partition, offset)] != number) Changed++;
    }

    /// <summary>Reads every partition from where the last reading ended to the end, and judges what it finds.</summary>
    internal void ReadOn(string bootstrap, string topic, int partitions)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "unused",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            FetchWaitMaxMs = 50,
        }).SetLogHandler((_, _) => { }).Build();
        for (var partition = 0; partition < partitions; partition++)
        {
            consumer.Assign(new TopicPartitionOffset(topic, partition, _nextOffset.GetValueOrDefault(partition)));
            while (true)
            {
                var result = consumer.Consume(TimeSpan.FromSeconds(30))
                    ?? throw new TimeoutException($"Nothing could be read from {topic}-{partition} for 30 s.");
                if (result.IsPartitionEOF) break;
                Judge(partition, result.Offset.Value, result.Message.Value);
            }
        }

        Lost = _acknowledged.Count(a => _nextOffset.GetValueOrDefault(a.Key.Partition) <= a.Key.Offset);
    }

    private void Judge(int partition, long offset, byte[] value)
    {
        var text = Encoding.ASCII.GetString(value);
        var number = long.Parse(text.AsSpan(0, text.IndexOf(':', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        if (text != ValueOf(number)) Changed++;
        if (!_read.Add(number)) Duplicated++;
        if (_acknowledged.TryGetValue((partition, offset), out var acknowledged) && acknowledged != number) Changed++;
        if (offset != _nextOffset.GetValueOrDefault(partition)) Reordered++;
        if (number <= _lastRead.GetValueOrDefault(partition, -1)) Reordered++;
        _lastRead[partition] = number;
        _nextOffset[partition] = offset + 1;
    }
}
