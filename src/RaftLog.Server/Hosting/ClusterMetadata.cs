using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Replication;
using RaftLog.Server.Cluster;

namespace RaftLog.Server.Hosting;

/// <summary>The cluster's metadata on this broker: the group that replicates it, and the partitions that follow from it.</summary>
internal sealed class ClusterMetadata : IClusterMetadata, IMetadataQuorum
{
    private readonly MetadataState _state;
    private readonly StateGroup _group;
    private readonly PartitionApplier _applier;
    private readonly PayloadPool _payloads;
    private readonly ProducerIds _producerIds;
    private readonly Lock _creatingLock = new();
    private readonly Dictionary<string, Task<CreateTopicResult>> _creating = new(StringComparer.Ordinal);

    internal ClusterMetadata(
        MetadataState state, StateGroup group, PartitionApplier applier, PayloadPool payloads, ConfigLookup configs, NodeId selfId, string clusterId)
    {
        (_state, _group, _applier, _payloads) = (state, group, applier, payloads);
        (Configs, SelfId, ClusterId) = (configs, selfId, clusterId);
        _producerIds = new ProducerIds(() => DecideAsync(m => m.DecideAllocateProducerIds(selfId), CancellationToken.None));
    }

    /// <inheritdoc/>
    public MetadataImage Image => _state.Committed;

    /// <inheritdoc/>
    public ConfigLookup Configs { get; }

    /// <inheritdoc/>
    public NodeId SelfId { get; }

    /// <inheritdoc/>
    public string ClusterId { get; }

    /// <inheritdoc/>
    public NodeId Controller => _group.Status.Leader;

    /// <inheritdoc/>
    public StateGroupStatus Status => _group.Status;

    /// <inheritdoc/>
    public async Task<TResult> DecideAsync<TResult>(
        Func<MetadataMachine, Decision<TResult>> decide, CancellationToken cancellationToken)
    {
        var decision = new MetadataDecision<TResult>(_state.Machine, _payloads, decide);
        _group.Submit(decision);
        var result = await decision.Task.WaitAsync(cancellationToken);
        await _applier.CaughtUpAsync().WaitAsync(cancellationToken);
        return result;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, CreateTopicResult>> AutoCreateAsync(
        IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var pending = names.Distinct(StringComparer.Ordinal).Select(CreateOnce).ToList();
        var results = await Task.WhenAll(pending).WaitAsync(cancellationToken);
        return results.ToDictionary(r => r.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public ValueTask<(long ProducerId, ErrorCode Error)> NextProducerIdAsync(CancellationToken cancellationToken) =>
        _producerIds.NextAsync(cancellationToken);

    /// <inheritdoc/>
    public Guid NewTopicId()
    {
        while (true)
        {
            var id = Guid.NewGuid();
            if (TopicNames.IsUsableId(id)) return id;
        }
    }

    private Task<CreateTopicResult> CreateOnce(string name)
    {
        lock (_creatingLock)
        {
            if (_creating.TryGetValue(name, out var running)) return running;
            var creation = CreateAsync(name);
            if (!creation.IsCompleted) _creating.Add(name, creation);
            return creation;
        }
    }

    private async Task<CreateTopicResult> CreateAsync(string name)
    {
        // Leaves the caller's lock before anything else happens.
        await Task.Yield();
        try
        {
            var topic = new NewTopic { Name = name, Id = NewTopicId() };
            var results = await DecideAsync(m => m.DecideAutoCreateTopics([topic], seedBrokers: 1), CancellationToken.None);
            return results[0];
        }
        finally
        {
            lock (_creatingLock) _creating.Remove(name);
        }
    }
}
