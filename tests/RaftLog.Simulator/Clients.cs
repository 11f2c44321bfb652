using System.Buffers.Binary;
using RaftLog.Records;
using RaftLog.Replication.Partitions;
using RaftLog.Raft;

namespace RaftLog.Simulator;

/// <summary>
/// Producers, readers and operators. An idempotent producer retries a batch of unknown fate until it is acknowledged; a plain one goes on.
/// </summary>
internal sealed class Clients(World world, Swarm swarm, IReadOnlyList<Node> nodes, IReadOnlyList<RaftGroupId> groups, Invariants invariants)
{
    private const long RetryAfterMs = 1500;
    private readonly PayloadPool _pool = new(poisonOnReturn: true);
    private readonly List<(RaftGroupId Group, Offset Offset, uint Crc)> _acknowledged = [];
    private readonly List<(int Group, Offset AtLeast, Task<Offset?> Answer)> _reads = [];
    private readonly Offset[] _acknowledgedEnd = new Offset[groups.Count];
    private readonly Producer[] _producers = [.. Enumerable.Range(0, groups.Count * 2).Select(i => new Producer(i / 2, i % 2 == 0 ? 1000 + i : -1))];
    private int _values;

    internal long Acknowledgements { get; private set; }

    internal long AcknowledgementsOf(int group) => _producers.Where(p => p.Group == group).Sum(p => p.Acknowledged);

    internal void Act()
    {
        var choice = world.Random.Next(100);
        var group = world.Random.Next(groups.Count);
        var node = nodes[world.Random.Next(nodes.Count)];
        if (choice < 80) Produce(_producers[world.Random.Next(_producers.Length)]);
        else if (choice < 90 && node.IsUp) _reads.Add((group, _acknowledgedEnd[group], node.Partitions[group].ConfirmReadAsync()));
        else if (choice < 94 && swarm.Trims && Leader(group) is { } leader) Trim(leader.Partitions[group]);
        else if (choice < 96 && swarm.Transfers && Leader(group) is { } old) Fault("transfer", () => old.Partitions[group].TransferLeadershipAsync(new NodeId(node.Id)));
        else if (choice < 98 && swarm.Membership && Leader(group) is { } changing) Change(changing.Partitions[group], node);
    }

    /// <summary>What was answered during an event is checked after it, against what the same event committed.</summary>
    internal void CheckAnswers()
    {
        foreach (var (group, offset, crc) in _acknowledged)
        {
            if (!invariants.Committed[group].Holds(offset, crc))
                throw new ViolationException("AcknowledgedWritesSurvive", $"{group} acknowledged a batch at {offset} that is not committed there");
        }

        _acknowledged.Clear();
        for (var i = _reads.Count - 1; i >= 0; i--)
        {
            var (group, atLeast, answer) = _reads[i];
            if (!answer.IsCompleted) continue;
            _reads.RemoveAt(i);
            if (answer.Result is not { } confirmed) continue;
            world.Statistics.Sometimes("read confirmed");
            if (confirmed < atLeast)
                throw new ViolationException("ConfirmedReadsAreFresh", $"{groups[group]} answers {confirmed}, {atLeast} was acknowledged before");
        }

        // A reader of a crashed node is never answered.
        if (_reads.Count > 1000) _reads.RemoveRange(0, 500);
    }

    internal Node? Leader(int group)
    {
        Node? found = null;
        foreach (var node in nodes)
        {
            if (!node.IsUp || !node.Partitions[group].Group.Node.IsLeader) continue;
            if (found is null || node.Partitions[group].Group.Node.Term > found.Partitions[group].Group.Node.Term) found = node;
        }

        return found;
    }

    internal void Produce(Producer producer)
    {
        if (producer.IsWaiting && world.Now - producer.SentAt < World.Ms(RetryAfterMs)) return;
        if (producer.IsWaiting) world.Statistics.Sometimes("produce retried");
        var node = world.Random.Chance(0.05) ? nodes[world.Random.Next(nodes.Count)] : Leader(producer.Group);
        if (node is null || !node.IsUp) return;
        if (!producer.IsWaiting || producer.Id < 0) producer.Value = _values++;
        producer.IsWaiting = true;
        producer.SentAt = world.Now;
        var batch = Build(producer);
        var crc = BinaryPrimitives.ReadUInt32BigEndian(batch.Payload.Span[17..]);
        world.Note("produce", producer.Group, producer.Id, producer.Sequence, crc);
        node.Partitions[producer.Group].Produce(batch, AckLevel.Quorum, new Observer(this, producer, producer.Value, crc), 0);
    }

    /// <summary>Lets the producers of groups that have not acknowledged more than this try.</summary>
    internal void ProduceUntilAcknowledged(long[] acknowledged)
    {
        foreach (var producer in _producers)
        {
            if (AcknowledgementsOf(producer.Group) <= acknowledged[producer.Group]) Produce(producer);
        }
    }

    private ProducedBatch Build(Producer producer)
    {
        var records = 1 + (producer.Value % 3);
        var isIdempotent = producer.Id >= 0;
        var builder = new RecordBatchBuilder(new RecordBatchOptions
        {
            ProducerId = producer.Id,
            ProducerEpoch = (short)(isIdempotent ? 0 : -1),
            BaseSequence = isIdempotent ? producer.Sequence : -1,
        });
        Span<byte> value = stackalloc byte[20 + (producer.Value * 37 % 200)];
        value.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(value, producer.Value);
        for (var i = 0; i < records; i++) builder.Append(1_700_000_000_000 + producer.Value, default, value);
        producer.Records = records;
        return new ProducedBatch
        {
            Payload = builder.ToPayload(_pool),
            RecordSpan = records,
            ProducerId = producer.Id,
            ProducerEpoch = (short)(isIdempotent ? 0 : -1),
            BaseSequence = isIdempotent ? producer.Sequence : -1,
            LogAppendTimeMs = -1,
        };
    }

    private void Answered(Producer producer, int value, uint crc, in ProduceOutcome outcome)
    {
        world.Note("answer", producer.Group, (long)outcome.Status, outcome.BaseOffset.Value, crc);
        // A leader that was deposed and does not know it lacks what was acknowledged since, and refuses what would follow.
        if (outcome.Status == ProduceStatus.OutOfOrderSequence && producer.Id >= 0 && value == producer.Value && producer.IsWaiting
            && outcome.LeaderEpoch >= invariants.Leaders.Newest(groups[producer.Group]))
            throw new ViolationException("RetriesAreInOrder", $"producer {producer.Id} of group {producer.Group} at sequence {producer.Sequence} was refused");
        if (outcome.Status != ProduceStatus.Ok)
        {
            producer.SentAt = Math.Min(producer.SentAt, world.Now - World.Ms(RetryAfterMs - 20));
            return;
        }

        var group = groups[producer.Group];
        _acknowledged.Add((group, outcome.BaseOffset, crc));
        world.Statistics.Sometimes("produce acknowledged");
        if (value != producer.Value || !producer.IsWaiting) return;
        _acknowledgedEnd[producer.Group] = Offset.Max(_acknowledgedEnd[producer.Group], outcome.BaseOffset + producer.Records);
        producer.IsWaiting = false;
        producer.Sequence += producer.Records;
        producer.Acknowledged++;
        Acknowledgements++;
    }

    private void Trim(Partition partition)
    {
        world.Statistics.Sometimes("log trimmed");
        var status = partition.Status;
        var room = status.HighWatermark - status.LogStartOffset;
        if (room > 0) partition.TrimAsync(status.LogStartOffset + 1 + world.Random.NextInt64(room));
    }

    private void Change(Partition partition, Node node)
    {
        var configuration = partition.Group.Node.Configuration;
        var isVoter = configuration.Voters.Contains(node.Member);
        var isLearner = configuration.Learners.Contains(node.Member);
        if (isVoter && configuration.Voters.Count < 3) return;
        var change = isVoter ? new RaftConfigurationChange { Remove = [node.Member.Node] }
            : isLearner ? new RaftConfigurationChange { AddVoters = [node.Member] }
            : new RaftConfigurationChange { AddLearners = [node.Member] };
        Fault(isVoter ? "voter removed" : isLearner ? "learner promoted" : "learner added", () => partition.ChangeConfigurationAsync(change));
    }

    private void Fault(string kind, Action action)
    {
        world.Statistics.Fault(kind);
        action();
    }

    internal sealed class Producer(int group, long id)
    {
        internal int Group => group;

        internal long Id => id;

        internal int Sequence { get; set; }

        internal int Records { get; set; }

        internal int Value { get; set; }

        internal bool IsWaiting { get; set; }

        internal long SentAt { get; set; }

        internal long Acknowledged { get; set; }
    }

    private sealed class Observer(Clients clients, Producer producer, int value, uint crc) : IProduceObserver
    {
        public void Produced(int slot, in ProduceOutcome outcome) => clients.Answered(producer, value, crc, outcome);
    }
}
