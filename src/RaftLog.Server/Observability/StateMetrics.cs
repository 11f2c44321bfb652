using System.Globalization;
using Prometheus;

namespace RaftLog.Server.Observability;

/// <summary>Gauges that are read at each scrape: partitions, health, Raft roles, disks.</summary>
public sealed class StateMetrics
{
    private static readonly string[] RoleNames = ["follower", "candidate", "leader", "learner", "failed"];

    private readonly PartitionGauges? _partitions;
    private readonly Gauge _topicSize;
    private readonly Gauge _leaderless;
    private readonly Gauge _underReplicated;
    private readonly Gauge _underMinIsr;
    private readonly Gauge _diskFree;
    private readonly Gauge _diskTotal;
    private readonly Gauge _segments;
    private readonly Gauge.Child[] _roles;
    private readonly HashSet<string> _topicsShown = new(StringComparer.Ordinal);
    private readonly Lock _guard = new();
    private IBrokerMetricsSource? _source;

    internal StateMetrics(MetricFactory factory, CollectorRegistry registry, bool perPartition)
    {
        _topicSize = factory.CreateGauge("raftlog_topic_size_bytes", "Bytes of the topic's logs on this broker.", "topic");
        _leaderless = factory.CreateGauge("raftlog_partitions_leaderless",
            "Replicas on this broker whose partition has no known leader: clients cannot use those partitions. Should be 0.");
        _underReplicated = factory.CreateGauge("raftlog_partitions_under_replicated",
            "Partitions led by this broker with fewer in-sync replicas than replicas. Should be 0 unless a broker is down.");
        _underMinIsr = factory.CreateGauge("raftlog_partitions_under_min_isr",
            "Partitions led by this broker with fewer in-sync replicas than min.insync.replicas: acks=all produces to them fail. Should be 0.");
        _diskFree = factory.CreateGauge("raftlog_disk_free_bytes", "Bytes that can still be written to the filesystem of the data directory.", "path");
        _diskTotal = factory.CreateGauge("raftlog_disk_total_bytes", "Size of the filesystem of the data directory.", "path");
        _segments = factory.CreateGauge("raftlog_storage_segments", "Segment files on this broker; each is an open file.");
        var groups = factory.CreateGauge("raftlog_raft_groups", "Raft groups with a replica on this broker, by that replica's role.", "role");
        _roles = [.. RoleNames.Select(role => groups.WithLabels(role))];
        _partitions = perPartition ? new PartitionGauges(factory) : null;
        registry.AddBeforeCollectCallback(Collect);
    }

    /// <summary>Says whom to ask at each scrape; null when the broker stops. Before the first call the gauges are 0.</summary>
    public void ReadFrom(IBrokerMetricsSource? source)
    {
        lock (_guard) _source = source;
    }

    private void Collect()
    {
        // Two scrapes may come at once; each would clear what the other just counted.
        lock (_guard)
        {
            if (_source is null) return;
            CollectPartitions(_source);
            foreach (var disk in _source.Disks())
            {
                _diskFree.WithLabels(disk.Path).Set(disk.FreeBytes);
                _diskTotal.WithLabels(disk.Path).Set(disk.TotalBytes);
            }
        }
    }

    private void CollectPartitions(IBrokerMetricsSource source)
    {
        Span<int> roles = stackalloc int[RoleNames.Length];
        int leaderless = 0, underReplicated = 0, underMinIsr = 0;
        long segments = 0;
        var topicSizes = new Dictionary<string, long>(StringComparer.Ordinal);

        _partitions?.Begin();
        foreach (var partition in source.Partitions())
        {
            var isLeader = partition.Role == ReplicaRole.Leader;
            roles[(int)partition.Role]++;
            segments += partition.Segments;
            if (partition.LeaderId < 0) leaderless++;
            if (isLeader && partition.InSyncReplicas < partition.Replicas) underReplicated++;
            if (isLeader && partition.InSyncReplicas < partition.InSyncReplicasMin) underMinIsr++;
            topicSizes[partition.Topic] = topicSizes.GetValueOrDefault(partition.Topic) + partition.SizeBytes;
            _partitions?.Set(partition);
        }

        _partitions?.End();
        SetTopicSizes(topicSizes);
        for (var i = 0; i < roles.Length; i++) _roles[i].Set(roles[i]);
        _leaderless.Set(leaderless);
        _underReplicated.Set(underReplicated);
        _underMinIsr.Set(underMinIsr);
        _segments.Set(segments);
    }

    private void SetTopicSizes(Dictionary<string, long> topicSizes)
    {
        foreach (var gone in _topicsShown.Where(topic => !topicSizes.ContainsKey(topic))) _topicSize.RemoveLabelled(gone);
        _topicsShown.Clear();
        foreach (var (topic, bytes) in topicSizes)
        {
            _topicsShown.Add(topic);
            _topicSize.WithLabels(topic).Set(bytes);
        }
    }

    /// <summary>The series of single partitions, with their resolved children; those of partitions that are gone are dropped.</summary>
    private sealed class PartitionGauges(MetricFactory factory)
    {
        private static readonly string[] Labels = ["topic", "partition"];

        private readonly Gauge _logStart = factory.CreateGauge("raftlog_partition_log_start_offset", "First offset that can be read.", Labels);
        private readonly Gauge _highWatermark = factory.CreateGauge("raftlog_partition_high_watermark_offset", "End of what is committed; consumers read up to here.", Labels);
        private readonly Gauge _logEnd = factory.CreateGauge("raftlog_partition_log_end_offset", "Offset the next record will get.", Labels);
        private readonly Gauge _inSync = factory.CreateGauge("raftlog_partition_in_sync_replicas", "Replicas near the log end, known where the partition is led.", Labels);
        private readonly Gauge _leader = factory.CreateGauge("raftlog_partition_leader", "Node id of the leader; -1 when none is known.", Labels);
        private readonly Dictionary<(string Topic, int Partition), Series> _series = [];
        private int _scrape;

        public void Begin() => _scrape++;

        public void Set(in PartitionSample sample)
        {
            var key = (sample.Topic, sample.Partition);
            if (!_series.TryGetValue(key, out var series)) _series.Add(key, series = Resolve(sample));
            series.LastScrape = _scrape;
            series.LogStart.Set(sample.LogStartOffset);
            series.HighWatermark.Set(sample.HighWatermark);
            series.LogEnd.Set(sample.LogEndOffset);
            series.InSync.Set(sample.InSyncReplicas);
            series.Leader.Set(sample.LeaderId);
        }

        public void End()
        {
            foreach (var (key, series) in _series)
            {
                if (series.LastScrape == _scrape) continue;
                _series.Remove(key);
                foreach (var gauge in (Gauge[])[_logStart, _highWatermark, _logEnd, _inSync, _leader])
                {
                    gauge.RemoveLabelled(key.Topic, key.Partition.ToString(CultureInfo.InvariantCulture));
                }
            }
        }

        private Series Resolve(in PartitionSample sample)
        {
            string[] labels = [sample.Topic, sample.Partition.ToString(CultureInfo.InvariantCulture)];
            return new Series(_logStart.WithLabels(labels), _highWatermark.WithLabels(labels), _logEnd.WithLabels(labels),
                _inSync.WithLabels(labels), _leader.WithLabels(labels));
        }

        private sealed class Series(Gauge.Child logStart, Gauge.Child highWatermark, Gauge.Child logEnd, Gauge.Child inSync, Gauge.Child leader)
        {
            public int LastScrape { get; set; }

            public Gauge.Child LogStart => logStart;

            public Gauge.Child HighWatermark => highWatermark;

            public Gauge.Child LogEnd => logEnd;

            public Gauge.Child InSync => inSync;

            public Gauge.Child Leader => leader;
        }
    }
}
