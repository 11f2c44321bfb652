using RaftLog.Protocol;
using RaftLog.Protocol.Messages;

namespace RaftLog.Server.Tests.Handlers.Admin;

/// <summary>What holds for each API and each of its versions; <see cref="AdminBench"/> takes each answer through the codec.</summary>
public sealed class EveryAdminApiTests
{
    public static TheoryData<ApiKey, short> Versions => AdminBench.EveryVersion();

    [Fact]
    public void Each_row_offers_the_versions_of_Kafka_4()
    {
        using var bench = new AdminBench();

        var offered = bench.Rows.Select(static row => $"{row.Key} {row.Versions.Lowest}-{row.Versions.Highest}").Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "AlterConfigs 0-2", "CreateAcls 1-3", "CreatePartitions 0-3", "CreateTopics 2-7", "DeleteAcls 1-3", "DeleteRecords 0-2",
                "DeleteTopics 1-6", "DescribeAcls 1-3", "DescribeCluster 0-2", "DescribeConfigs 1-4", "DescribeLogDirs 1-4",
                "DescribeQuorum 0-2", "DescribeTopicPartitions 0-0", "ElectLeaders 0-2", "IncrementalAlterConfigs 0-1",
                "ListConfigResources 0-1", "ListPartitionReassignments 0-0", "UpdateFeatures 0-2",
            ],
            offered);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Each_version_answers_an_ordinary_request(ApiKey api, short version)
    {
        using var bench = new AdminBench();
        if (api != ApiKey.CreateTopics) await bench.CreateAsync(AdminRequests.Topic("orders"));

        await bench.AskAsync(api, AdminRequests.Ordinary(api, version, "orders"), version);

        var expected = api switch
        {
            ApiKey.DescribeAcls or ApiKey.CreateAcls or ApiKey.DeleteAcls => ErrorCode.SecurityDisabled,
            // The bench has no replicas.
            ApiKey.DeleteRecords => ErrorCode.NotLeaderOrFollower,
            ApiKey.ElectLeaders when version == 0 => ErrorCode.PreferredLeaderNotAvailable,
            ApiKey.ElectLeaders => ErrorCode.EligibleLeadersNotAvailable,
            _ => ErrorCode.None,
        };
        Assert.Equal(expected, bench.Noted);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Each_version_can_say_that_the_client_is_not_authorized(ApiKey api, short version)
    {
        using var bench = new AdminBench();
        if (api != ApiKey.CreateTopics) await bench.CreateAsync(AdminRequests.Topic("orders"));
        bench.Allowed = static (_, _, _) => false;

        await bench.AskAsync(api, AdminRequests.Ordinary(api, version, "orders"), version);

        var expected = api switch
        {
            // Whoever may reach the broker may ask for its address; the operations in the answer are none.
            ApiKey.DescribeCluster => ErrorCode.None,
            ApiKey.CreateTopics or ApiKey.DeleteTopics or ApiKey.DeleteRecords or ApiKey.CreatePartitions or ApiKey.DescribeConfigs
                or ApiKey.AlterConfigs or ApiKey.IncrementalAlterConfigs or ApiKey.DescribeTopicPartitions => ErrorCode.TopicAuthorizationFailed,
            _ => ErrorCode.ClusterAuthorizationFailed,
        };
        Assert.Equal(expected, bench.Noted);
    }

    [Theory]
    [InlineData(ErrorCode.NotController)]
    [InlineData(ErrorCode.KafkaStorageError)]
    public async Task Each_version_that_changes_the_cluster_can_say_that_there_is_no_controller(ErrorCode error)
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(AdminRequests.Topic("orders"));
        bench.Cluster.Unavailable = error;

        foreach (var row in bench.Rows.Where(static row => ChangesMetadata(row.Key)))
        {
            for (var version = row.Versions.Lowest; version <= row.Versions.Highest; version++)
            {
                var answer = await bench.AskAsync(row.Key, AdminRequests.Ordinary(row.Key, version, "orders"), version);

                Assert.Equal(error, bench.Noted);
                Assert.Equal(error, ErrorOfTheOne(answer));
            }
        }
    }

    [Fact]
    public async Task A_decision_that_is_not_committed_in_time_is_answered_with_request_timed_out()
    {
        using var bench = new AdminBench();
        await bench.CreateAsync(AdminRequests.Topic("orders"));
        foreach (var row in bench.Rows.Where(static row => ChangesMetadata(row.Key)))
        {
            bench.Cluster.HoldDecisions();
            var version = row.Versions.Highest;
            var pending = bench.AskAsync(row.Key, AdminRequests.Ordinary(row.Key, version, "orders"), version);
            Assert.False(pending.IsCompleted);

            bench.Time.Advance(TimeSpan.FromSeconds(61));

            Assert.Equal(ErrorCode.RequestTimedOut, ErrorOfTheOne(await pending));
        }
    }

    [Fact]
    public async Task What_timed_out_for_the_client_may_still_come_about()
    {
        using var bench = new AdminBench();
        bench.Cluster.HoldDecisions();
        var request = AdminRequests.Create(AdminRequests.Topic("orders"));
        request.TimeoutMs = 100;
        var pending = bench.AskAsync<CreateTopicsRequest, CreateTopicsResponse>(request, 7);
        bench.Time.Advance(TimeSpan.FromMilliseconds(101));

        var row = Assert.Single((await pending).Topics);
        var change = bench.NextChange();
        bench.Cluster.ReleaseDecisions();

        Assert.Equal((ErrorCode.RequestTimedOut, "The request timed out."), (row.ErrorCode, row.ErrorMessage));
        Assert.True((await change.WaitAsync(TestContext.Current.CancellationToken)).TryGetTopic("orders", out _));
    }

    private static bool ChangesMetadata(ApiKey api) => api is ApiKey.CreateTopics or ApiKey.DeleteTopics or ApiKey.CreatePartitions
        or ApiKey.AlterConfigs or ApiKey.IncrementalAlterConfigs or ApiKey.UpdateFeatures;

    private static ErrorCode ErrorOfTheOne(IWireMessage answer) => answer switch
    {
        CreateTopicsResponse r => Assert.Single(r.Topics).ErrorCode,
        DeleteTopicsResponse r => Assert.Single(r.Responses).ErrorCode,
        CreatePartitionsResponse r => Assert.Single(r.Results).ErrorCode,
        AlterConfigsResponse r => Assert.Single(r.Responses).ErrorCode,
        IncrementalAlterConfigsResponse r => Assert.Single(r.Responses).ErrorCode,
        UpdateFeaturesResponse r => r.ErrorCode,
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "changes nothing"),
    };
}
