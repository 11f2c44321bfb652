using System.Collections.Concurrent;
using Prometheus;

namespace RaftLog.Server.Observability;

/// <summary>Traffic by topic.</summary>
public sealed class TopicMetrics
{
    private readonly Counter _received;
    private readonly Counter _sent;
    private readonly Counter _recordsIn;
    private readonly ConcurrentDictionary<string, TopicTraffic> _topics = new(StringComparer.Ordinal);

    internal TopicMetrics(MetricFactory factory)
    {
        _received = factory.CreateCounter("raftlog_topic_received_bytes_total", "Bytes of record batches taken from producers, as sent (compressed).", "topic");
        _sent = factory.CreateCounter("raftlog_topic_sent_bytes_total", "Bytes of record batches handed to consumers, as stored (compressed).", "topic");
        _recordsIn = factory.CreateCounter("raftlog_topic_records_in_total", "Records taken from producers.", "topic");
    }

    /// <summary>The counters of one topic. Keep the result beside the partition: it counts without a look-up.</summary>
    public TopicTraffic Of(string topic) =>
        _topics.GetOrAdd(topic, static (name, self) => new TopicTraffic(self._received.WithLabels(name), self._sent.WithLabels(name), self._recordsIn.WithLabels(name)), this);

    /// <summary>Drops the series of a deleted topic. Objects from <see cref="Of"/> may still be called and count nothing.</summary>
    public void Remove(string topic)
    {
        if (!_topics.TryRemove(topic, out _)) return;
        _received.RemoveLabelled(topic);
        _sent.RemoveLabelled(topic);
        _recordsIn.RemoveLabelled(topic);
    }
}

/// <summary>The traffic counters of one topic; any thread may count.</summary>
public sealed class TopicTraffic
{
    private readonly Counter.Child _receivedBytes;
    private readonly Counter.Child _sentBytes;
    private readonly Counter.Child _recordsIn;

    internal TopicTraffic(Counter.Child receivedBytes, Counter.Child sentBytes, Counter.Child recordsIn)
    {
        _receivedBytes = receivedBytes;
        _sentBytes = sentBytes;
        _recordsIn = recordsIn;
    }

    /// <summary>A producer's batches were appended.</summary>
    public void Received(long bytes, int records)
    {
        _receivedBytes.Inc(bytes);
        _recordsIn.Inc(records);
    }

    /// <summary>Batches were put into an answer to a consumer.</summary>
    public void Sent(long bytes) => _sentBytes.Inc(bytes);
}
