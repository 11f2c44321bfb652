using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Replication;
using RaftLog.Replication.Partitions;

namespace RaftLog.Server.Hosting;

/// <summary>
/// Brings this broker's partitions in line with the committed metadata: opens what it should have, closes and trashes what a committed
/// record deleted, hands on altered configs. Never deletes because something is absent.
/// </summary>
/// <remarks>
/// One loop applies images in their order, skipping those that are already outdated; opening and deleting block, so it runs on the thread
/// pool, never on a pump.
/// </remarks>
internal sealed class PartitionApplier
{
    /// <summary>How long new partitions are waited for; their first leader is elected within milliseconds, or something is wrong.</summary>
    private static readonly TimeSpan SettleMax = TimeSpan.FromSeconds(5);

    private readonly ReplicationHost _host;
    private readonly ConfigLookup _configs;
    private readonly NodeId _self;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();

    // One signal is enough: the loop takes the newest image and everybody who waits.
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private List<TaskCompletionSource> _waiting = [];
    private MetadataImage? _newest;
    private bool _isStopped;
    private readonly Task _loop;
    private MetadataImage _applied = MetadataImage.Empty;

    internal PartitionApplier(ReplicationHost host, ConfigLookup configs, NodeId self, TimeProvider time, ILogger logger)
    {
        (_host, _configs, _self, _time, _logger) = (host, configs, self, time, logger);
        _loop = Task.Run(ApplyAllAsync);
    }

    /// <summary>Has an image applied, or a later one in its place. Does not block.</summary>
    internal void Post(MetadataImage image)
    {
        lock (_lock) _newest = image;
        _signals.Writer.TryWrite(true);
    }

    /// <summary>Completes when every image posted so far is applied.</summary>
    internal Task CaughtUpAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_isStopped) return Task.CompletedTask;
            _waiting.Add(done);
        }

        _signals.Writer.TryWrite(true);
        return done.Task;
    }

    /// <summary>Applies what is queued and ends.</summary>
    internal Task StopAsync()
    {
        _signals.Writer.TryComplete();
        return _loop;
    }

    private async Task ApplyAllAsync()
    {
        var isMore = true;
        while (isMore)
        {
            isMore = await _signals.Reader.WaitToReadAsync();
            _signals.Reader.TryRead(out _);
            MetadataImage? image;
            List<TaskCompletionSource> waiting;
            lock (_lock)
            {
                (image, _newest) = (_newest, null);
                (waiting, _waiting) = (_waiting, []);
                _isStopped = !isMore;
            }

            if (image is not null) await ApplyAsync(image);
            foreach (var done in waiting) done.TrySetResult();
        }
    }

    private async Task ApplyAsync(MetadataImage image)
    {
        var before = _applied;
        _applied = image;
        DeleteGone(before, image);
        var opened = OpenNew(before, image);
        if (ConfigsDiffer(before, image)) Reconfigure(image);
        await Task.WhenAny(Task.WhenAll(opened.Select(p => p.Settled)), Task.Delay(SettleMax, _time));
    }

    private void DeleteGone(MetadataImage before, MetadataImage image)
    {
        foreach (var (id, topic) in before.TopicsById)
        {
            if (image.TopicsById.ContainsKey(id)) continue;
            foreach (var partition in topic.Partitions) Try(topic, partition.Index, () => _host.DeletePartition(topic.GroupOf(partition.Index)));
        }
    }

    private ConcurrentBag<Partition> OpenNew(MetadataImage before, MetadataImage image)
    {
        var wanted = new List<(TopicImage Topic, PartitionImage Partition)>();
        foreach (var (id, topic) in image.TopicsById)
        {
            var had = before.TopicsById.TryGetValue(id, out var old) ? old.Partitions.Length : 0;
            for (var i = had; i < topic.Partitions.Length; i++)
            {
                if (topic.Partitions[i].InitialVoters.Any(v => v.Node == _self)) wanted.Add((topic, topic.Partitions[i]));
            }
        }

        var opened = new ConcurrentBag<Partition>();
        Parallel.ForEach(wanted, row => Try(row.Topic, row.Partition.Index, () => opened.Add(Open(image, row.Topic, row.Partition))));
        return opened;
    }

    private Partition Open(MetadataImage image, TopicImage topic, PartitionImage partition) => _host.OpenPartition(
        topic.GroupOf(partition.Index),
        new TopicPartition(topic.Name, partition.Index),
        [.. partition.InitialVoters.Select(v => new Member(v.Node, v.NodeUuid))],
        PartitionSettingsOf(_configs.TopicSettings(image, topic)));

    private static bool ConfigsDiffer(MetadataImage before, MetadataImage image) =>
        !ReferenceEquals(before.TopicsById, image.TopicsById)
        || !ReferenceEquals(before.BrokerConfigs, image.BrokerConfigs)
        || !ReferenceEquals(before.DefaultBrokerConfigs, image.DefaultBrokerConfigs);

    private void Reconfigure(MetadataImage image)
    {
        foreach (var partition in _host.Partitions)
        {
            if (!image.TryGetTopic(partition.Id.TopicId, out var topic)) continue;
            var settings = PartitionSettingsOf(_configs.TopicSettings(image, topic));
            if (settings != partition.Settings) ReplicationHost.Configure(partition, settings);
        }
    }

    private static PartitionSettings PartitionSettingsOf(TopicSettings topic) => new()
    {
        MinInSyncReplicas = topic.MinInsyncReplicas,
        RetentionMs = topic.RetentionMs,
        RetentionBytes = topic.RetentionBytes,
        DeletesOldSegments = topic.DropsSegmentsByRetention,
        SegmentBytes = topic.SegmentBytes,
        SegmentMs = topic.SegmentMs,
        IndexIntervalBytes = topic.IndexIntervalBytes,
        SyncsBeforeAck = topic.Durability == TopicDurability.QuorumFsync,
    };

    private void Try(TopicImage topic, int partition, Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // One partition that cannot be opened must not keep the others, or later images, from being applied.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.PartitionNotApplied(_logger, topic.Name, partition, e);
        }
    }
}
