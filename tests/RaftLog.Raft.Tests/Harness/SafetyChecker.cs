using RaftLog.Primitives;

namespace RaftLog.Raft.Tests.Harness;

/// <summary>
/// Raft figure 3, held against what the replicas did so far. The ghost state is kept here and never by the replicas, so that a replica
/// that forgets cannot make the checker forget with it.
/// </summary>
internal sealed class SafetyChecker(TestCluster cluster)
{
    private readonly Dictionary<Term, Guid> _leaders = [];
    private readonly Dictionary<(Guid, Term), NodeId> _votes = [];
    private readonly SortedDictionary<long, (Term Term, EntryKind Kind, string Text)> _committed = [];
    private readonly Dictionary<Guid, (Term Term, LogIndex Last)> _leaderLogs = [];

    public LogIndex HighestCommit { get; private set; }

    public int LeadersSeen => _leaders.Count;

    public int CommittedCount => _committed.Count;

    public void Check()
    {
        foreach (var replica in cluster.Replicas)
        {
            OneVotePerTerm(replica);
            if (!replica.IsUp) continue;
            OneLeaderPerTerm(replica);
            CommittedPrefixesAgree(replica);
        }
    }

    /// <summary>Log matching, pair by pair: too slow for every step.</summary>
    public void CheckLogs()
    {
        for (var a = 0; a < cluster.Replicas.Count; a++)
        {
            for (var b = a + 1; b < cluster.Replicas.Count; b++) LogsMatch(cluster.Replicas[a], cluster.Replicas[b]);
        }
    }

    private static string TextOf(in LogEntry entry) => Convert.ToHexString(entry.PayloadSpan);

    private void OneVotePerTerm(TestReplica replica)
    {
        var (term, vote, uuid) = replica.DurableHardState;
        if (vote.IsNone) return;
        if (_votes.TryGetValue((uuid, term), out var before)) Assert.True(before == vote, $"n{replica.Id} voted twice in term {term}");
        _votes[(uuid, term)] = vote;
    }

    private void OneLeaderPerTerm(TestReplica replica)
    {
        if (!replica.Node.IsLeader)
        {
            _leaderLogs.Remove(replica.Member.ReplicaUuid);
            return;
        }

        var uuid = replica.Node.ReplicaUuid;
        if (_leaders.TryGetValue(replica.Node.Term, out var other)) Assert.True(other == uuid, $"two leaders in term {replica.Node.Term}");
        else LeaderIsComplete(replica);
        _leaders[replica.Node.Term] = uuid;

        // Leader append-only.
        if (_leaderLogs.TryGetValue(uuid, out var log) && log.Term == replica.Node.Term) Assert.True(replica.Node.LastIndex >= log.Last);
        _leaderLogs[uuid] = (replica.Node.Term, replica.Node.LastIndex);
    }

    private void LeaderIsComplete(TestReplica leader)
    {
        foreach (var (index, entry) in _committed)
        {
            if (entry.Term >= leader.Node.Term || index <= leader.Log.Boundary.Value) continue;
            Assert.True(
                new LogIndex(index) <= leader.Log.LastIndex && leader.Log.TermAt(new LogIndex(index)) == entry.Term,
                $"leader n{leader.Id} of term {leader.Node.Term} lacks {index}@{entry.Term}: {leader.LogText()}");
        }
    }

    private void CommittedPrefixesAgree(TestReplica replica)
    {
        if (replica.InstallPending is not null) return;
        foreach (var entry in replica.Log.Entries)
        {
            if (entry.Index > replica.Applied) break;
            var state = (entry.Term, entry.Kind, TextOf(entry));
            if (!_committed.TryGetValue(entry.Index.Value, out var before))
            {
                _committed[entry.Index.Value] = state;
                CommittedIsDurableOnMajority(replica, entry);
            }
            else
            {
                Assert.True(before == state, $"n{replica.Id} applied {entry.Index}@{entry.Term}, others {before.Term}");
            }
        }

        HighestCommit = LogIndex.Max(HighestCommit, replica.Applied);
    }

    private void CommittedIsDurableOnMajority(TestReplica replica, in LogEntry entry)
    {
        if (!replica.Node.IsLeader || entry.Kind == EntryKind.Configuration) return;
        MajorityHolds(replica.Node.Configuration.Voters, entry.Index, entry.Term);
        if (replica.Node.Configuration.IsJoint) MajorityHolds(replica.Node.Configuration.OutgoingVoters, entry.Index, entry.Term);
    }

    private void MajorityHolds(IReadOnlyList<Member> voters, LogIndex index, Term term)
    {
        var holders = cluster.Replicas.Count(other => voters.Contains(other.Member)
            && other.Log.Durable >= index && (index <= other.Log.Boundary || other.Log.TermAt(index) == term));
        Assert.True(holders > voters.Count / 2, $"{index}@{term} is committed and durable on {holders} of {voters.Count} voters only");
    }

    private static void LogsMatch(TestReplica a, TestReplica b)
    {
        if (a.InstallPending is not null || b.InstallPending is not null) return;
        var first = LogIndex.Max(a.Log.FirstIndex, b.Log.FirstIndex);
        var last = LogIndex.Min(a.Log.LastIndex, b.Log.LastIndex);
        var hasAgreed = false;
        for (var index = last; index >= first; index -= 1)
        {
            var (left, right) = (a.Log.Find(index), b.Log.Find(index));
            if (!hasAgreed && left.Term != right.Term) continue;
            hasAgreed = true;
            Assert.True(
                left.Term == right.Term && left.Kind == right.Kind && left.BaseOffset == right.BaseOffset && TextOf(left) == TextOf(right),
                $"n{a.Id} and n{b.Id} agree later and differ at {index}: {a.LogText()} | {b.LogText()}");
        }
    }
}
