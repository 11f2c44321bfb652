using CsCheck;
using RaftLog.Primitives;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;

namespace RaftLog.Storage.Tests.Log;

/// <summary>
/// Random histories of a log against a plain list: whatever the order of appends, truncations, rolls, trims, flushes, kills and clean
/// stops, the log serves exactly what the list holds, from memory and from disk.
/// </summary>
public class LogModelTests
{
    private enum Step
    {
        Append,
        AppendMany,
        NewTerm,
        Configure,
        Roll,
        Truncate,
        Trim,
        Flush,
        Kill,
        Stop,
        Reset,
        LoseIndexes,
    }

    private static readonly Gen<(Step Step, int Pick)[]> Histories =
        Gen.Select(Gen.Frequency(
            (8, Gen.Const(Step.Append)), (3, Gen.Const(Step.AppendMany)), (2, Gen.Const(Step.NewTerm)), (1, Gen.Const(Step.Configure)),
            (3, Gen.Const(Step.Roll)), (3, Gen.Const(Step.Truncate)), (1, Gen.Const(Step.Trim)), (5, Gen.Const(Step.Flush)),
            (1, Gen.Const(Step.Kill)), (1, Gen.Const(Step.Stop)), (1, Gen.Const(Step.Reset)), (1, Gen.Const(Step.LoseIndexes))),
            Gen.Int[0, 1000]).Array[1, 60];

    [Fact]
    public void Log_agrees_with_a_plain_list_through_any_history() =>
        Histories.Sample(static history => Run(history, tailBytes: 1 << 20), iter: 400, threads: 1);

    [Fact]
    public void Log_agrees_with_a_plain_list_when_nothing_stays_in_memory() =>
        Histories.Sample(static history => Run(history, tailBytes: 0), iter: 400, threads: 1);

    private static void Run((Step Step, int Pick)[] history, long tailBytes)
    {
        var model = new Model(tailBytes);
        foreach (var (step, pick) in history)
        {
            model.Do(step, pick);
            model.Check();
        }

        model.Do(Step.Kill, 0);
        model.Check();
    }

    private sealed class Model
    {
        private readonly MemoryDisk _disk = new();
        private readonly long _tailBytes;
        private LogHarness _log;
        private ModelState _now = new();
        private ModelState _durable = new();
        private byte _fill;

        public Model(long tailBytes)
        {
            _tailBytes = tailBytes;
            _log = new LogHarness(_disk, tailBytes: tailBytes);
        }

        public void Do(Step step, int pick)
        {
            switch (step)
            {
                case Step.Append:
                    Note(_log.AppendData(Term, 1 + (pick % 4), pick, pick, _fill++));
                    break;
                case Step.AppendMany:
                    for (var i = 0; i < pick % 8; i++) Do(Step.Append, pick);
                    break;
                case Step.NewTerm:
                    Note(_log.AppendNoOp(Term + 1));
                    break;
                case Step.Configure:
                    if (_now.Configurations.Count > 0) _now.CommittedConfiguration = _now.Configurations[^1].Index;
                    Note(_log.AppendConfiguration(Term, (byte)pick, _fill++));
                    break;
                case Step.Roll when _log.Log.LastIndex >= _log.Log.SegmentBoundaries[^1].FirstIndex:
                    _log.Roll((byte)pick);
                    break;
                case Step.Truncate when _now.Count > 0:
                    // Raft truncates nothing committed, and a configuration follows another only once that one is committed.
                    var index = _now.First + (pick % _now.Count);
                    if (index > _now.CommittedConfiguration) Truncate(index);
                    break;
                case Step.Trim:
                    Trim(_log.Log.SegmentBoundaries[pick % _log.Log.SegmentBoundaries.Length].FirstIndex);
                    break;
                case Step.Flush:
                    Flush();
                    break;
                case Step.Kill:
                    _now = _durable.Clone();
                    Reopen(null);
                    break;
                case Step.Stop:
                    var checkpoint = _log.Log.Close();
                    Assert.Equal(_now.Count > 0 || _now.First > 1, checkpoint?.FlushedIndex.Value > 0);
                    _durable = _now.Clone();
                    Reopen(checkpoint);
                    break;
                case Step.Reset when pick % 4 == 0:
                    Reset(pick);
                    break;
                case Step.LoseIndexes:
                    foreach (var name in _disk.ListFiles(LogHarness.Directory).Where(name => name.EndsWith("index", StringComparison.Ordinal)))
                        _disk.DeleteFile($"{LogHarness.Directory}/{name}");
                    break;
                default:
                    break;
            }
        }

        private int Term => Math.Max(1, _log.Log.LastTerm.Value);

        public void Check()
        {
            Assert.Empty(_log.Failures);
            Assert.Equal(_now.First, _log.Log.FirstIndex.Value);
            Assert.Equal(_now.Entries, _log.Contents());
            Assert.Equal(_now.Epochs, _log.Log.Epochs.Rows.ToArray().Where(row => row.StartIndex.Value >= _now.First));
            Assert.Equal(_now.LastConfiguration, _log.Log.Configurations.Count == 0 ? null : Convert.ToHexString(_log.Log.Configurations[^1].Bytes.Span));
            Assert.True(_log.Log.FlushedIndex <= _log.Log.LastIndex);
            CheckOffsets();
        }

        private void CheckOffsets()
        {
            for (var offset = _log.Log.FirstOffset; offset < _log.Log.EndOffset;)
            {
                using var lease = new BatchLease();
                var status = _log.Log.TryReadTail(offset, _log.Log.EndOffset, 700, atLeastOne: true, lease);
                if (status == LogReadStatus.NotInMemory)
                    status = _log.Log.Read(offset, _log.Log.EndOffset, 700, atLeastOne: true, lease);
                Assert.Equal(LogReadStatus.Hit, status);
                Assert.Equal(offset, lease.FirstOffset);
                foreach (var batch in lease.Batches) Assert.Contains(Convert.ToHexString(batch.Span), _now.Batches);
                offset = lease.EndOffset;
            }
        }

        private void Note(LogEntry entry)
        {
            _now.Entries.Add(LogHarness.Describe(entry, entry.Kind == EntryKind.NoOp ? default : LastPayload()));
            if (entry.Kind == EntryKind.Data) _now.Batches.Add(Convert.ToHexString(LastPayload()));
            if (entry.Kind == EntryKind.Configuration) _now.Configurations.Add((entry.Index.Value, Convert.ToHexString(LastPayload())));
            if (_now.Epochs.Count == 0 ? entry.Term > _now.BoundaryTerm : entry.Term > _now.Epochs[^1].Term)
                _now.Epochs.Add(new EpochStart(entry.Term, entry.Index, entry.BaseOffset));
        }

        private byte[] LastPayload()
        {
            using var lease = new EntryLease();
            Assert.Equal(LogReadStatus.Hit, _log.Log.TryReadTailEntries(_log.Log.LastIndex, _log.Log.LastIndex, 1, lease));
            return lease.Entries[0].PayloadSpan.ToArray();
        }

        private void Truncate(long index)
        {
            _log.Log.TruncateFrom(new LogIndex(index));
            _now.Entries.RemoveRange((int)(index - _now.First), _now.Count - (int)(index - _now.First));
            _now.Epochs.RemoveAll(row => row.StartIndex.Value >= index);
            _now.Configurations.RemoveAll(configuration => configuration.Index >= index);
        }

        private void Trim(LogIndex target)
        {
            if (!_log.Log.TrimTo(target)) return;
            _now.Entries.RemoveRange(0, (int)(target.Value - _now.First));
            _now.BoundaryTerm = _log.Log.BoundaryTerm;
            _now.First = target.Value;
            _now.Epochs.RemoveAll(row => row.StartIndex < target);
        }

        private void Reset(int pick)
        {
            var snapshot = new LogSnapshot
            {
                LastIndex = new LogIndex(pick),
                LastTerm = new Term(pick == 0 ? 0 : Term),
                EndOffset = new Offset(pick == 0 ? 0 : pick * 2L),
                Epochs = pick == 0 ? EpochTable.Empty : EpochTable.Empty.With(new Term(Term), new LogIndex(1), Offset.Zero),
                State = new byte[pick],
            };
            _log.Log.ResetTo(snapshot, nowMs: 1);
            _now = new ModelState { First = pick + 1, BoundaryTerm = snapshot.LastTerm };
        }

        private void Flush()
        {
            _log.Flush();
            Assert.Empty(_log.Failures);
            Assert.Equal(_log.Log.LastIndex, _log.Log.FlushedIndex);
            _durable = _now.Clone();
        }

        private void Reopen(LogCheckpoint? checkpoint)
        {
            _log = new LogHarness(_disk, checkpoint: checkpoint, tailBytes: _tailBytes);
            Assert.Equal(RecoveryVerdict.Clean, _log.Recovered.Verdict);
        }
    }

    private sealed class ModelState
    {
        public long First { get; set; } = 1;

        public Term BoundaryTerm { get; set; }

        public List<string> Entries { get; init; } = [];

        public HashSet<string> Batches { get; init; } = [];

        public List<EpochStart> Epochs { get; init; } = [];

        public List<(long Index, string Bytes)> Configurations { get; init; } = [];

        public long CommittedConfiguration { get; set; }

        public int Count => Entries.Count;

        public string? LastConfiguration => Configurations.Count == 0 ? null : Configurations[^1].Bytes;

        public ModelState Clone() => new()
        {
            First = First,
            BoundaryTerm = BoundaryTerm,
            Entries = [.. Entries],
            Batches = [.. Batches],
            Epochs = [.. Epochs],
            Configurations = [.. Configurations],
            CommittedConfiguration = CommittedConfiguration,
        };
    }
}
