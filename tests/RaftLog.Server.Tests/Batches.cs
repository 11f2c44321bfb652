using System.Text;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Records;

namespace RaftLog.Server.Tests;

/// <summary>Short ways to make and to read what producers and consumers exchange.</summary>
internal static class Batches
{
    internal static byte[] Of(params string[] values) => Of(new RecordBatchOptions(), values);

    internal static byte[] Of(RecordBatchOptions options, params string[] values)
    {
        var builder = new RecordBatchBuilder(options);
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var value in values) builder.Append(nowMs, default, Encoding.UTF8.GetBytes(value));
        return builder.ToArray();
    }

    internal static ProduceRequest Produce(string topic, int partition, byte[] batch, short acks = -1, int timeoutMs = 20_000) => new()
    {
        Acks = acks,
        TimeoutMs = timeoutMs,
        TopicData =
        [
            new ProduceRequest.TopicProduceData
            {
                Name = topic,
                PartitionData = [new ProduceRequest.PartitionProduceData { Index = partition, Records = new WireRecords(batch) }],
            },
        ],
    };

    internal static ProduceResponse.PartitionProduceResponse Only(this ProduceResponse response) =>
        Assert.Single(Assert.Single(response.Responses).PartitionResponses);

    internal static FetchRequest Fetch(string topic, int partition, long offset, int maxWaitMs = 0, int minBytes = 1) => new()
    {
        MaxWaitMs = maxWaitMs,
        MinBytes = minBytes,
        MaxBytes = 50 << 20,
        SessionEpoch = -1,
        ReplicaId = -1,
        Topics = [Topic(topic, partition, offset)],
    };

    internal static FetchRequest.FetchTopic Topic(string topic, int partition, long offset, int bytesMax = 1 << 20) => new()
    {
        Topic = topic,
        Partitions = [new FetchRequest.FetchPartition { Partition = partition, FetchOffset = offset, PartitionMaxBytes = bytesMax }],
    };

    internal static FetchResponse.PartitionData Only(this FetchResponse response) =>
        Assert.Single(Assert.Single(response.Responses).Partitions);

    /// <summary>The values of all records, in order.</summary>
    internal static List<string> Values(this FetchResponse.PartitionData partition)
    {
        List<string> values = [];
        var rest = partition.Records.Bytes.Span;
        while (!rest.IsEmpty)
        {
            Assert.Equal(System.Buffers.OperationStatus.Done, RecordBatch.ReadFrame(rest, out var length));
            Assert.True(RecordBatch.HasValidCrc(rest[..length]));
            using var reader = new RecordBatchReader(rest[..length], 1 << 20);
            var records = reader.Records;
            while (records.MoveNext()) values.Add(Encoding.UTF8.GetString(records.Current.Value.Span));
            rest = rest[length..];
        }

        return values;
    }

    internal static async Task CreateTopicAsync(
        this RawClient client, string name, int partitions = 1, params (string Name, string? Value)[] configs)
    {
        var request = new CreateTopicsRequest
        {
            Topics =
            [
                new CreateTopicsRequest.CreatableTopic
                {
                    Name = name,
                    NumPartitions = partitions,
                    ReplicationFactor = 1,
                    Configs = [.. configs.Select(static c => new CreateTopicsRequest.CreatableTopicConfig { Name = c.Name, Value = c.Value })],
                },
            ],
        };
        var response = await client.AskAsync<CreateTopicsRequest, CreateTopicsResponse>(request, 7);
        Assert.Equal(ErrorCode.None, Assert.Single(response.Topics).ErrorCode);
    }

    internal static async Task<ProduceResponse.PartitionProduceResponse> ProduceAsync(
        this RawClient client, string topic, byte[] batch, short acks = -1, int partition = 0) =>
        (await client.AskAsync<ProduceRequest, ProduceResponse>(Produce(topic, partition, batch, acks), 9)).Only();
}
