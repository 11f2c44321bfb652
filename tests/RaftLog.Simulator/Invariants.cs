using System.Buffers.Binary;
using RaftLog.Raft;
using RaftLog.Replication.Groups;
using RaftLog.Replication.Partitions;
using RaftLog.Storage.Log;

namespace RaftLog.Simulator;

/// <summary>All claims, checked against the node an event ran on, right after it.</summary>
internal sealed class Invariants(World world)
{
    private readonly Dictionary<(int Node, RaftGroupId Group), Seen> _seen = [];

    internal OneGrantPerTerm Grants { get; } = new();

    internal Dictionary<RaftGroupId, CommittedPrefixesAgree> Committed { get; } = [];

    internal OneLeaderPerTerm Leaders { get; } = new();

    private HighWatermarkNeverRetreats HighWatermarks { get; } = new();

    internal void Check(Node node)
    {
        foreach (var partition in node.Partitions)
        {
            var group = partition.Group;
            if (group.Health != PartitionHealth.Healthy)
                throw new ViolationException("NoReplicaFails", $"node {node.Id} {group.Id} is {group.Health}: {node.Errors.Last}");
            ref var seen = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_seen, (node.Id, group.Id), out _);
            if (seen.Incarnation != node.Incarnation) seen = new Seen(node.Incarnation, group.Store.FirstIndex - 1, Term.None, default, 0);
            var term = group.Node.Term;
            if (group.Node.IsLeader && seen.LedTerm != term)
            {
                Leaders.Elected(group.Id, term, node);
                Committed[group.Id].Elected(node, group);
                seen = seen with { LedTerm = term };
                world.Statistics.Sometimes("leader elected");
                world.Note("leads", node.Id, group.Id.Partition, term.Value, group.Store.LastIndex.Value);
            }

            if (group.CommitIndex < seen.Commit)
                throw new ViolationException("CommitNeverRegresses", $"node {node.Id} {group.Id}: {group.CommitIndex} after {seen.Commit}");
            if (group.CommitIndex > seen.Commit)
            {
                Committed[group.Id].Commits(node, group, seen.Commit);
                seen = seen with { Commit = group.CommitIndex };
            }

            if (group.Store.Generation != seen.Generation)
            {
                world.Statistics.Sometimes(group.Store.LastIndex == group.Store.FirstIndex - 1 ? "snapshot installed" : "log truncated");
                seen = seen with { Generation = group.Store.Generation };
            }

            HighWatermarks.Seen(node, group, seen.HighWatermark);
            seen = seen with { HighWatermark = group.HighWatermark };
        }
    }

    private readonly record struct Seen(int Incarnation, LogIndex Commit, Term LedTerm, Offset HighWatermark, long Generation);
}

/// <summary>In each term of a group at most one incarnation of one node leads (Raft §5.2).</summary>
internal sealed class OneLeaderPerTerm
{
    private readonly Dictionary<(RaftGroupId, Term), (int Node, int Incarnation)> _leaders = [];
    private readonly Dictionary<RaftGroupId, Term> _newest = [];

    /// <summary>The newest term of the group that has had a leader.</summary>
    internal Term Newest(RaftGroupId group) => _newest.GetValueOrDefault(group);

    internal void Elected(RaftGroupId group, Term term, Node node)
    {
        if (term > Newest(group)) _newest[group] = term;
        if (_leaders.TryAdd((group, term), (node.Id, node.Incarnation))) return;
        throw new ViolationException(nameof(OneLeaderPerTerm), $"node {node.Id} leads {group} in term {term} after node {_leaders[(group, term)].Node}");
    }
}

/// <summary>A node gives its vote of a term to one candidate, whatever crashes in between. Kept outside the nodes, by what they send.</summary>
internal sealed class OneGrantPerTerm
{
    private readonly Dictionary<(RaftGroupId, NodeId, Term), NodeId> _grants = [];

    internal void Sent(RaftGroupId group, in RaftMessage message)
    {
        var candidate = message.Kind switch
        {
            RaftMessageKind.VoteRequest => message.From,
            RaftMessageKind.VoteResponse when !message.Rejected => message.To,
            _ => NodeId.None,
        };
        if (candidate.IsNone) return;
        var key = (group, message.From, message.CampaignTerm);
        if (_grants.TryAdd(key, candidate) || _grants[key] == candidate) return;
        throw new ViolationException(nameof(OneGrantPerTerm), $"node {message.From} votes for {candidate} after {_grants[key]} in term {message.CampaignTerm}");
    }
}

/// <summary>
/// What any replica of a group commits at an index is the same everywhere and for ever, and every new leader has all of it (log matching,
/// leader completeness, state machine safety). The ghost remembers the term and a checksum of each committed entry.
/// </summary>
internal sealed class CommittedPrefixesAgree(World world)
{
    private readonly List<Ghost> _ghost = [];
    private Offset _unseenEnd;
    private readonly Dictionary<long, uint> _batches = [];
    private readonly HashSet<(long Producer, int Sequence)> _idempotent = [];

    internal LogIndex LastIndex => new(_ghost.Count);

    internal void Elected(Node node, RaftGroup group)
    {
        // Votes may be late: only what was committed in earlier terms is promised to this one.
        var last = LastIndex;
        while (last.Value > 0 && _ghost[(int)last.Value - 1].CommittedIn >= group.Node.Term) last -= 1;
        var log = group.Store;
        if (last < log.FirstIndex - 1 || last.Value == 0) return;
        var expected = _ghost[(int)last.Value - 1];
        if (log.LastIndex >= last && (!expected.IsKnown || log.TermAt(last) == expected.Term)) return;
        throw new ViolationException("LeaderHasAllCommitted", $"node {node.Id} leads {group.Id} in term {group.Node.Term} with its log up to {log.LastIndex}, {last} is committed");
    }

    internal void Commits(Node node, RaftGroup group, LogIndex after)
    {
        var log = group.Store;
        var next = LogIndex.Max(after + 1, log.FirstIndex);
        while (LastIndex < next - 1)
        {
            // Committed and trimmed in one event: another replica will say what it was.
            _ghost.Add(new Ghost(Term.None, 0, group.Node.Term));
            _unseenEnd = Offset.Max(_unseenEnd, log.FirstOffset);
        }

        while (next <= group.CommitIndex)
        {
            using var lease = new EntryLease();
            if (log.ReadEntries(next, group.CommitIndex, 1 << 20, lease) != LogReadStatus.Hit)
                throw new ViolationException("CommittedEntriesAreReadable", $"node {node.Id} {group.Id} index {next}");
            foreach (var entry in lease.Entries) Commit(node, group, entry);
            next = lease.Entries[^1].LastIndex + 1;
        }
    }

    /// <summary>True when the batch acknowledged at this offset is the one committed there.</summary>
    internal bool Holds(Offset offset, uint crc) =>
        _batches.TryGetValue(offset.Value, out var committed) ? committed == crc : offset < _unseenEnd;

    private void Commit(Node node, RaftGroup group, in LogEntry entry)
    {
        var crc = ChecksumOf(entry);
        var at = entry.Index.Value - 1;
        if (at < _ghost.Count)
        {
            var known = _ghost[(int)at];
            if (known.IsKnown && (known.Term, known.Crc) == (entry.Term, crc)) return;
            if (!known.IsKnown)
            {
                Remember((int)at, known with { Term = entry.Term, Crc = crc }, group, entry);
                return;
            }

            throw new ViolationException(nameof(CommittedPrefixesAgree),
                $"node {node.Id} {group.Id} commits {entry.Kind} of term {entry.Term} at {entry.Index}, where one of term {known.Term} was committed");
        }

        _ghost.Add(default);
        Remember((int)at, new Ghost(entry.Term, crc, group.Node.Term), group, entry);
        world.Note("commits", node.Id, group.Id.Partition, entry.Index.Value, crc);
    }

    private void Remember(int at, Ghost ghost, RaftGroup group, in LogEntry entry)
    {
        _ghost[at] = ghost;
        if (entry.Kind != EntryKind.Data) return;
        _batches.Add(entry.BaseOffset.Value, ghost.Crc);
        var batch = new RaftLog.Records.RecordBatchHeader(entry.PayloadSpan);
        if (batch.ProducerId >= 0 && !_idempotent.Add((batch.ProducerId, batch.BaseSequence)))
            throw new ViolationException("IdempotentBatchesAppearOnce", $"{group.Id} producer {batch.ProducerId} sequence {batch.BaseSequence} at {entry.BaseOffset}");
    }

    /// <summary>A batch's own checksum, which leaves out what the leader stamps; a hash of the bytes of other entries.</summary>
    private static uint ChecksumOf(in LogEntry entry)
    {
        if (entry.Kind == EntryKind.Data) return BinaryPrimitives.ReadUInt32BigEndian(entry.PayloadSpan[17..]);
        var hash = 2166136261u ^ (uint)entry.Kind;
        foreach (var value in entry.PayloadSpan) hash = (hash ^ value) * 16777619;
        return hash;
    }

    private readonly record struct Ghost(Term Term, uint Crc, Term CommittedIn)
    {
        internal bool IsKnown => Term != Term.None;
    }
}

/// <summary>
/// A replica's high watermark never falls, and a leader that serves shows at least what any leader of an earlier or the same term showed.
/// </summary>
internal sealed class HighWatermarkNeverRetreats
{
    private readonly Dictionary<RaftGroupId, (Term Term, Offset Shown)> _shown = [];

    internal void Seen(Node node, RaftGroup group, Offset before)
    {
        var current = group.HighWatermark;
        if (current < before) throw new ViolationException(nameof(HighWatermarkNeverRetreats), $"node {node.Id} {group.Id}: {current} after {before}");
        if (!group.CanServe) return;
        var term = group.Node.Term;
        if (_shown.TryGetValue(group.Id, out var shown))
        {
            if (shown.Term > term) return;
            if (current < shown.Shown)
                throw new ViolationException(nameof(HighWatermarkNeverRetreats), $"leader {node.Id} {group.Id} of term {term} shows {current}, {shown.Shown} was shown in term {shown.Term}");
            if (shown == (term, current)) return;
        }

        _shown[group.Id] = (term, current);
    }
}
