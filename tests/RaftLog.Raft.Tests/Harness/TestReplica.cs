using System.Text;
using RaftLog.Primitives;

namespace RaftLog.Raft.Tests.Harness;

/// <summary>One replica with its disk: the driver's duties in their simplest correct form, with every completion under the test's control.</summary>
internal sealed class TestReplica
{
    private static readonly PayloadPool Pool = new(retainedBytesMax: 0);

    private readonly RaftOptions _options;
    private readonly RaftConfiguration _initial;
    private readonly List<(SnapshotDescriptor Snapshot, SnapshotChunk Chunk)> _chunks = [];
    private readonly List<HardState> _hardStatesToPersist = [];
    private readonly List<RaftMessage> _held = [];
    private ulong _seed;

    public TestReplica(RaftOptions options, Guid uuid, RaftConfiguration initial, ulong seed)
    {
        _options = options;
        _initial = initial;
        _seed = seed;
        Id = options.SelfId;
        DurableHardState = new HardState(Term.Zero, NodeId.None, uuid);
        Node = Boot();
    }

    public NodeId Id { get; }

    public RaftNode Node { get; private set; }

    public MemoryLog Log { get; } = new();

    public HardState DurableHardState { get; private set; }

    public bool IsUp { get; private set; } = true;

    /// <summary>Flush at the end of every pump; off, the test flushes.</summary>
    public bool AutoFlush { get; set; } = true;

    public bool AutoPersist { get; set; } = true;

    public bool IsSuspectOnRestart { get; set; }

    public LogIndex Applied { get; private set; }

    public List<ReadState> Reads { get; } = [];

    public List<RaftMessage> Outbox { get; } = [];

    public List<LogIndex> Truncations { get; } = [];

    public List<SnapshotDescriptor> Installed { get; } = [];

    public SnapshotDescriptor? Snapshot { get; private set; }

    public long Generation { get; private set; }

    public bool AutoInstall { get; set; } = true;

    public SnapshotDescriptor? InstallPending { get; private set; }

    public bool SnapshotWanted { get; private set; }

    public Member Member => new(Id, DurableHardState.ReplicaUuid);

    public ProposeResult Propose(string text, out LogEntry entry)
    {
        var result = Node.Propose(EntryKind.Data, recordSpan: 1, appendTimeMs: 0, Pool.Copy(Encoding.UTF8.GetBytes(text)), out entry);
        return result;
    }

    public void Receive(in RaftMessage message, LogEntry[] entries)
    {
        if (IsUp) Node.Step(message, entries);
    }

    public void Pump()
    {
        while (IsUp && Node.TryTakeReady(out var ready))
        {
            CarryOut(ready);
            Node.Advance();
            Complete();
            Node.Validate();
        }
    }

    public void Flush()
    {
        Log.Flush();
        ReportFlushed();
        Pump();
    }

    public void FlushTo(LogIndex index)
    {
        Log.FlushTo(index);
        ReportFlushed();
        Pump();
    }

    public void Persist()
    {
        CompleteHardStates();
        Pump();
    }

    public void FinishInstall()
    {
        if (InstallPending is not { } snapshot) return;
        InstallPending = null;
        Install(snapshot);
        Pump();
    }

    public void FailInstall()
    {
        var snapshot = InstallPending!;
        InstallPending = null;
        Node.SnapshotInstallFailed(snapshot);
        Pump();
    }

    public void Crash(bool loseUnflushed)
    {
        IsUp = false;
        Outbox.Clear();
        _held.Clear();
        _chunks.Clear();
        _hardStatesToPersist.Clear();
        InstallPending = null;
        if (loseUnflushed) Log.LoseUnflushed();
        else Log.Flush();
    }

    public void Restart()
    {
        IsUp = true;
        _seed += 1000;
        Applied = Log.Boundary;
        Reads.Clear();
        Node = Boot();
    }

    /// <summary>A disk that is gone: the node comes back under another uuid and with nothing.</summary>
    public void Wipe(Guid uuid)
    {
        Log.ResetTo(new SnapshotDescriptor(LogIndex.Zero, Term.Zero, Offset.Zero, _initial, 0));
        DurableHardState = new HardState(Term.Zero, NodeId.None, uuid);
        Snapshot = null;
        Applied = LogIndex.Zero;
    }

    /// <summary>A replica that comes up with a durable log of these terms, one entry each, and this term on record.</summary>
    public void Preload(int term, params int[] terms)
    {
        foreach (var of in terms)
        {
            Log.Append(new LogEntry
            {
                Kind = EntryKind.Data,
                Index = Log.LastIndex + 1,
                Term = new Term(of),
                BaseOffset = Log.EndOffset,
                RecordSpan = 1,
                Payload = Pool.Copy(Encoding.UTF8.GetBytes($"{Log.LastIndex + 1}@{of}")),
            });
        }

        DurableHardState = DurableHardState with { Term = new Term(term) };
        Node = Boot();
    }

    public void Compact(LogIndex upTo)
    {
        var last = Log.Find(upTo);
        Snapshot = new SnapshotDescriptor(upTo, last.Term, last.EndOffset, ConfigurationAt(upTo), Length: 10);
        Log.TrimTo(upTo);
        Node.SnapshotTaken(Snapshot);
    }

    public string LogText()
    {
        var text = new StringBuilder();
        if (Log.Boundary > LogIndex.Zero) text.Append($"[{Log.Boundary}@{Log.BoundaryTerm}]");
        foreach (var entry in Log.Entries)
        {
            if (text.Length > 0) text.Append(' ');
            text.Append($"{entry.Index}@{entry.Term}");
        }

        return text.ToString();
    }

    public IEnumerable<string> AppliedTexts()
    {
        foreach (var entry in Log.Entries)
        {
            if (entry.LastIndex <= Applied && entry.Kind == EntryKind.Data) yield return Encoding.UTF8.GetString(entry.PayloadSpan);
        }
    }

    private RaftConfiguration ConfigurationAt(LogIndex index)
    {
        var configuration = Snapshot?.Configuration ?? _initial;
        foreach (var (at, later) in LaterConfigurations())
        {
            if (at <= index) configuration = later;
        }

        return configuration;
    }

    private List<(LogIndex, RaftConfiguration)> LaterConfigurations()
    {
        var later = new List<(LogIndex, RaftConfiguration)>();
        foreach (var entry in Log.Entries)
        {
            if (entry.Kind != EntryKind.Configuration) continue;
            Assert.True(RaftConfiguration.TryRead(entry.PayloadSpan, out var configuration));
            later.Add((entry.Index, configuration!));
        }

        return later;
    }

    private RaftNode Boot()
    {
        Log.Flush();
        Generation = 0;
        var restored = new RestoredState
        {
            HardState = DurableHardState,
            Configuration = Snapshot?.Configuration ?? _initial,
            LaterConfigurations = LaterConfigurations(),
            FlushedIndex = Log.LastIndex,
            CommitIndex = Log.Boundary,
            IsSuspect = IsSuspectOnRestart,
            Snapshot = Snapshot,
        };
        return new RaftNode(_options, restored, Log, new SeededRandom(_seed));
    }

    private void CarryOut(in Ready ready)
    {
        if (ready.HardState is { } hardState) _hardStatesToPersist.Add(hardState);
        if (ready.InstallSnapshot is { } install) InstallPending = install;
        if (ready.TruncateFrom is { } from)
        {
            Truncations.Add(from);
            Log.TruncateFrom(from);
        }

        foreach (var entry in ready.Entries) Log.Append(entry);
        Generation = ready.LogGeneration;
        foreach (var chunk in ready.SnapshotChunks) _chunks.Add((chunk.Snapshot, chunk));
        foreach (var message in ready.Messages) _held.Add(message);
        ReleaseMessages();
        Assert.True(ready.CommitIndex >= Applied, "commit went back");
        Applied = ready.CommitIndex;
        foreach (var read in ready.ReadStates) Reads.Add(read);
        SnapshotWanted |= ready.SnapshotWanted;
    }

    private void Complete()
    {
        if (AutoPersist) CompleteHardStates();
        foreach (var (_, chunk) in _chunks) Node.SnapshotChunkWritten(chunk);
        _chunks.Clear();
        if (AutoInstall && InstallPending is { } snapshot)
        {
            InstallPending = null;
            Install(snapshot);
        }

        if (!AutoFlush) return;
        Log.Flush();
        ReportFlushed();
    }

    private void Install(SnapshotDescriptor snapshot)
    {
        Log.ResetTo(snapshot);
        Snapshot = snapshot;
        Applied = snapshot.LastIndex;
        Installed.Add(snapshot);
        Node.SnapshotInstalled(snapshot);
    }

    private void CompleteHardStates()
    {
        foreach (var hardState in _hardStatesToPersist)
        {
            DurableHardState = hardState;
            Node.HardStatePersisted(hardState);
        }

        _hardStatesToPersist.Clear();
        ReleaseMessages();
    }

    private void ReportFlushed()
    {
        if (Log.Durable >= Log.Boundary && Log.Durable <= Log.LastIndex) Node.EntriesFlushed(Log.Durable, Log.TermAt(Log.Durable), Generation);
    }

    /// <summary>No message leaves while a hard state is not durable.</summary>
    private void ReleaseMessages()
    {
        if (_hardStatesToPersist.Count > 0) return;
        foreach (var message in _held) Assert.True(message.Term <= DurableHardState.Term, "a message ahead of the durable term");
        Outbox.AddRange(_held);
        _held.Clear();
    }
}
