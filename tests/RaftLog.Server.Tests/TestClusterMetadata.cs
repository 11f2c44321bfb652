using System.Collections.Immutable;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Server.Cluster;

namespace RaftLog.Server.Tests;

/// <summary>The real metadata machine of a cluster of one, whose every decision commits at once.</summary>
internal sealed class TestClusterMetadata : IClusterMetadata
{
    internal const string Listener = "external";

    private readonly Lock _lock = new();
    private readonly MetadataMachine _machine;
    private readonly Action<MetadataImage, MetadataImage> _applied;
    private TaskCompletionSource? _held;
    private long _nextProducerId;

    /// <param name="nodeUuid">Of the broker's data directory.</param>
    /// <param name="configs">Its static configs.</param>
    /// <param name="applied">Told of each change: the image before and after.</param>
    internal TestClusterMetadata(Guid nodeUuid, StaticConfigs configs, Action<MetadataImage, MetadataImage> applied)
    {
        _applied = applied;
        Configs = new ConfigLookup(SelfId, configs);
        _machine = new MetadataMachine(Configs);
        Decide(static machine => machine.DecideForm());
        Decide(machine => machine.DecideRegisterBroker(new BrokerImage
        {
            Id = SelfId,
            NodeUuid = nodeUuid,
            Endpoints = [new BrokerEndpoint(Listener, "broker.test", 19092, "PLAINTEXT")],
            Rack = "r1",
            FormatLevelMin = ClusterFeatures.FormatLevelMin,
            FormatLevelMax = ClusterFeatures.FormatLevelMax,
        }));
    }

    public MetadataImage Image { get; private set; } = MetadataImage.Empty;

    public ConfigLookup Configs { get; }

    public NodeId SelfId { get; } = new(1);

    public string ClusterId => "dGVzdC1jbHVzdGVyLTAwMQ";

    public NodeId Controller { get; set; } = new(1);

    /// <summary>When set, no decision is taken and every request fails with it.</summary>
    internal ErrorCode Unavailable { get; set; }

    /// <summary>Has decisions wait until <see cref="ReleaseDecisions"/>.</summary>
    internal void HoldDecisions() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void ReleaseDecisions()
    {
        var held = _held;
        _held = null;
        held?.SetResult();
    }

    public async Task<TResult> DecideAsync<TResult>(
        Func<MetadataMachine, Decision<TResult>> decide, CancellationToken cancellationToken)
    {
        if (Unavailable != ErrorCode.None) throw new MetadataUnavailableException(Unavailable);
        if (_held is { } held) await held.Task.WaitAsync(cancellationToken);
        return Decide(decide);
    }

    public async Task<IReadOnlyDictionary<string, CreateTopicResult>> AutoCreateAsync(
        IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        ImmutableArray<NewTopic> topics = [.. names.Select(name => new NewTopic { Name = name, Id = NewTopicId() })];
        var results = await DecideAsync(machine => machine.DecideAutoCreateTopics(topics, seedBrokers: 1), cancellationToken);
        return results.ToDictionary(static result => result.Name);
    }

    public ValueTask<(long ProducerId, ErrorCode Error)> NextProducerIdAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(Unavailable != ErrorCode.None
            ? (-1L, Unavailable)
            : (Interlocked.Increment(ref _nextProducerId) - 1, ErrorCode.None));

    public Guid NewTopicId() => Guid.NewGuid() is var id && TopicNames.IsUsableId(id) ? id : NewTopicId();

    private TResult Decide<TResult>(Func<MetadataMachine, Decision<TResult>> decide)
    {
        lock (_lock)
        {
            var decision = decide(_machine);
            _machine.Replay(decision.Records);
            var before = Image;

            // As in the broker: what is committed shows first, then the partitions follow.
            Image = _machine.Image;
            _applied(before, Image);
            return decision.Result;
        }
    }
}
