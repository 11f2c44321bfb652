using System.Text;
using Microsoft.Extensions.Time.Testing;
using RaftLog.Server.Configuration;
using RaftLog.Server.Observability;

namespace RaftLog.Server.Tests.Observability;

public class BrokerMetricsTests
{
    private static readonly MetricNames Names = new(
        new Dictionary<short, string> { [0] = "Produce", [1] = "Fetch", [18] = "ApiVersions" },
        code => code switch { -1 => "UNKNOWN_SERVER_ERROR", 3 => "UNKNOWN_TOPIC_OR_PARTITION", _ => "CODE_" + code });

    [Fact]
    public async Task Every_promised_series_is_there_with_help_for_an_operator()
    {
        var metrics = new BrokerMetrics(new MetricsOptions(), Names);
        Exercise(metrics);
        metrics.State.ReadFrom(new Samples());

        var text = await ScrapeAsync(metrics);

        string[] promised =
        [
            "raftlog_build_info", "raftlog_broker_info", "raftlog_uptime_seconds",
            "raftlog_kafka_requests_total", "raftlog_kafka_request_errors_total", "raftlog_kafka_request_duration_seconds", "raftlog_kafka_request_phase_seconds",
            "raftlog_kafka_connections", "raftlog_kafka_connections_opened_total", "raftlog_kafka_connections_refused_total",
            "raftlog_kafka_connections_aborted_total", "raftlog_kafka_client_software",
            "raftlog_topic_received_bytes_total", "raftlog_topic_sent_bytes_total", "raftlog_topic_records_in_total", "raftlog_topic_size_bytes",
            "raftlog_partition_log_start_offset", "raftlog_partition_high_watermark_offset", "raftlog_partition_log_end_offset",
            "raftlog_partition_in_sync_replicas", "raftlog_partition_leader",
            "raftlog_partitions_leaderless", "raftlog_partitions_under_replicated", "raftlog_partitions_under_min_isr",
            "raftlog_disk_free_bytes", "raftlog_disk_total_bytes",
            "raftlog_raft_groups", "raftlog_raft_leader_changes_total", "raftlog_raft_elections_total", "raftlog_raft_commit_latency_seconds",
            "raftlog_storage_append_duration_seconds", "raftlog_storage_fsync_duration_seconds", "raftlog_storage_fsyncs_total", "raftlog_storage_segments",
            "process_cpu_seconds_total", "process_open_handles", "dotnet_collection_count_total",
        ];
        foreach (var name in promised)
        {
            Assert.Matches($@"(?m)^# HELP {name} .{{10,}}$", text);
            Assert.Matches($@"(?m)^{name}(_count|_bucket)?(\{{.*\}})? -?[0-9.eE+-]+$", text);
        }
    }

    [Fact]
    public async Task Two_brokers_in_one_process_share_no_series()
    {
        var one = new BrokerMetrics(new MetricsOptions(), Names);
        var two = new BrokerMetrics(new MetricsOptions(), Names);

        one.Requests.Completed(0, 0, 0.001);
        two.Requests.Completed(1, 3, 0.001);

        Assert.Contains("raftlog_kafka_requests_total{api=\"Produce\",result=\"ok\"} 1\n", await ScrapeAsync(one), StringComparison.Ordinal);
        var text = await ScrapeAsync(two);
        Assert.DoesNotContain("Produce", text, StringComparison.Ordinal);
        Assert.Contains("raftlog_kafka_request_errors_total{api=\"Fetch\",error=\"UNKNOWN_TOPIC_OR_PARTITION\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_count_by_api_result_and_error()
    {
        var metrics = new BrokerMetrics(new MetricsOptions(), Names);

        metrics.Requests.Completed(0, 0, 0.0002);
        metrics.Requests.Completed(0, -1, 0.5);
        metrics.Requests.FurtherError(0, 3);
        metrics.Requests.Completed(999, 5000, 0.1);
        metrics.Requests.Completed(-7, 0, 0.1);

        var text = await ScrapeAsync(metrics);
        string[] expected =
        [
            "raftlog_kafka_requests_total{api=\"Produce\",result=\"ok\"} 1",
            "raftlog_kafka_requests_total{api=\"Produce\",result=\"error\"} 1",
            "raftlog_kafka_requests_total{api=\"unknown\",result=\"ok\"} 1",
            "raftlog_kafka_requests_total{api=\"unknown\",result=\"error\"} 1",
            "raftlog_kafka_request_errors_total{api=\"Produce\",error=\"UNKNOWN_SERVER_ERROR\"} 1",
            "raftlog_kafka_request_errors_total{api=\"Produce\",error=\"UNKNOWN_TOPIC_OR_PARTITION\"} 1",
            "raftlog_kafka_request_errors_total{api=\"unknown\",error=\"other\"} 1",
            "raftlog_kafka_request_duration_seconds_bucket{api=\"Produce\",le=\"0.0001\"} 0",
            "raftlog_kafka_request_duration_seconds_bucket{api=\"Produce\",le=\"0.00025\"} 1",
            "raftlog_kafka_request_duration_seconds_bucket{api=\"Produce\",le=\"+Inf\"} 2",
        ];
        Assert.All(expected, line => Assert.Contains(line + "\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Counting_does_not_allocate_once_a_label_was_seen()
    {
        var metrics = new BrokerMetrics(new MetricsOptions(), Names);
        var traffic = metrics.Topics.Of("orders");
        Record(metrics, traffic);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Record(metrics, traffic);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Record(BrokerMetrics metrics, TopicTraffic traffic)
        {
            metrics.Requests.Completed(0, 3, 0.001);
            metrics.Requests.InPhase(0, RequestPhase.Replicate, 0.001);
            traffic.Received(1000, 10);
            traffic.Sent(1000);
            metrics.Storage.Appended(0.001);
            metrics.Storage.Fsync(0.001);
            metrics.Raft.Committed(0.001);
        }
    }

    [Fact]
    public async Task State_is_read_at_each_scrape_and_what_is_gone_disappears()
    {
        var metrics = new BrokerMetrics(new MetricsOptions(), Names);
        var samples = new Samples();
        metrics.State.ReadFrom(samples);

        var first = await ScrapeAsync(metrics);
        samples.Rows = [samples.Rows[0] with { HighWatermark = 43 }];
        var second = await ScrapeAsync(metrics);

        string[] expectedFirst =
        [
            "raftlog_partition_high_watermark_offset{topic=\"orders\",partition=\"0\"} 42", "raftlog_partition_leader{topic=\"orders\",partition=\"1\"} -1",
            "raftlog_partitions_leaderless 1", "raftlog_partitions_under_replicated 1", "raftlog_partitions_under_min_isr 1",
            "raftlog_raft_groups{role=\"leader\"} 2", "raftlog_raft_groups{role=\"candidate\"} 1", "raftlog_raft_groups{role=\"failed\"} 0",
            "raftlog_topic_size_bytes{topic=\"orders\"} 3000", "raftlog_topic_size_bytes{topic=\"audit\"} 500", "raftlog_storage_segments 6",
            "raftlog_disk_free_bytes{path=\"/data\"} 10",
        ];
        Assert.All(expectedFirst, line => Assert.Contains(line + "\n", first, StringComparison.Ordinal));
        Assert.Contains("raftlog_partition_high_watermark_offset{topic=\"orders\",partition=\"0\"} 43\n", second, StringComparison.Ordinal);
        Assert.Contains("raftlog_partitions_leaderless 0\n", second, StringComparison.Ordinal);
        Assert.DoesNotContain("partition=\"1\"", second, StringComparison.Ordinal);
        Assert.DoesNotContain("audit", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Series_of_single_partitions_can_be_switched_off()
    {
        var metrics = new BrokerMetrics(new MetricsOptions { PerPartition = false }, Names);
        metrics.State.ReadFrom(new Samples());

        var text = await ScrapeAsync(metrics);

        Assert.DoesNotContain("raftlog_partition_", text, StringComparison.Ordinal);
        Assert.Contains("raftlog_partitions_leaderless 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleted_topic_has_no_series()
    {
        var metrics = new BrokerMetrics(new MetricsOptions(), Names);
        var traffic = metrics.Topics.Of("orders");
        traffic.Received(10, 1);

        metrics.Topics.Remove("orders");
        traffic.Sent(10);

        Assert.DoesNotContain("orders", await ScrapeAsync(metrics), StringComparison.Ordinal);
        Assert.NotSame(traffic, metrics.Topics.Of("orders"));
    }

    [Fact]
    public async Task Clients_cannot_make_series_without_end()
    {
        var metrics = new BrokerMetrics(new MetricsOptions(), Names);

        for (var i = 0; i < 200; i++) metrics.Connections.SoftwareSeen("client", $"{i}");
        metrics.Connections.SoftwareGone("client", "0");
        metrics.Connections.SoftwareGone("client", "199");

        var text = await ScrapeAsync(metrics);
        Assert.Equal(65, text.Split('\n').Count(l => l.StartsWith("raftlog_kafka_client_software{", StringComparison.Ordinal)));
        Assert.Contains("raftlog_kafka_client_software{name=\"client\",version=\"0\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("raftlog_kafka_client_software{name=\"other\",version=\"other\"} 135\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uptime_follows_the_clock()
    {
        var time = new FakeTimeProvider();
        var metrics = new BrokerMetrics(new MetricsOptions(), Names, time);

        time.Advance(TimeSpan.FromSeconds(90));

        Assert.Contains("raftlog_uptime_seconds 90\n", await ScrapeAsync(metrics), StringComparison.Ordinal);
    }

    private static void Exercise(BrokerMetrics metrics)
    {
        metrics.Identity.Joined(1, "MkU3OEVBNTcwNTJENDM2Qg", null);
        metrics.Requests.Completed(0, 3, 0.001);
        metrics.Requests.InPhase(0, RequestPhase.Local, 0.001);
        metrics.Connections.Opened("external");
        metrics.Connections.Closed("external");
        metrics.Connections.Refused("external", "connectionsMax");
        metrics.Connections.Aborted("external", "protocol");
        metrics.Connections.SoftwareSeen("librdkafka", "2.16.0");
        metrics.Topics.Of("orders").Received(10, 1);
        metrics.Raft.ElectionEnded(isWon: true);
    }

    private static async Task<string> ScrapeAsync(BrokerMetrics metrics)
    {
        using var stream = new MemoryStream();
        await metrics.Registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class Samples : IBrokerMetricsSource
    {
        public PartitionSample[] Rows { get; set; } =
        [
            new("orders", 0, ReplicaRole.Leader, 1, 5, 42, 44, 1, 1, 1, 1000, 2),
            new("orders", 1, ReplicaRole.Candidate, -1, 0, 0, 0, 1, 0, 1, 2000, 3),
            new("audit", 0, ReplicaRole.Leader, 1, 0, 1, 1, 3, 1, 2, 500, 1),
        ];

        public IEnumerable<PartitionSample> Partitions() => Rows;

        public IEnumerable<DiskSample> Disks() => [new("/data", 10, 100)];
    }
}
