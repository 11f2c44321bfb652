using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Replication.Partitions;
using RaftLog.Server.Cluster;
using RaftLog.Server.Connections;

namespace RaftLog.Server.Fetching;

/// <summary>Puts what a fetch found into its answer.</summary>
/// <param name="cluster">Where leaders' endpoints are known.</param>
/// <param name="metrics">Told what is sent.</param>
/// <param name="listener">The listener the request came in on.</param>
/// <param name="version">Its version.</param>
/// <param name="onlyStable">Whether it reads committed records only.</param>
internal sealed class FetchAnswer(IClusterMetadata cluster, IRequestMetrics metrics, string listener, short version, bool onlyStable)
{
    private const short LeaderHintsFromVersion = 16;

    private FetchResponse.FetchableTopicResponse? _topic;

    /// <summary>The answer.</summary>
    internal FetchResponse Response { get; } = new();

    /// <summary>What its bytes are borrowed from.</summary>
    internal BorrowedBatches Borrowed { get; } = new();

    /// <summary>The first error in it.</summary>
    internal ErrorCode FirstError { get; private set; }

    /// <summary>Adds a partition, taking over its batches.</summary>
    internal void Add(FetchTarget target)
    {
        var row = new FetchResponse.PartitionData
        {
            PartitionIndex = target.Query.Partition,
            ErrorCode = target.Error,
            HighWatermark = -1,
            Records = WireRecords.Empty,
        };
        if (target.Error == ErrorCode.None) Fill(row, target);
        else Fail(row, target);
        TopicOf(target.Query).Partitions.Add(row);
    }

    private void Fill(FetchResponse.PartitionData row, FetchTarget target)
    {
        var status = target.Status;
        row.HighWatermark = status.HighWatermark.Value;
        row.LastStableOffset = status.LastStableOffset.Value;
        row.LogStartOffset = status.LogStartOffset.Value;

        // Null for those who read everything: an empty list would promise that nothing was aborted (KP-32).
        row.AbortedTransactions = onlyStable ? [] : null;
        if (target.Diverging is { } end)
        {
            row.DivergingEpoch.Epoch = end.Term.Value;
            row.DivergingEpoch.EndOffset = end.EndOffset.Value;
        }

        if (target.TakeBatches() is not { } batches) return;
        Borrowed.Add(batches);
        row.Records = new WireRecords(new BatchRecords(batches));
        if (target.KnownName is { } name) metrics.Sent(name, batches.TotalBytes);
    }

    private void Fail(FetchResponse.PartitionData row, FetchTarget target)
    {
        if (FirstError == ErrorCode.None) FirstError = target.Error;
        if (version < LeaderHintsFromVersion || target.Partition is null) return;
        if (target.Error is ErrorCode.NotLeaderOrFollower or ErrorCode.FencedLeaderEpoch) HintAtLeader(row, target.Status);
    }

    private void HintAtLeader(FetchResponse.PartitionData row, in PartitionStatus status)
    {
        if (status.Leader.IsNone) return;
        row.CurrentLeader.LeaderId = status.Leader.Value;
        row.CurrentLeader.LeaderEpoch = status.LeaderEpoch.Value;
        foreach (var known in Response.NodeEndpoints)
        {
            if (known.NodeId == status.Leader.Value) return;
        }

        if (!cluster.Image.TryGetBroker(status.Leader, out var broker) || broker.FindEndpoint(listener) is not { } endpoint) return;
        Response.NodeEndpoints.Add(new FetchResponse.NodeEndpoint
        {
            NodeId = status.Leader.Value,
            Host = endpoint.Host,
            Port = endpoint.Port,
            Rack = broker.Rack,
        });
    }

    private FetchResponse.FetchableTopicResponse TopicOf(in FetchQuery query)
    {
        if (_topic is not null && _topic.TopicId == query.TopicId && _topic.Topic == query.TopicName) return _topic;
        _topic = new FetchResponse.FetchableTopicResponse { Topic = query.TopicName, TopicId = query.TopicId };
        Response.Responses.Add(_topic);
        return _topic;
    }
}
