using System.Buffers.Binary;
using RaftLog.Primitives;
using RaftLog.Records;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;

namespace RaftLog.Storage.Tests.Log;

/// <summary>One log with everything around it: entries are made and flushed by hand, reports are kept.</summary>
internal sealed class LogHarness : IFlushScheduler, ILogObserver
{
    public const string Directory = "data/orders-0";

    public static readonly RaftGroupId Group = new(new Guid("11111111-2222-3333-4444-555555555555"), 7);

    public static readonly LogOptions SmallSegments = new() { SegmentBytes = 2048, IndexIntervalBytes = 256 };

    private bool _isScheduled;

    public LogHarness(IDisk disk, LogOptions? options = null, LogCheckpoint? checkpoint = null, long tailBytes = 1 << 20, RaftGroupId? group = null)
    {
        Pool = new PayloadPool(poisonOnReturn: true);
        Budget = new TailCacheBudget(tailBytes);
        Recovered = PartitionLog.Open(
            disk, Directory, group ?? Group, options ?? SmallSegments, checkpoint, new LogServices(this, Pool, Budget));
        Log.Attach(this);
    }

    public PayloadPool Pool { get; }

    public TailCacheBudget Budget { get; }

    public RecoveredLog Recovered { get; }

    public PartitionLog Log => Recovered.Log;

    public List<(LogIndex Index, Term Term)> Reports { get; } = [];

    public List<bool> DiskFullReports { get; } = [];

    public List<StorageFailedException> Failures { get; } = [];

    /// <summary>Called when the log reports; for tests that look at the disk at that moment.</summary>
    public Action<LogIndex, Term>? OnFlushed { get; set; }

    public void Schedule(IFlushable flushable) => _isScheduled = true;

    public void Flushed(LogIndex lastIndex, Term term, long generation)
    {
        Reports.Add((lastIndex, term));
        OnFlushed?.Invoke(lastIndex, term);
    }

    public void DiskFull(bool isFull) => DiskFullReports.Add(isFull);

    public void Failed(StorageFailedException exception) => Failures.Add(exception);

    /// <summary>Runs the flusher until nothing is pending, as the scheduler would.</summary>
    public void Flush()
    {
        while (_isScheduled)
        {
            _isScheduled = false;
            while (Log.Flush())
            {
            }
        }
    }

    public LogEntry AppendData(int term, int records = 1, int valueBytes = 20, long timestampMs = 1000, byte fill = 0)
    {
        var payload = Pool.Rent(BatchBytes(valueBytes));
        WriteBatch(payload.Span, Log.EndOffset, term, records, timestampMs, fill);
        return AppendOwned(Entry(EntryKind.Data, term, payload) with { RecordSpan = records });
    }

    public LogEntry AppendNoOp(int term) => AppendOwned(Entry(EntryKind.NoOp, term, null));

    public LogEntry AppendCommand(int term, params byte[] bytes) => AppendOwned(Entry(EntryKind.Command, term, Pool.Copy(bytes)));

    public LogEntry AppendConfiguration(int term, params byte[] bytes) =>
        AppendOwned(Entry(EntryKind.Configuration, term, Pool.Copy(bytes)));

    public void Roll(params byte[] state) => Log.Roll(state, null, 1);

    /// <summary>Everything the log serves, by index: (index, term, kind, base offset, payload as hex).</summary>
    public List<string> Contents() => Contents(Log);

    public static List<string> Contents(PartitionLog log)
    {
        var found = new List<string>();
        log.Replay(log.FirstIndex, (in LogEntry entry, ReadOnlySpan<byte> payload) => found.Add(Describe(entry, payload)));
        return found;
    }

    public static string Describe(in LogEntry entry, ReadOnlySpan<byte> payload) =>
        $"{entry.Index}@{entry.Term} {entry.Kind} {entry.BaseOffset}+{entry.RecordSpan} t{entry.AppendTimeMs} {Convert.ToHexString(payload)}";

    public static int BatchBytes(int valueBytes) => 61 + valueBytes;

    /// <summary>Lays out a batch whose header is right and whose records are filler: the log does not look inside.</summary>
    public static void WriteBatch(Span<byte> batch, Offset baseOffset, int term, int records, long timestampMs, byte fill)
    {
        batch.Fill(fill);
        BinaryPrimitives.WriteInt64BigEndian(batch, baseOffset.Value);
        BinaryPrimitives.WriteInt32BigEndian(batch[8..], batch.Length - 12);
        BinaryPrimitives.WriteInt32BigEndian(batch[12..], term);
        batch[16] = 2;
        BinaryPrimitives.WriteInt16BigEndian(batch[21..], 0);
        BinaryPrimitives.WriteInt32BigEndian(batch[23..], records - 1);
        BinaryPrimitives.WriteInt64BigEndian(batch[27..], timestampMs);
        BinaryPrimitives.WriteInt64BigEndian(batch[35..], timestampMs);
        BinaryPrimitives.WriteInt32BigEndian(batch[57..], records);
        BinaryPrimitives.WriteUInt32BigEndian(batch[17..], Crc32C.Compute(batch[21..]));
    }

    private LogEntry Entry(EntryKind kind, int term, Payload? payload) => new()
    {
        Kind = kind,
        Index = Log.LastIndex + 1,
        Term = new Term(term),
        BaseOffset = Log.EndOffset,
        AppendTimeMs = 5000 + Log.LastIndex.Value,
        Payload = payload,
    };

    private LogEntry AppendOwned(LogEntry entry)
    {
        Log.Append([entry]);
        entry.Payload?.Release();
        return entry;
    }
}
