using System.Buffers;
using BenchmarkDotNet.Attributes;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Records;

namespace RaftLog.Benchmarks;

/// <summary>Decoding the frames a busy broker gets most: a produce of one 16 KiB batch, and a fetch of 16 partitions.</summary>
[MemoryDiagnoser]
public class FrameDecodeBenchmarks
{
    private ReadOnlyMemory<byte> _produce;
    private ReadOnlyMemory<byte> _fetch;

    [GlobalSetup]
    public void Build()
    {
        var builder = new RecordBatchBuilder(new RecordBatchOptions());
        for (var i = 0; i < 16; i++) builder.Append(1_700_000_000_000 + i, NullableBytes.Null, new byte[1000]);
        var produce = new ProduceRequest { Acks = -1, TimeoutMs = 30_000 };
        var topic = new ProduceRequest.TopicProduceData { Name = "orders" };
        topic.PartitionData.Add(new ProduceRequest.PartitionProduceData { Index = 3, Records = builder.ToArray().AsMemory() });
        produce.TopicData.Add(topic);
        _produce = Encode(ApiKey.Produce, 9, produce);

        var fetch = new FetchRequest { MaxWaitMs = 500, MinBytes = 1, MaxBytes = 50 << 20 };
        var fetched = new FetchRequest.FetchTopic { Topic = "orders" };
        for (var i = 0; i < 16; i++) fetched.Partitions.Add(new FetchRequest.FetchPartition { Partition = i, FetchOffset = 1000, PartitionMaxBytes = 1 << 20 });
        fetch.Topics.Add(fetched);
        _fetch = Encode(ApiKey.Fetch, 11, fetch);
    }

    [Benchmark]
    public DecodeStatus Produce() => RequestDecoder.TryDecode(_produce, out _, out _);

    [Benchmark]
    public DecodeStatus Fetch() => RequestDecoder.TryDecode(_fetch, out _, out _);

    private static ReadOnlyMemory<byte> Encode(ApiKey api, short version, IWireMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameEncoder.WriteRequest(output, api, version, 1, "bench", message);

        // The decoder takes what follows the length.
        return output.WrittenMemory[4..];
    }
}
