using RaftLog.Primitives;

namespace RaftLog.Raft.Tests.Harness;

/// <summary>A message under way, with the entries a transport read for it.</summary>
internal sealed record Packet(RaftMessage Message, LogEntry[] Entries);

/// <summary>Replicas and the network between them. Nothing moves unless the test says so.</summary>
internal sealed class TestCluster
{
    private readonly HashSet<(int From, int To)> _cut = [];
    private readonly Func<RaftOptions, RaftOptions> _configure;
    private readonly ulong _seed;
    private long _sequence;

    public TestCluster(
        int voters, int learners = 0, ulong seed = 1, Func<RaftOptions, RaftOptions>? configure = null, int strangers = 0)
    {
        _seed = seed;
        _configure = configure ?? (options => options);
        Initial = RaftConfiguration.Create(Members(1, voters), learners: Members(voters + 1, learners));
        for (var id = 1; id <= voters + learners + strangers; id++) Replicas.Add(Create(id, UuidOf(id)));
    }

    public RaftConfiguration Initial { get; }

    public List<TestReplica> Replicas { get; } = [];

    public List<Packet> Network { get; } = [];

    /// <summary>Messages seen since the start, by kind: that something was not sent is an effect too.</summary>
    public Dictionary<RaftMessageKind, int> Sent { get; } = [];

    public TestReplica this[int id] => Replicas[id - 1];

    public TestReplica? Leader => Replicas.Where(replica => replica.IsUp && replica.Node.IsLeader).MaxBy(replica => replica.Node.Term);

    public static Guid UuidOf(int id, int incarnation = 0) => new(id, (short)incarnation, 0, new byte[8]);

    public static Member MemberOf(int id, int incarnation = 0) => new(new NodeId(id), UuidOf(id, incarnation));

    public static IEnumerable<Member> Members(int first, int count) => Enumerable.Range(first, count).Select(id => MemberOf(id));

    /// <summary>Lets every replica act and puts what it sends on the network.</summary>
    public void Pump()
    {
        foreach (var replica in Replicas)
        {
            replica.Pump();
            Collect(replica);
        }
    }

    public void Cut(int from, int to) => _cut.Add((from, to));

    public void CutBoth(int a, int b)
    {
        Cut(a, b);
        Cut(b, a);
    }

    public void Isolate(int id)
    {
        foreach (var other in Replicas) CutBoth(id, other.Id.Value);
    }

    public void Heal() => _cut.Clear();

    public bool IsCut(in RaftMessage message) => _cut.Contains((message.From.Value, message.To.Value));

    public void Deliver(Packet packet)
    {
        Network.Remove(packet);
        Duplicate(packet);
    }

    /// <summary>Delivers and keeps it under way.</summary>
    public void Duplicate(Packet packet)
    {
        if (IsCut(packet.Message)) return;
        var to = Replicas.Find(replica => replica.Id == packet.Message.To);
        if (to is null || !to.IsUp) return;
        to.Receive(packet.Message, packet.Entries);
        to.Pump();
        Collect(to);
    }

    /// <summary>Delivers everything, in order, until nothing is under way.</summary>
    public void Settle(Predicate<RaftMessage>? only = null)
    {
        Pump();
        for (var round = 0; round < 10_000; round++)
        {
            var next = Network.Find(packet => only?.Invoke(packet.Message) ?? true);
            if (next is null) return;
            Deliver(next);
        }

        Assert.Fail("the network does not come to rest");
    }

    public void Tick(int ticks = 1, bool settle = true)
    {
        for (var tick = 0; tick < ticks; tick++)
        {
            foreach (var replica in Replicas)
            {
                if (replica.IsUp) replica.Node.Tick();
            }

            Pump();
            if (settle) Settle();
        }
    }

    /// <summary>Makes a node campaign and delivers what follows.</summary>
    public TestCluster Elect(int id)
    {
        this[id].Node.Campaign();
        Settle();
        Assert.True(this[id].Node.IsLeader, $"n{id} was not elected");
        return this;
    }

    /// <summary>As long as it takes those that heard of a leader to vote for another.</summary>
    public void ForgetLeader(params int[] ids)
    {
        foreach (var id in ids)
        {
            for (var tick = 0; tick < 12 && this[id].IsUp; tick++) this[id].Node.Tick();
            this[id].Pump();
        }

        Pump();
        Network.Clear();
    }

    public void Propose(int id, params string[] texts)
    {
        foreach (var text in texts) Assert.Equal(ProposeResult.Accepted, this[id].Propose(text, out _));
        Pump();
    }

    public void Crash(int id, bool loseUnflushed = false)
    {
        this[id].Crash(loseUnflushed);
        Network.RemoveAll(packet => packet.Message.From.Value == id && loseUnflushed);
    }

    public void Restart(int id)
    {
        this[id].Restart();
        Pump();
    }

    public void Replace(int id, int incarnation)
    {
        this[id].Wipe(UuidOf(id, incarnation));
        this[id].Restart();
    }

    public Packet Find(RaftMessageKind kind, int from, int to) =>
        Network.First(packet => packet.Message.Kind == kind && packet.Message.From.Value == from && packet.Message.To.Value == to);

    public IEnumerable<RaftMessage> To(int id) => Network.Select(packet => packet.Message).Where(message => message.To.Value == id);

    public static RaftMessage Compose(RaftMessageKind kind, int from, int to, int term) => new()
    {
        Kind = kind,
        From = new NodeId(from),
        To = new NodeId(to),
        FromReplica = UuidOf(from),
        ToReplica = UuidOf(to),
        Term = new Term(term),
    };

    /// <summary>Lets a follower hear of a leader, so that the term is durable there before entries come.</summary>
    public void Contact(int from, int to, int term) => Give(Compose(RaftMessageKind.Heartbeat, from, to, term) with { Sequence = ++_sequence });

    /// <summary>An AppendEntries as a leader would send it, entries included.</summary>
    public void Append(int from, int to, int term, (long Index, int Term) prev, int commit, params int[] terms)
    {
        var entries = new List<LogEntry>();
        for (var i = 0; i < terms.Length; i++)
        {
            var index = prev.Index + 1 + i;
            entries.Add(new LogEntry
            {
                Kind = EntryKind.Data,
                Index = new LogIndex(index),
                Term = new Term(terms[i]),
                BaseOffset = new Offset(index - 1),
                RecordSpan = 1,
                Payload = new PayloadPool(0).Copy(System.Text.Encoding.UTF8.GetBytes($"{index}@{terms[i]}")),
            });
        }

        var message = Compose(RaftMessageKind.AppendEntries, from, to, term) with
        {
            PrevIndex = new LogIndex(prev.Index),
            PrevTerm = new Term(prev.Term),
            LastIndex = new LogIndex(prev.Index + terms.Length),
            CommitIndex = new LogIndex(commit),
            Sequence = ++_sequence,
        };
        Give(message, [.. entries]);
    }

    /// <summary>Hands a message to its receiver directly and collects the answers on the network.</summary>
    public void Give(in RaftMessage message, params LogEntry[] entries)
    {
        var to = this[message.To.Value];
        to.Receive(message, entries);
        to.Pump();
        Collect(to);
    }

    /// <summary>Takes the last message from one node to another off the network.</summary>
    public RaftMessage TakeLast(RaftMessageKind kind, int from, int to)
    {
        var packet = Network.FindLast(each => each.Message.Kind == kind && each.Message.From.Value == from && each.Message.To.Value == to);
        Assert.True(packet is not null, $"no {kind} from n{from} to n{to}: {string.Join(", ", Network.Select(each => each.Message.Kind))}");
        Network.Remove(packet);
        return packet.Message;
    }

    public bool HasMessage(RaftMessageKind kind, int from, int to) => Network.Exists(
        each => each.Message.Kind == kind && each.Message.From.Value == from && each.Message.To.Value == to);

    public void Collect(TestReplica replica)
    {
        foreach (var message in replica.Outbox)
        {
            Sent[message.Kind] = Sent.GetValueOrDefault(message.Kind) + 1;
            if (message.Kind != RaftMessageKind.AppendEntries)
            {
                Network.Add(new Packet(WithChunk(message), []));
                continue;
            }

            // A range is read only while its sender still leads the term of the message.
            if (!replica.Node.IsLeader || replica.Node.Term != message.Term) continue;
            Network.Add(new Packet(message, replica.Log.Read(message.PrevIndex, message.LastIndex)));
        }

        replica.Outbox.Clear();
    }

    private static RaftMessage WithChunk(in RaftMessage message) => message.Kind == RaftMessageKind.InstallSnapshot
        ? message with { Chunk = new PayloadPool(0).Copy(new byte[message.SnapshotLength]) }
        : message;

    private TestReplica Create(int id, Guid uuid) => new(
        _configure(new RaftOptions { SelfId = new NodeId(id) }), uuid, Initial, (_seed * 100) + (ulong)id);
}
