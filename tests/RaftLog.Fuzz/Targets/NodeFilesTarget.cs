using System.Globalization;
using System.Text;
using RaftLog.Fuzz.Mutation;
using RaftLog.Primitives;
using RaftLog.Storage.Disks;
using RaftLog.Storage.Node;

namespace RaftLog.Fuzz.Targets;

/// <summary>
/// A node's own files after something happened to them: identity, votes, checkpoint. They are refused with the exception that is
/// documented, or hold what was written: the votes as of some moment, the checkpoint as a whole.
/// </summary>
internal sealed class NodeFilesTarget : FuzzTarget
{
    private const int Cases = 16;

    private readonly List<Case> _cases = [];
    private long _opened;
    private long _refused;

    public override string Name => "node-files";

    public override string Summary => "a node's identity, state journal and recovery checkpoint";

    public override void Prepare(ulong seed)
    {
        var random = new FuzzRandom();
        for (var i = 0; i < Cases; i++)
        {
            random.Begin(seed, i);
            _cases.Add(Case.Create(random));
        }
    }

    public override FuzzWorker CreateWorker() => new Worker(_cases);

    public override void Collect(FuzzWorker worker)
    {
        _opened += ((Worker)worker).Opened;
        _refused += ((Worker)worker).Refused;
    }

    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"{_opened} opened, {_refused} refused");

    public override IEnumerable<FuzzCheck> Judge(long executions)
    {
        yield return new FuzzCheck("some are opened and some refused", (_opened > 0 && _refused > 0) || executions < 1000, Describe());
    }

    private static DataDirectoryOptions Options { get; } = new()
    {
        Location = "fuzz",
        NodeId = new NodeId(3),
        BootId = "boot",
        CreatedBy = "fuzz",
        NewNodeUuid = static () => new Guid("99999999-2222-3333-4444-555555555555"),
    };

    private static string Describe(IEnumerable<KeyValuePair<RaftGroupId, ReplicaState>> replicas) =>
        string.Join(';', replicas.Select(static replica => $"{replica.Key}={replica.Value}").Order(StringComparer.Ordinal));

    /// <summary>A data directory, and every set of votes its journal held one after the other.</summary>
    private sealed record Case(Dictionary<string, byte[]> Files, HashSet<string> Votes, RaftGroupId[] Groups, Dictionary<RaftGroupId, LogCheckpoint> Checkpoint)
    {
        public static Case Create(FuzzRandom random)
        {
            var disk = new MemoryDisk();
            var scheduler = new Scheduler();
            var groups = new RaftGroupId[random.Between(1, 4)];
            for (var i = 0; i < groups.Length; i++) groups[i] = new RaftGroupId(new Guid(i + 1, 0, 0, new byte[8]), i);
            var votes = new HashSet<string> { "" };
            using (var directory = DataDirectory.Open(disk, Options))
            {
                if (random.OneIn(2)) directory.BindToCluster("cluster");
                var options = new StateJournalOptions { GarbageRecordsMax = random.OneIn(2) ? 8 : 1000, ExtensionRecords = 8 };
                using var journal = StateJournal.Open(directory, scheduler, options);
                for (var saves = random.Between(1, 30); saves > 0; saves--)
                {
                    var group = groups[random.Next(groups.Length)];
                    if (random.OneIn(12)) journal.Delete(group);
                    else Save(journal, group, random);
                    votes.Add(Describe(journal.ListReplicas()));
                    if (random.OneIn(2)) scheduler.Run();
                }

                scheduler.Run();
            }

            var checkpoint = groups.ToDictionary(
                static group => group,
                group => new LogCheckpoint(new LogIndex(random.Next(100)), new LogIndex(1), random.Next(9000), (uint)random.Next(9000), new Offset(random.Next(100)), new Term(2)));
            RecoveryCheckpoint.Load(disk).Write(checkpoint.Select(static item => (item.Key, item.Value)), clean: random.OneIn(2));
            return new Case(FileImage.Take(disk, ""), votes, groups, checkpoint);
        }

        private static void Save(StateJournal journal, RaftGroupId group, FuzzRandom random)
        {
            var term = journal.TryGet(group, out var state) ? state.Term : Term.Zero;
            journal.Save(group, new ReplicaState(
                new Term(term.Value + 1), random.OneIn(3) ? NodeId.None : new NodeId(random.Between(1, 5)), new Guid(7, 0, 0, new byte[8]), ReplicaFlags.None));
        }
    }

    private sealed class Scheduler : IFlushScheduler
    {
        private readonly List<IFlushable> _due = [];

        public void Schedule(IFlushable flushable) => _due.Add(flushable);

        public void Run()
        {
            foreach (var flushable in _due)
            {
                while (flushable.Flush())
                {
                }
            }

            _due.Clear();
        }
    }

    private sealed class Worker(List<Case> cases) : FuzzWorker
    {
        private readonly FuzzBuffer _buffer = new();
        private readonly Scheduler _scheduler = new();
        private Dictionary<string, byte[]> _files = [];

        public long Opened { get; private set; }

        public long Refused { get; private set; }

        public override void Execute(FuzzRandom random)
        {
            var written = cases[random.Next(cases.Count)];
            _files = new Dictionary<string, byte[]>(written.Files, StringComparer.Ordinal);
            if (!random.OneIn(32))
            {
                var mutator = new FileMutator(random, _buffer);
                for (var changes = random.OneIn(2) ? 1 : random.Between(2, 3); changes > 0; changes--) mutator.Mutate(_files, cases[random.Next(cases.Count)].Files);
            }

            var disk = FileImage.ToDisk(_files, "");
            CheckCheckpoint(RecoveryCheckpoint.Load(disk));
            try
            {
                using var directory = DataDirectory.Open(disk, Options);
                using var journal = StateJournal.Open(directory, _scheduler);
                RequireWritten(Describe(journal.ListReplicas()));
                Opened++;
            }
            catch (DataDirectoryException)
            {
                Refused++;
            }
            catch (StateJournalCorruptException)
            {
                Refused++;
            }
        }

        public override string DescribeInput()
        {
            var text = new StringBuilder("a data directory");
            foreach (var (file, bytes) in _files) text.Append(CultureInfo.InvariantCulture, $"\n       {file} {Hex(bytes)}");
            return text.ToString();
        }

        /// <remarks>A whole file of another case of the same node is a sound file; so all cases' votes are admitted.</remarks>
        private void RequireWritten(string votes) =>
            OracleException.Require(cases.Exists(written => written.Votes.Contains(votes)), $"the journal holds votes that were never saved together: {votes}");

        private void CheckCheckpoint(RecoveryCheckpoint loaded)
        {
            OracleException.Require(
                cases.Exists(written => written.Groups.All(group => loaded.TryGet(group, out var entry) && entry == written.Checkpoint[group]))
                || !cases.Exists(written => written.Groups.Any(group => loaded.TryGet(group, out _))),
                "a checkpoint is believed as a whole or not at all");
        }
    }
}
