using RaftLog.Raft;
using RaftLog.Transport;

namespace RaftLog.Simulator;

/// <summary>Carries messages between nodes and loses, doubles, delays and reorders them. Cuts are per direction.</summary>
internal sealed class Network(World world, Swarm swarm, Invariants invariants)
{
    private const long FrameBytesMax = 2000;
    private readonly HashSet<(int From, int To)> _cuts = [];

    internal Dictionary<int, Node> Nodes { get; } = [];

    internal bool IsHealed { get; private set; }

    internal void Cut(int from, int to) => _cuts.Add((from, to));

    internal void Join() => _cuts.Clear();

    /// <summary>From now on every message arrives, soon, in any order.</summary>
    internal void Heal()
    {
        IsHealed = true;
        Join();
    }

    internal IPeerTransport Of(Node node) => new Link(this, node);

    private void Send(Node sender, RaftGroupId group, RaftMessage message, IEntrySource source)
    {
        invariants.Grants.Sent(group, message);
        if (message.Kind != RaftMessageKind.AppendEntries || message.LastIndex <= message.PrevIndex)
        {
            Transmit(sender, group, message, []);
            return;
        }

        var entries = new List<LogEntry>();
        if (source.TryReadFromMemory(message.PrevIndex + 1, message.LastIndex, FrameBytesMax, entries))
            SendRange(sender, group, message, entries, source);
        else
            ReadLater(sender, group, message, source);
    }

    private void ReadLater(Node sender, RaftGroupId group, RaftMessage message, IEntrySource source) =>
        world.At(sender, World.Ms(world.Random.Next(300) / 100.0), () =>
        {
            world.Statistics.Sometimes("entries for a follower read from disk");
            var entries = new List<LogEntry>();
            if (source.TryRead(message.Term, message.PrevIndex + 1, message.LastIndex, FrameBytesMax, entries))
                SendRange(sender, group, message, entries, source);
        });

    private void SendRange(Node sender, RaftGroupId group, RaftMessage message, List<LogEntry> entries, IEntrySource source)
    {
        var last = entries[^1];
        Transmit(sender, group, message with { LastIndex = last.LastIndex }, [.. entries]);
        if (last.LastIndex < message.LastIndex)
            ReadLater(sender, group, message with { PrevIndex = last.LastIndex, PrevTerm = last.Term }, source);
    }

    private void Transmit(Node sender, RaftGroupId group, RaftMessage message, LogEntry[] entries)
    {
        var copies = 1;
        if (!IsHealed && _cuts.Contains((message.From.Value, message.To.Value))) copies = Lose("cut", sender, message.To);
        else if (!IsHealed && world.Random.Chance(swarm.DropRate)) copies = Lose("drop", sender, message.To);
        else if (!IsHealed && world.Random.Chance(swarm.DuplicateRate)) copies = Fault("duplicate", 2);
        for (var i = 0; i < copies; i++)
        {
            if (i > 0) Share(message, entries);
            Schedule(group, message, entries);
        }

        if (copies == 0) Drop(entries);
        else message.Chunk?.AddReference();
    }

    private void Schedule(RaftGroupId group, RaftMessage message, LogEntry[] entries)
    {
        var delay = 0.05 + (world.Random.Next((IsHealed ? 1 : swarm.DelayMaxMs) * 100) / 100.0);
        if (!IsHealed && world.Random.Chance(swarm.LongDelayRate)) delay += Fault("long delay", world.Random.Next(3000));
        if (!Nodes.TryGetValue(message.To.Value, out var receiver)) return;
        world.AtAnyIncarnation(receiver, World.Ms(delay), () =>
        {
            world.Note(message.Kind.ToString(), message.From.Value, message.To.Value, message.Term.Value, message.LastIndex.Value);
            receiver.Deliver(group, message, entries);
        });
    }

    private int Lose(string kind, Node sender, NodeId peer)
    {
        if (world.Random.Chance(0.2)) world.At(sender, World.Ms(1), () => sender.Host?.PeerUnreachable(peer));
        return Fault(kind, 0);
    }

    private int Fault(string kind, int value)
    {
        world.Statistics.Fault(kind);
        return value;
    }

    private static void Share(in RaftMessage message, LogEntry[] entries)
    {
        message.Chunk?.AddReference();
        foreach (var entry in entries) entry.Payload?.AddReference();
    }

    private static void Drop(LogEntry[] entries)
    {
        foreach (var entry in entries) entry.Payload?.Release();
    }

    private sealed class Link(Network network, Node node) : IPeerTransport
    {
        public void Send(RaftGroupId group, in RaftMessage message, IEntrySource entries) => network.Send(node, group, message, entries);
    }
}
