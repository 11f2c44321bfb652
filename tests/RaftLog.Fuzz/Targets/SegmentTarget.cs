using System.Globalization;
using System.Text;
using RaftLog.Fuzz.Mutation;
using RaftLog.Primitives;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;
using RaftLog.Storage.Tests.Log;

namespace RaftLog.Fuzz.Targets;

/// <summary>Reads a log's folder back: entries by index, described as by <see cref="LogHarness.Describe"/>.</summary>
internal delegate List<(long Index, string Entry)> LogFolderReader(Dictionary<string, byte[]> files);

/// <summary>
/// A log's folder after something happened to it. Opening it must not throw; what it serves is what was written, in order, from its
/// first index on, or nothing; what a checkpoint vouches for is there, or the log says that it is damaged.
/// </summary>
/// <param name="name">The target's name.</param>
/// <param name="summary">What it takes.</param>
/// <param name="substitute">Reads instead of the engine; null is the engine.</param>
internal sealed class SegmentTarget(string name, string summary, LogFolderReader? substitute) : FuzzTarget
{
    private readonly long[] _verdicts = new long[3];
    private SegmentCase[] _cases = [];
    private long _entries;
    private long _refused;

    public override string Name => name;

    public override string Summary => summary;

    public override void Prepare(ulong seed) => _cases = SegmentCase.CreateAll(seed);

    public override FuzzWorker CreateWorker() => new Worker(_cases, substitute);

    public override void Collect(FuzzWorker worker)
    {
        var from = (Worker)worker;
        for (var i = 0; i < _verdicts.Length; i++) _verdicts[i] += from.Verdicts[i];
        _entries += from.Entries;
        _refused += from.Refused;
    }

    public override string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"clean {_verdicts[0]}, torn tail {_verdicts[1]}, corrupt {_verdicts[2]}; {_entries} entries served, {_refused} reads refused");

    public override IEnumerable<FuzzCheck> Judge(long executions)
    {
        var all = _verdicts.All(static count => count > 0) || executions < 1000;
        yield return new FuzzCheck("every verdict is met", all, $"{_verdicts[0]}, {_verdicts[1]}, {_verdicts[2]}");
    }

    private sealed class Worker(SegmentCase[] cases, LogFolderReader? substitute) : FuzzWorker, IFlushScheduler, ILogObserver
    {
        private readonly FuzzBuffer _buffer = new();
        private readonly PayloadPool _pool = new(poisonOnReturn: false);
        private readonly List<(long Index, string Entry)> _served = [];
        private Dictionary<string, byte[]> _files = [];
        private bool _isForged;
        private bool _isScheduled;

        public long[] Verdicts { get; } = new long[3];

        public long Entries { get; private set; }

        public long Refused { get; private set; }

        public override void Execute(FuzzRandom random)
        {
            var written = cases[random.Next(cases.Length)];
            MakeInput(random, written);
            if (substitute is not null)
            {
                if (!_isForged) RequireWritten(written, substitute(_files), null);
                return;
            }

            // A checkpoint vouches for what the folder held; of a forged folder nobody can say.
            var checkpoint = !_isForged && random.OneIn(2) ? written.Checkpoint : null;
            var disk = FileImage.ToDisk(_files, LogHarness.Directory);
            var services = new LogServices(this, _pool, new TailCacheBudget(1 << 20));
            var recovered = PartitionLog.Open(disk, LogHarness.Directory, written.Group, written.Options, checkpoint, services);
            Verdicts[(int)recovered.Verdict]++;
            recovered.Log.Attach(this);
            var isSound = Serve(recovered.Log);
            Entries += _served.Count;
            if (!isSound) Refused++;
            OracleException.Require(
                recovered.Verdict != RecoveryVerdict.Corrupt || (!isSound && _served.Count == 0), "a log that is corrupt serves nothing");
            ReadAround(recovered.Log, random, written);
            if (!_isForged && recovered.Verdict != RecoveryVerdict.Corrupt) Judge(recovered, written, checkpoint, isSound, random);
            recovered.Log.Close();
        }

        public override string DescribeInput()
        {
            var text = new StringBuilder(_isForged ? "a folder with forged checksums" : "a folder");
            foreach (var (file, bytes) in _files) text.Append(CultureInfo.InvariantCulture, $"\n       {file} {Hex(bytes)}");
            return text.ToString();
        }

        public void Schedule(IFlushable flushable) => _isScheduled = true;

        public void Flushed(LogIndex lastIndex, Term term, long generation)
        {
        }

        public void DiskFull(bool isFull) => throw new OracleException("the memory disk is not full");

        public void Failed(StorageFailedException exception) => throw new OracleException($"the log failed on a sound disk: {exception.Message}");

        private static void RequireWritten(SegmentCase written, List<(long Index, string Entry)> served, LogIndex? first)
        {
            for (var i = 0; i < served.Count; i++)
            {
                var (index, entry) = served[i];
                OracleException.Require(
                    i > 0 ? index == served[i - 1].Index + 1 : first is null || index == first.Value.Value, $"entry {index} is served out of order");
                OracleException.Require(
                    written.Entries.TryGetValue(index, out var original) && original == entry, $"entry {index} is served as {entry}, and was {original}");
            }
        }

        private void MakeInput(FuzzRandom random, SegmentCase written)
        {
            _files = new Dictionary<string, byte[]>(written.Files, StringComparer.Ordinal);
            _isForged = false;
            if (random.OneIn(32)) return;
            var donors = cases[random.Next(cases.Length)].Files;
            var mutator = new FileMutator(random, _buffer);
            _isForged = random.OneIn(4);
            for (var changes = random.OneIn(2) ? 1 : random.Between(2, 3); changes > 0; changes--)
            {
                if (mutator.Mutate(_files, donors) is not { } file || !_isForged || !_files.TryGetValue(file, out var bytes)) continue;
                var forged = bytes.ToArray();
                SegmentForger.Seal(file, forged);
                _files[file] = forged;
            }
        }

        /// <summary>Replays what there is; false when the log refused to go on.</summary>
        private bool Serve(PartitionLog log)
        {
            _served.Clear();
            try
            {
                log.Replay(log.FirstIndex, (in entry, payload) => _served.Add((entry.Index.Value, LogHarness.Describe(entry, payload))));
                return true;
            }
            catch (LogCorruptException)
            {
                return false;
            }
        }

        /// <summary>Reads by offset and by time, which go through the index files.</summary>
        private void ReadAround(PartitionLog log, FuzzRandom random, SegmentCase written)
        {
            using var lease = new BatchLease();
            try
            {
                var from = new Offset(random.Next(60));
                log.Read(from, log.EndOffset, random.Between(1, 4000), atLeastOne: true, lease);
                foreach (var batch in lease.Batches)
                {
                    var hex = Convert.ToHexString(batch.Span);
                    OracleException.Require(
                        _isForged || written.Entries.Values.Any(entry => entry.EndsWith(hex, StringComparison.Ordinal)), "a read serves a batch nobody wrote");
                }

                log.FindOffsetByTime(1000 + random.Next(50), log.EndOffset);
            }
            catch (LogCorruptException)
            {
                Refused++;
            }
        }

        private void Judge(RecoveredLog recovered, SegmentCase written, LogCheckpoint? checkpoint, bool isSound, FuzzRandom random)
        {
            var log = recovered.Log;
            RequireWritten(written, _served, log.FirstIndex);
            OracleException.Require(!isSound || _served.Count == log.LastIndex.Value - log.FirstIndex.Value + 1, "a sound log serves all it claims to hold");
            OracleException.Require(checkpoint is null || log.LastIndex >= checkpoint.Value.FlushedIndex, "what a checkpoint vouches for is there");
            OracleException.Require(
                recovered.LatestSnapshot is not { } snapshot || written.Snapshots.Contains(Convert.ToHexString(snapshot.State.Span)), "a snapshot holds what was put in");
            if (!isSound || !random.OneIn(4)) return;

            // Going on after recovery neither disturbs what was there nor hides what comes.
            var before = _served.ToList();
            Append(log);
            OracleException.Require(Serve(log), "a sound log is sound after an append");
            OracleException.Require(_served.Count == before.Count + 1 && before.SequenceEqual(_served.Take(before.Count)), "an append changes nothing before it");
        }

        private void Append(PartitionLog log)
        {
            var term = Math.Max(1, log.LastTerm.Value);
            var payload = _pool.Rent(LogHarness.BatchBytes(40));
            LogHarness.WriteBatch(payload.Span, log.EndOffset, term, 1, 2000, 7);
            log.Append([new LogEntry
            {
                Kind = EntryKind.Data,
                Index = log.LastIndex + 1,
                Term = new Term(term),
                BaseOffset = log.EndOffset,
                RecordSpan = 1,
                AppendTimeMs = 9000,
                Payload = payload,
            }]);
            payload.Release();
            while (_isScheduled)
            {
                _isScheduled = false;
                while (log.Flush())
                {
                }
            }
        }
    }
}
