using RaftLog.Primitives;

namespace RaftLog.Raft.Tests.Harness;

/// <summary>One seeded run: random deliveries, losses, duplicates, flushes, crashes and operations; then peace, and convergence.</summary>
internal sealed class RandomRun
{
    private readonly SeededRandom _random;
    private readonly TestCluster _cluster;
    private readonly bool _membership;
    private readonly Dictionary<(Guid Replica, RaftNode Node, long Id), LogIndex> _reads = [];
    private int _proposals;

    public RandomRun(ulong seed, int voters, int others, bool membership)
    {
        _random = new SeededRandom(seed * 7919);
        _membership = membership;
        var isEager = _random.Chance(50);
        _cluster = new TestCluster(voters, seed: seed, strangers: others, configure: options => options with
        {
            ElectionTimeoutTicks = 8,
            HeartbeatTicks = 2,
            MaxInflightMessages = isEager ? 1 + _random.Next(4) : 64,
            MaxAppendBytes = isEager ? 100 : 1 << 20,
            SnapshotChunkBytes = 4,
            PreVote = seed % 5 != 0,
            Priority = _random.Chance(80) ? RaftOptions.PriorityMax : _random.Next(RaftOptions.PriorityMax),
        });
        Checker = new SafetyChecker(_cluster);
    }

    public SafetyChecker Checker { get; }

    public void Run(int steps)
    {
        foreach (var replica in _cluster.Replicas) replica.AutoFlush = replica.AutoPersist = replica.AutoInstall = false;
        for (var step = 0; step < steps; step++)
        {
            Act();
            CheckReads();
            Checker.Check();
            if (step % 50 == 0) Checker.CheckLogs();
        }

        Converge();
    }

    private TestReplica Any() => _cluster.Replicas[_random.Next(_cluster.Replicas.Count)];

    private void Act()
    {
        var dice = _random.Next(1000);
        var replica = Any();
        switch (dice)
        {
            case < 420: DeliverOne(); break;
            case < 520: _cluster.Tick(settle: false); break;
            case < 640 when replica.IsUp: replica.Flush(); break;
            case < 760 when replica.IsUp: replica.Persist(); break;
            case < 800 when replica.IsUp: replica.FinishInstall(); break;
            case < 870: Propose(); break;
            case < 890: Read(replica); break;
            case < 910: LoseOne(); break;
            case < 930: CutOrHeal(); break;
            case < 942: CrashOrRestart(replica); break;
            case < 950: CompactOne(replica); break;
            case < 956 when replica.IsUp: replica.Node.TransferLeadership(Any().Id); break;
            case < 962 when replica.IsUp: replica.Node.PeerUnreachable(Any().Id); break;
            case < 975 when _membership: ChangeMembers(); break;
            case < 985: Lease(replica); break;
            default: break;
        }

        _cluster.Pump();
    }

    private void DeliverOne()
    {
        for (var i = 0; i < 3 && _cluster.Network.Count > 0; i++)
        {
            // Mostly in order, sometimes not, sometimes twice.
            var slot = _random.Chance(70) ? 0 : _random.Next(_cluster.Network.Count);
            if (_random.Chance(5)) _cluster.Duplicate(_cluster.Network[slot]);
            else _cluster.Deliver(_cluster.Network[slot]);
        }
    }

    private void LoseOne()
    {
        if (_cluster.Network.Count > 0) _cluster.Network.RemoveAt(_random.Next(_cluster.Network.Count));
    }

    private void Propose()
    {
        foreach (var replica in _cluster.Replicas)
        {
            if (replica.IsUp && replica.Node.IsLeader) replica.Propose($"v{_proposals++}", out _);
        }
    }

    private void Read(TestReplica replica)
    {
        if (replica.IsUp) _reads[(replica.Node.ReplicaUuid, replica.Node, replica.Node.RequestRead())] = Checker.HighestCommit;
    }

    private void CheckReads()
    {
        foreach (var replica in _cluster.Replicas)
        {
            foreach (var read in replica.Reads)
            {
                if (!_reads.Remove((replica.Node.ReplicaUuid, replica.Node, read.RequestId), out var floor)) continue;
                Assert.True(read.Failed || read.Index >= floor, $"stale read on n{replica.Id}: {read.Index} < {floor}");
            }

            replica.Reads.Clear();
        }
    }

    /// <summary>All clocks tick together here, so a lease must never be older than what anybody committed.</summary>
    private void Lease(TestReplica replica)
    {
        if (!replica.IsUp || !replica.Node.TryLeaseRead(out var index)) return;
        Assert.True(index >= Checker.HighestCommit, $"stale lease on n{replica.Id}: {index} < {Checker.HighestCommit}");
    }

    private void CutOrHeal()
    {
        if (_random.Chance(40))
        {
            _cluster.Heal();
            return;
        }

        _cluster.Cut(Any().Id.Value, Any().Id.Value);
        if (_random.Chance(30)) _cluster.Isolate(Any().Id.Value);
    }

    private void CrashOrRestart(TestReplica replica)
    {
        if (replica.IsUp && _random.Chance(60)) _cluster.Crash(replica.Id.Value, loseUnflushed: _random.Chance(70));
        else if (!replica.IsUp) _cluster.Restart(replica.Id.Value);
    }

    private void CompactOne(TestReplica replica)
    {
        if (!replica.IsUp || replica.InstallPending is not null) return;
        var upTo = LogIndex.Min(replica.Applied, replica.Log.Durable);
        if (upTo > replica.Log.Boundary + 2) replica.Compact(upTo - _random.Next(2));
    }

    private void ChangeMembers()
    {
        if (_cluster.Leader is not { } leader) return;
        var configuration = leader.Node.Configuration;
        var other = Any();
        RaftConfigurationChange change;
        if (configuration.Find(other.Id) is null)
        {
            change = _random.Chance(50)
                ? new RaftConfigurationChange { AddLearners = [other.Member] }
                : new RaftConfigurationChange { AddVoters = [other.Member] };
        }
        else if (configuration.Learners.Contains(other.Member) && _random.Chance(70))
        {
            change = new RaftConfigurationChange { AddVoters = [other.Member] };
        }
        else
        {
            change = new RaftConfigurationChange { Remove = [other.Id] };
        }

        leader.Node.ProposeConfiguration(change, 0);
    }

    private void Converge()
    {
        _cluster.Heal();
        foreach (var replica in _cluster.Replicas)
        {
            if (!replica.IsUp) replica.Restart();
            replica.AutoFlush = replica.AutoPersist = replica.AutoInstall = true;
            replica.Persist();
            replica.FinishInstall();
            replica.Flush();
        }

        _cluster.Network.Clear();
        for (var round = 0; round < 400; round++)
        {
            _cluster.Tick();
            CheckReads();
            Checker.Check();
            if (IsConverged()) break;
            if (round % 40 == 20) Propose();
        }

        Checker.CheckLogs();
        Assert.True(IsConverged(), "did not converge: " + string.Join("; ", _cluster.Replicas.Select(Describe)));
    }

    private bool IsConverged()
    {
        if (_cluster.Leader is not { } leader || !leader.Node.HasCommittedOwnTerm || leader.Node.Configuration.IsJoint) return false;
        if (leader.Node.CommitIndex != leader.Node.LastIndex) return false;
        foreach (var replica in _cluster.Replicas)
        {
            if (!leader.Node.Configuration.IsMember(replica.Member)) continue;
            if (replica.Node.LastIndex != leader.Node.LastIndex || replica.Node.CommitIndex != leader.Node.CommitIndex) return false;
        }

        return true;
    }

    private static string Describe(TestReplica replica) =>
        $"n{replica.Id} {replica.Node.Role} term={replica.Node.Term} leader={replica.Node.LeaderId} commit={replica.Node.CommitIndex} "
        + $"flushed={replica.Node.FlushedIndex} {replica.Node.Configuration} log={replica.LogText()}";
}
