using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Raft;
using RaftLog.Server.Security;
using static RaftLog.Server.Tests.Handlers.Admin.AdminRequests;

namespace RaftLog.Server.Tests.Handlers.Admin;

/// <summary>DescribeCluster, DescribeQuorum, UpdateFeatures, ListPartitionReassignments and the ACL APIs.</summary>
public sealed class ClusterApisTests
{
    [Fact]
    public async Task The_cluster_is_described_with_the_endpoints_of_the_listener_asked_on()
    {
        using var bench = new AdminBench();
        await bench.RegisterAsync(2);
        await bench.RegisterAsync(3, listener: "elsewhere");
        await bench.RegisterAsync(4, fenced: true);

        var answer = await DescribeAsync(bench, new());

        Assert.Equal((ErrorCode.None, null, bench.Cluster.ClusterId, 1), (answer.ErrorCode, answer.ErrorMessage, answer.ClusterId, answer.ControllerId));
        Assert.Equal(
            [(1, "broker.test", 19092, "r1", false), (2, "broker2.test", 19092, null, false)],
            answer.Brokers.Select(static b => (b.BrokerId, b.Host, b.Port, b.Rack, b.IsFenced)));
        Assert.Equal(int.MinValue, answer.ClusterAuthorizedOperations);
    }

    [Fact]
    public async Task Fenced_brokers_are_named_when_asked_for()
    {
        using var bench = new AdminBench();
        await bench.RegisterAsync(4, fenced: true);

        var answer = await DescribeAsync(bench, new() { IncludeFencedBrokers = true });

        Assert.Equal([(1, false), (4, true)], answer.Brokers.Select(static b => (b.BrokerId, b.IsFenced)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public async Task The_controller_is_one_of_the_brokers_listed_or_none(int controller)
    {
        using var bench = new AdminBench();
        await bench.RegisterAsync(4, fenced: true);
        bench.Cluster.Controller = new NodeId(controller);

        Assert.Equal(-1, (await DescribeAsync(bench, new())).ControllerId);
    }

    [Theory]
    [InlineData(2, ErrorCode.MismatchedEndpointType, "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER")]
    [InlineData(0, ErrorCode.UnsupportedEndpointType, "Unsupported endpoint type 0")]
    [InlineData(7, ErrorCode.UnsupportedEndpointType, "Unsupported endpoint type 7")]
    public async Task Only_brokers_can_be_described(sbyte endpointType, ErrorCode error, string message)
    {
        using var bench = new AdminBench();

        var answer = await DescribeAsync(bench, new() { EndpointType = endpointType });

        Assert.Equal((error, message, 0), (answer.ErrorCode, answer.ErrorMessage, answer.Brokers.Count));
    }

    [Fact]
    public async Task Authorized_operations_are_a_bit_per_operation_and_none_for_those_who_may_not_describe()
    {
        using var bench = new AdminBench();
        var all = await DescribeAsync(bench, new() { IncludeClusterAuthorizedOperations = true });
        bench.Allowed = static (operation, _, _) => operation is AclOperation.Describe or AclOperation.Alter;
        var some = await DescribeAsync(bench, new() { IncludeClusterAuthorizedOperations = true });
        bench.Allowed = static (operation, _, _) => operation != AclOperation.Describe;
        var none = await DescribeAsync(bench, new() { IncludeClusterAuthorizedOperations = true });

        // Create 5, alter 7, describe 8, cluster action 9, describe configs 10, alter configs 11, idempotent write 12 (KP-26).
        Assert.Equal(0b1_1111_1010_0000, all.ClusterAuthorizedOperations);
        Assert.Equal((1 << 7) | (1 << 8), some.ClusterAuthorizedOperations);
        Assert.Equal(0, none.ClusterAuthorizedOperations);
    }

    [Fact]
    public async Task The_quorum_is_described_by_its_leader()
    {
        using var bench = new AdminBench();
        await bench.RegisterAsync(2);
        var (learner, leaving) = (new Guid(9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), new Guid(8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
        bench.Status = bench.Status with
        {
            Configuration = new RaftConfiguration
            {
                Voters = bench.Status.Configuration.Voters,
                OutgoingVoters = [.. bench.Status.Configuration.Voters, new Member(new NodeId(2), leaving)],
                Learners = [new Member(new NodeId(5), learner)],
            },
        };

        var answer = await QuorumAsync(bench, DescribeQuorum("__cluster_metadata", 0), 2);

        var topic = Assert.Single(answer.Topics);
        var row = Assert.Single(topic.Partitions);
        Assert.Equal((ErrorCode.None, null, "__cluster_metadata"), (answer.ErrorCode, answer.ErrorMessage, topic.TopicName));
        Assert.Equal((ErrorCode.None, null, 0, 1, 3, 8L), (row.ErrorCode, row.ErrorMessage, row.PartitionIndex, row.LeaderId, row.LeaderEpoch, row.HighWatermark));
        var nowMs = bench.Time.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(
            [(1, AdminBench.NodeUuid, 9L, nowMs, nowMs), (2, leaving, -1L, -1L, -1L)],
            row.CurrentVoters.Select(static v => (v.ReplicaId, v.ReplicaDirectoryId, v.LogEndOffset, v.LastFetchTimestamp, v.LastCaughtUpTimestamp)));
        Assert.Equal([(5, learner, -1L)], row.Observers.Select(static o => (o.ReplicaId, o.ReplicaDirectoryId, o.LogEndOffset)));
        Assert.Equal([1, 2], answer.Nodes.Select(static node => node.NodeId));
        var listener = Assert.Single(answer.Nodes[0].Listeners);
        Assert.Equal(("EXTERNAL", "broker.test", (ushort)19092), (listener.Name, listener.Host, listener.Port));
    }

    [Theory]
    [InlineData("__cluster_metadata", 1)]
    [InlineData("orders", 0)]
    public async Task There_is_one_quorum(string topic, int partition)
    {
        using var bench = new AdminBench();

        var row = Assert.Single(Assert.Single((await QuorumAsync(bench, DescribeQuorum(topic, partition), 2)).Topics).Partitions);

        Assert.Equal(
            (ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition.", partition),
            (row.ErrorCode, row.ErrorMessage, row.PartitionIndex));
    }

    [Fact]
    public async Task A_follower_does_not_describe_the_quorum()
    {
        using var bench = new AdminBench();
        bench.Status = bench.Status with { Leader = new NodeId(2) };

        var row = Assert.Single(Assert.Single((await QuorumAsync(bench, DescribeQuorum("__cluster_metadata", 0), 0)).Topics).Partitions);

        Assert.Equal(ErrorCode.NotLeaderOrFollower, row.ErrorCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_level_in_force_is_finalized_again_without_effect(short version)
    {
        using var bench = new AdminBench();
        var epoch = bench.Cluster.Image.FeaturesEpoch;

        var answer = await FinalizeAsync(bench, Features(("metadata.version", 29)), version);

        Assert.Equal((ErrorCode.None, null), (answer.ErrorCode, answer.ErrorMessage));
        Assert.Equal(version <= 1 ? ["metadata.version"] : Array.Empty<string>(), answer.Results.Select(static row => row.Feature));
        Assert.All(answer.Results, static row => Assert.Equal(ErrorCode.None, row.ErrorCode));
        Assert.Equal(epoch, bench.Cluster.Image.FeaturesEpoch);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task One_feature_that_cannot_be_finalized_fails_all(short version)
    {
        using var bench = new AdminBench();

        var answer = await FinalizeAsync(bench, Features(("metadata.version", 29), ("share.version", 1)), version);

        Assert.Equal(ErrorCode.InvalidUpdateVersion, answer.ErrorCode);
        Assert.Equal(
            "The update failed for all features since the following feature had an error: "
            + "Invalid update version 1 for feature share.version: this cluster does not support the feature.",
            answer.ErrorMessage);
        Assert.Empty(answer.Results);
    }

    [Fact]
    public async Task An_unknown_upgrade_type_and_a_feature_named_twice_are_refused()
    {
        using var bench = new AdminBench();
        var unknown = Features(("metadata.version", 29));
        unknown.FeatureUpdates[0].UpgradeType = 4;

        var first = await FinalizeAsync(bench, unknown, 1);
        var second = await FinalizeAsync(bench, Features(("metadata.version", 29), ("metadata.version", 29)), 2);

        Assert.Equal(ErrorCode.InvalidUpdateVersion, first.ErrorCode);
        Assert.EndsWith("The controller does not support the given upgrade type.", first.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal((ErrorCode.InvalidRequest, "Each feature must appear at most once."), (second.ErrorCode, second.ErrorMessage));
    }

    [Fact]
    public async Task No_reassignments_are_under_way()
    {
        using var bench = new AdminBench();

        var answer = await bench.AskAsync<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>(
            new() { Topics = [new() { Name = "orders", PartitionIndexes = [0] }] }, 0);

        Assert.Equal((ErrorCode.None, null, 0), (answer.ErrorCode, answer.ErrorMessage, answer.Topics.Count));
    }

    [Fact]
    public async Task Access_rules_are_disabled_in_Kafkas_words_for_each_rule_and_filter()
    {
        using var bench = new AdminBench();
        var creations = (CreateAclsRequest)Ordinary(ApiKey.CreateAcls, 3, "a");
        creations.Creations.Add(((CreateAclsRequest)Ordinary(ApiKey.CreateAcls, 3, "b")).Creations[0]);

        var described = await bench.AskAsync<DescribeAclsRequest, DescribeAclsResponse>(
            (DescribeAclsRequest)Ordinary(ApiKey.DescribeAcls, 3, "a"), 3);
        var created = await bench.AskAsync<CreateAclsRequest, CreateAclsResponse>(creations, 3);
        var deleted = await bench.AskAsync<DeleteAclsRequest, DeleteAclsResponse>((DeleteAclsRequest)Ordinary(ApiKey.DeleteAcls, 3, "a"), 3);

        Assert.Equal(
            (ErrorCode.SecurityDisabled, "No Authorizer is configured on the broker", 0),
            (described.ErrorCode, described.ErrorMessage, described.Resources.Count));
        Assert.Equal(2, created.Results.Count);
        Assert.All(created.Results, static row => Assert.Equal((ErrorCode.SecurityDisabled, "No Authorizer is configured."), (row.ErrorCode, row.ErrorMessage)));
        var filter = Assert.Single(deleted.FilterResults);
        Assert.Equal((ErrorCode.SecurityDisabled, "No Authorizer is configured.", 0), (filter.ErrorCode, filter.ErrorMessage, filter.MatchingAcls.Count));
    }

    [Fact]
    public async Task Log_directories_say_their_space_and_hide_from_those_who_may_not_describe()
    {
        using var bench = new AdminBench();

        var answer = await LogDirsAsync(bench, 4);
        bench.Allowed = static (_, _, _) => false;
        var refused = await LogDirsAsync(bench, 3);
        var refusedWithoutCode = await LogDirsAsync(bench, 2);

        var directory = Assert.Single(answer.Results);
        Assert.Equal((ErrorCode.None, "/data", 1000L, 400L), (directory.ErrorCode, directory.LogDir, directory.TotalBytes, directory.UsableBytes));
        Assert.Equal((ErrorCode.ClusterAuthorizationFailed, 0), (refused.ErrorCode, refused.Results.Count));
        Assert.Empty(refusedWithoutCode.Results);
    }

    private static Task<DescribeClusterResponse> DescribeAsync(AdminBench bench, DescribeClusterRequest request) =>
        bench.AskAsync<DescribeClusterRequest, DescribeClusterResponse>(request, 2);

    private static Task<DescribeQuorumResponse> QuorumAsync(AdminBench bench, DescribeQuorumRequest request, short version) =>
        bench.AskAsync<DescribeQuorumRequest, DescribeQuorumResponse>(request, version);

    private static Task<UpdateFeaturesResponse> FinalizeAsync(AdminBench bench, UpdateFeaturesRequest request, short version) =>
        bench.AskAsync<UpdateFeaturesRequest, UpdateFeaturesResponse>(request, version);

    private static Task<DescribeLogDirsResponse> LogDirsAsync(AdminBench bench, short version) =>
        bench.AskAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(new() { Topics = null }, version);
}
