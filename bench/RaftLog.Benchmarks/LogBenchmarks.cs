using BenchmarkDotNet.Attributes;
using RaftLog.Primitives;
using RaftLog.Records;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;

namespace RaftLog.Benchmarks;

/// <summary>
/// A partition's log on real files: appending batches of 16 KiB in memory, appending and flushing them in groups, and opening a log of 64 MiB
/// without a checkpoint, as after a kill.
/// </summary>
[MemoryDiagnoser]
public class LogBenchmarks
{
    private const int BatchesPerRun = 256;
    private const int RecoveredBytes = 64 << 20;
    private static readonly RaftGroupId Group = new(new Guid("11111111-2222-3333-4444-555555555555"), 0);

    private readonly PayloadPool _pool = new();
    private string _directory = "";
    private byte[] _batch = [];
    private PartitionLog? _log;
    private int _run;

    [GlobalSetup]
    public void Prepare()
    {
        _directory = Directory.CreateTempSubdirectory("raftlog-bench-").FullName;
        var builder = new RecordBatchBuilder(new RecordBatchOptions());
        for (var i = 0; i < 16; i++) builder.Append(1_700_000_000_000 + i, NullableBytes.Null, new byte[1000]);
        _batch = builder.ToArray();
        var log = Open("recovered").Log;
        for (var written = 0; written < RecoveredBytes; written += _batch.Length * BatchesPerRun)
        {
            Append(log, BatchesPerRun);
            while (log.Flush())
            {
                // Each call takes a bounded part.
            }
        }
    }

    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_directory, recursive: true);

    [IterationSetup(Targets = [nameof(Append), nameof(AppendAndFlush)])]
    public void OpenEmpty() => _log = Open($"log-{_run++}").Log;

    [IterationCleanup(Targets = [nameof(Append), nameof(AppendAndFlush)])]
    public void Close() => _log?.Close();

    /// <summary>The pump's part: 256 batches into the tail.</summary>
    [Benchmark(OperationsPerInvoke = BatchesPerRun)]
    public void Append() => Append(_log!, BatchesPerRun);

    /// <summary>With the flusher's part: 256 batches, one fdatasync for each 16.</summary>
    [Benchmark(OperationsPerInvoke = BatchesPerRun)]
    public void AppendAndFlush()
    {
        for (var i = 0; i < BatchesPerRun / 16; i++)
        {
            Append(_log!, 16);
            _log!.Flush();
        }
    }

    /// <summary>Opening 64 MiB after a kill: every header's chain and every batch's CRC is checked.</summary>
    [Benchmark]
    public LogIndex RecoverSixtyFourMebibytes() => Open("recovered").Log.LastIndex;

    private void Append(PartitionLog log, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var payload = _pool.Copy(_batch);
            RecordBatch.StampBaseOffset(payload.Span, log.EndOffset);
            RecordBatch.StampLeaderEpoch(payload.Span, new Term(1));
            log.Append([new LogEntry
            {
                Kind = EntryKind.Data,
                Index = log.LastIndex + 1,
                Term = new Term(1),
                BaseOffset = log.EndOffset,
                RecordSpan = 16,
                AppendTimeMs = 1_700_000_000_000,
                Payload = payload,
            }]);
            payload.Release();
        }
    }

    private RecoveredLog Open(string name)
    {
        var recovered = PartitionLog.Open(
            new PosixDisk(_directory), name, Group, new LogOptions(), null, new LogServices(new NoScheduler(), _pool, new TailCacheBudget(8 << 20)));
        recovered.Log.Attach(new NoObserver());
        return recovered;
    }

    private sealed class NoScheduler : IFlushScheduler
    {
        public void Schedule(IFlushable flushable)
        {
            // The benchmark flushes by itself.
        }
    }

    private sealed class NoObserver : ILogObserver
    {
        public void Flushed(LogIndex lastIndex, Term term, long generation)
        {
            // Nobody waits.
        }

        public void DiskFull(bool isFull) => throw new InvalidOperationException("The disk is full.");

        public void Failed(StorageFailedException exception) => throw exception;
    }
}
