using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Replication.Partitions;
using RaftLog.Replication.Time;
using RaftLog.Server.Cluster;

namespace RaftLog.Server.Producing;

/// <summary>The answer to a Produce request while it fills. Guarded by the operation's lock.</summary>
internal sealed class ProduceAnswers
{
    private const short LeaderHintsFromVersion = 10;

    private readonly List<ProduceResponse.PartitionProduceResponse> _slots = [];
    private readonly IClusterMetadata _cluster;
    private readonly string _listener;
    private readonly short _version;

    internal ProduceAnswers(ProduceRequest request, short version, string listener, IClusterMetadata cluster, DeadlineWheel deadlines)
    {
        _version = version;
        _listener = listener;
        _cluster = cluster;
        Deadlines = deadlines;
        foreach (var topic in request.TopicData)
        {
            var answer = new ProduceResponse.TopicProduceResponse { Name = topic.Name, TopicId = topic.TopicId };
            foreach (var partition in topic.PartitionData)
            {
                var row = new ProduceResponse.PartitionProduceResponse { Index = partition.Index, BaseOffset = -1 };
                answer.PartitionResponses.Add(row);
                _slots.Add(row);
            }

            Response.Responses.Add(answer);
        }
    }

    /// <summary>The wheel the request's deadline waits in.</summary>
    internal DeadlineWheel Deadlines { get; }

    /// <summary>The answer.</summary>
    internal ProduceResponse Response { get; } = new();

    /// <summary>How many partitions it has.</summary>
    internal int Slots => _slots.Count;

    /// <summary>The first error in it.</summary>
    internal ErrorCode FirstError { get; private set; }

    /// <summary>A batch was appended to the level asked for, or not.</summary>
    internal void Produced(int slot, in ProduceOutcome outcome)
    {
        var row = _slots[slot];
        row.LogStartOffset = outcome.LogStartOffset.Value;
        if (outcome.Status == ProduceStatus.Ok)
        {
            row.BaseOffset = outcome.BaseOffset.Value;
            row.LogAppendTimeMs = outcome.LogAppendTimeMs;
            return;
        }

        Fail(row, ErrorOf(outcome.Status));
        if (outcome.Status == ProduceStatus.NotLeader) HintAtLeader(row, outcome.Leader, outcome.LeaderEpoch);
    }

    /// <summary>A batch was refused before it reached its partition.</summary>
    internal void Refused(int slot, BatchRefusal refusal)
    {
        var row = _slots[slot];
        Fail(row, refusal.Error);
        row.ErrorMessage = refusal.Message;
        if (refusal.RecordIndex < 0) return;
        row.RecordErrors.Add(new ProduceResponse.BatchIndexAndErrorMessage
        {
            BatchIndex = refusal.RecordIndex,
            BatchIndexErrorMessage = refusal.Message,
        });
    }

    /// <summary>The client's patience ended.</summary>
    internal void TimedOut(int slot) => Fail(_slots[slot], ErrorCode.RequestTimedOut);

    private void Fail(ProduceResponse.PartitionProduceResponse row, ErrorCode error)
    {
        row.ErrorCode = error;
        if (FirstError == ErrorCode.None) FirstError = error;
    }

    /// <summary>Saves the producer a round of Metadata (KIP-951); it believes only an epoch newer than its own.</summary>
    private void HintAtLeader(ProduceResponse.PartitionProduceResponse row, NodeId leader, Term epoch)
    {
        if (_version < LeaderHintsFromVersion || leader.IsNone || leader == _cluster.SelfId) return;
        row.CurrentLeader.LeaderId = leader.Value;
        row.CurrentLeader.LeaderEpoch = epoch.Value;
        foreach (var known in Response.NodeEndpoints)
        {
            if (known.NodeId == leader.Value) return;
        }

        if (!_cluster.Image.TryGetBroker(leader, out var broker) || broker.FindEndpoint(_listener) is not { } endpoint) return;
        Response.NodeEndpoints.Add(new ProduceResponse.NodeEndpoint
        {
            NodeId = leader.Value,
            Host = endpoint.Host,
            Port = endpoint.Port,
            Rack = broker.Rack,
        });
    }

    private static ErrorCode ErrorOf(ProduceStatus status) => status switch
    {
        ProduceStatus.Ok => ErrorCode.None,
        ProduceStatus.NotLeader => ErrorCode.NotLeaderOrFollower,
        ProduceStatus.NotEnoughReplicas => ErrorCode.NotEnoughReplicas,
        ProduceStatus.InvalidProducerEpoch => ErrorCode.InvalidProducerEpoch,
        ProduceStatus.OutOfOrderSequence => ErrorCode.OutOfOrderSequenceNumber,
        ProduceStatus.StorageError => ErrorCode.KafkaStorageError,
        // Retriable, and without the metadata refresh that would do nothing for it.
        ProduceStatus.Overloaded => ErrorCode.NotEnoughReplicas,
        ProduceStatus.Deleted => ErrorCode.UnknownTopicOrPartition,
        _ => throw new InvariantBrokenException($"Unknown produce status {status}."),
    };
}
