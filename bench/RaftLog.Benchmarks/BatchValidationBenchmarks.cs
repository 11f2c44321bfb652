using BenchmarkDotNet.Attributes;
using RaftLog.Records;

namespace RaftLog.Benchmarks;

/// <summary>What a produced batch costs before it is appended: 160 records of 100 bytes, about 16 KiB.</summary>
[MemoryDiagnoser]
public class BatchValidationBenchmarks
{
    private const long NowMs = 1_700_000_000_000;
    private const int RecordsCount = 160;
    private readonly BatchValidationRules _rules = BatchValidationRules.Default(NowMs);
    private byte[] _batch = [];

    [Params(CompressionCodec.None, CompressionCodec.Gzip, CompressionCodec.Snappy, CompressionCodec.Lz4, CompressionCodec.Zstd)]
    public CompressionCodec Codec { get; set; }

    [GlobalSetup]
    public void Build()
    {
        var random = new Random(1);
        var value = new byte[100];
        var builder = new RecordBatchBuilder(new RecordBatchOptions { Codec = Codec });
        for (var i = 0; i < RecordsCount; i++)
        {
            for (var j = 0; j < value.Length; j++) value[j] = (byte)('a' + random.Next(8));
            builder.Append(NowMs + i, NullableBytes.Null, value);
        }

        _batch = builder.ToArray();
    }

    [Benchmark]
    public BatchValidationResult Validate() => BatchValidator.Validate(_batch, _rules, out _);

    [Benchmark]
    public bool CrcOnly() => RecordBatch.HasValidCrc(_batch);
}
