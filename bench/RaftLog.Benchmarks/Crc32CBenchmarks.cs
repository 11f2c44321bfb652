using BenchmarkDotNet.Attributes;
using RaftLog.Records;

namespace RaftLog.Benchmarks;

/// <summary>Checksums at the sizes of a frame header, a small batch, a usual batch and a large one.</summary>
public class Crc32CBenchmarks
{
    private byte[] _bytes = [];

    [Params(100, 1024, 16 * 1024, 1024 * 1024)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _bytes = new byte[Length];
        new Random(1).NextBytes(_bytes);
    }

    [Benchmark]
    public uint Compute() => Crc32C.Compute(_bytes);
}
