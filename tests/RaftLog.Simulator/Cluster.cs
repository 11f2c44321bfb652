using RaftLog.Raft;
using RaftLog.Storage.Log;

namespace RaftLog.Simulator;

/// <summary>A whole cluster from one seed: first anything goes wrong, then everything is healed and must come back.</summary>
public sealed class Cluster
{
    private const int ElectionTimeoutMs = 600;
    private readonly World _world;
    private readonly Swarm _swarm;
    private readonly Invariants _invariants;
    private readonly Network _network;
    private readonly List<Node> _nodes = [];
    private readonly List<RaftGroupId> _groups = [];
    private readonly List<Member> _voters = [];
    private readonly Clients _clients;

    private Cluster(ulong seed, TextWriter? trace)
    {
        _world = new World(seed, trace);
        _swarm = new Swarm(_world.Random);
        trace?.WriteLine(_swarm);
        _invariants = new Invariants(_world);
        _network = new Network(_world, _swarm, _invariants);
        for (var i = 0; i < _swarm.Groups; i++)
        {
            _groups.Add(new RaftGroupId(new Guid(i + 1, 7, 7, [7, 7, 7, 7, 7, 7, 7, 7]), i));
            _invariants.Committed[_groups[i]] = new CommittedPrefixesAgree(_world);
        }

        for (var id = 1; id <= _swarm.Nodes; id++)
        {
            _nodes.Add(new Node(_world, _swarm, _network, id));
            _network.Nodes[id] = _nodes[^1];
        }

        _voters.AddRange(_nodes.Select(node => node.Member));
        _clients = new Clients(_world, _swarm, _nodes, _groups, _invariants);
    }

    /// <summary>Runs a seed until so many events have happened, then heals the cluster and waits for it to recover.</summary>
    public static Outcome Run(ulong seed, long events, TextWriter? trace = null)
    {
        var cluster = new Cluster(seed, trace);
        try
        {
            cluster.Break(events);
            cluster.Recover();
            return new Outcome(null, cluster._world.TraceHash, cluster._world.Statistics);
        }
        catch (ViolationException violation)
        {
            return new Outcome(violation.Message, cluster._world.TraceHash, cluster._world.Statistics);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new Outcome($"NothingThrows: {exception}", cluster._world.TraceHash, cluster._world.Statistics);
        }
    }

    private void Break(long events)
    {
        foreach (var node in _nodes) Start(node);
        _world.At(World.Ms(_swarm.OperationIntervalMs), Operate);
        _world.At(World.Ms(_swarm.FaultIntervalMs), Fault);
        while (_world.Statistics.Events < events) RunNext();
    }

    private void RunNext()
    {
        if (_world.RunNext() is { } node) _invariants.Check(node);
        else foreach (var each in _nodes) _invariants.Check(each);
        _clients.CheckAnswers();
    }

    private void Start(Node node)
    {
        if (!node.IsUp) node.Start(_groups, _voters);
    }

    private void Operate()
    {
        if (_network.IsHealed) return;
        _clients.Act();
        _world.At(World.Ms(1 + _world.Random.Next(_swarm.OperationIntervalMs * 2)), Operate);
    }

    private void Fault()
    {
        if (_network.IsHealed) return;
        Strike(_nodes[_world.Random.Next(_nodes.Count)]);
        _world.At(World.Ms(1 + _world.Random.Next(_swarm.FaultIntervalMs * 2)), Fault);
    }

    private void Strike(Node node)
    {
        switch (_world.Random.Next(6))
        {
            case 0 when _swarm.Cuts:
                Note("one-way cut");
                _network.Cut(node.Id, 1 + _world.Random.Next(_nodes.Count));
                HealLater();
                break;
            case 1 when _swarm.Partitions:
                Note("partition");
                Split();
                HealLater();
                break;
            case 2 when _swarm.Pauses && node.IsUp:
                Note("pause");
                node.PausedUntil = _world.Now + World.Ms(10 + _world.Random.Next(3000));
                break;
            case 3 when _swarm.Kills && node.IsUp:
                Note("kill");
                Down(node, losesPower: false);
                break;
            case 4 when _swarm.PowerCuts && node.IsUp:
                Note("power cut");
                Down(node, losesPower: true);
                break;
            case 5 when _swarm.PowerCuts && _world.Random.Chance(0.2):
                Note("power cut of all");
                foreach (var each in _nodes.Where(each => each.IsUp)) Down(each, losesPower: true);
                break;
        }
    }

    private void Note(string fault)
    {
        _world.Statistics.Fault(fault);
        _world.Note(fault, 0, 0, 0, 0);
    }

    private void HealLater() => _world.At(World.Ms(100 + _world.Random.Next(6000)), _network.Join);

    private void Split()
    {
        var sides = _nodes.ToDictionary(node => node.Id, _ => _world.Random.Next(2));
        foreach (var from in _nodes)
        {
            foreach (var to in _nodes)
            {
                if (sides[from.Id] != sides[to.Id]) _network.Cut(from.Id, to.Id);
            }
        }
    }

    private void Down(Node node, bool losesPower)
    {
        node.Crash(losesPower);
        _world.At(World.Ms(10 + _world.Random.Next(4000)), () => Start(node));
    }

    /// <summary>Everything works from now on: within 20 election timeouts there are leaders, commits, and equal replicas.</summary>
    private void Recover()
    {
        _network.Heal();
        foreach (var node in _nodes)
        {
            node.PausedUntil = 0;
            Start(node);
        }

        var acknowledged = _groups.Select((_, group) => _clients.AcknowledgementsOf(group)).ToArray();
        var deadline = _world.Now + World.Ms(20 * ElectionTimeoutMs);
        var nextProduce = _world.Now;
        var problem = "";
        while (_world.Now < deadline)
        {
            RunNext();
            if (_world.Now < nextProduce) continue;
            nextProduce = _world.Now + World.Ms(100);
            problem = Difference(acknowledged);
            if (problem.Length == 0) return;
            _clients.ProduceUntilAcknowledged(acknowledged);
        }

        throw new ViolationException("ClusterRecovers", problem);
    }

    private string Difference(long[] acknowledged)
    {
        for (var group = 0; group < _groups.Count; group++)
        {
            if (_clients.Leader(group) is not { } leader) return $"{_groups[group]} has no leader";
            var led = leader.Partitions[group].Group;
            var canAcknowledge = _swarm.MinInSync <= led.Node.Configuration.Voters.Count;
            if (canAcknowledge && _clients.AcknowledgementsOf(group) == acknowledged[group]) return $"{_groups[group]} acknowledges nothing";
            foreach (var node in _nodes)
            {
                if (!led.Node.Configuration.IsMember(node.Member)) continue;
                var own = node.Partitions[group].Group;
                if (own.Node.LeaderId.Value != leader.Id) return $"node {node.Id} {_groups[group]} follows {own.Node.LeaderId}, not {leader.Id}";
                if (own.CommitIndex != led.CommitIndex || own.Store.LastIndex != led.Store.LastIndex)
                    return $"node {node.Id} {_groups[group]} is at {own.CommitIndex} of {own.Store.LastIndex}, the leader at {led.CommitIndex} of {led.Store.LastIndex}";
                RequireEqual(node, own.Store, led.Store);
            }
        }

        return "";
    }

    private static void RequireEqual(Node node, PartitionLog own, PartitionLog led)
    {
        var next = LogIndex.Max(own.FirstIndex, led.FirstIndex);
        while (next <= own.LastIndex)
        {
            using var mine = new EntryLease();
            using var theirs = new EntryLease();
            own.ReadEntries(next, next, 1, mine);
            led.ReadEntries(next, next, 1, theirs);
            var (a, b) = (mine.Entries[0], theirs.Entries[0]);
            var isEqual = a.PayloadSpan.SequenceEqual(b.PayloadSpan) && a with { Payload = null } == b with { Payload = null };
            if (!isEqual) throw new ViolationException("ReplicasAreByteEqual", $"node {node.Id} {own.Group} index {next}");
            next = a.LastIndex + 1;
        }
    }
}
