using System.Text;

namespace RaftLog.Protocol.Tests;

public sealed class ApisTests
{
    // What clients see in ApiVersions once every API is served. Minimum versions are as load-bearing as maximum ones: old
    // librdkafka enables
    // features only if the exact ranges it knows overlap. A change here is a change of what we promise.
    private const string Offer = """
        0 Produce 0-13 flexible 9
        1 Fetch 4-16 flexible 12
        2 ListOffsets 1-11 flexible 6
        3 Metadata 0-13 flexible 9
        8 OffsetCommit 2-10 flexible 8
        9 OffsetFetch 1-10 flexible 6
        10 FindCoordinator 0-6 flexible 3
        11 JoinGroup 0-9 flexible 6
        12 Heartbeat 0-4 flexible 4
        13 LeaveGroup 0-5 flexible 4
        14 SyncGroup 0-5 flexible 4
        15 DescribeGroups 0-6 flexible 5
        16 ListGroups 0-5 flexible 3
        17 SaslHandshake 0-1
        18 ApiVersions 0-4 flexible 3
        19 CreateTopics 2-7 flexible 5
        20 DeleteTopics 1-6 flexible 4
        21 DeleteRecords 0-2 flexible 2
        22 InitProducerId 0-5 flexible 2
        23 OffsetForLeaderEpoch 2-4 flexible 4
        24 AddPartitionsToTxn 0-3 flexible 3
        25 AddOffsetsToTxn 0-4 flexible 3
        26 EndTxn 0-5 flexible 3
        27 WriteTxnMarkers 1-2 flexible 1
        28 TxnOffsetCommit 0-5 flexible 3
        29 DescribeAcls 1-3 flexible 2
        30 CreateAcls 1-3 flexible 2
        31 DeleteAcls 1-3 flexible 2
        32 DescribeConfigs 1-4 flexible 4
        33 AlterConfigs 0-2 flexible 2
        35 DescribeLogDirs 1-4 flexible 2
        36 SaslAuthenticate 0-2 flexible 2
        37 CreatePartitions 0-3 flexible 2
        42 DeleteGroups 0-2 flexible 2
        43 ElectLeaders 0-2 flexible 2
        44 IncrementalAlterConfigs 0-1 flexible 1
        45 AlterPartitionReassignments 0-1 flexible 0
        46 ListPartitionReassignments 0 flexible 0
        47 OffsetDelete 0
        48 DescribeClientQuotas 0-1 flexible 1
        49 AlterClientQuotas 0-1 flexible 1
        50 DescribeUserScramCredentials 0 flexible 0
        51 AlterUserScramCredentials 0 flexible 0
        55 DescribeQuorum 0-2 flexible 0
        57 UpdateFeatures 0-2 flexible 0
        60 DescribeCluster 0-2 flexible 0
        61 DescribeProducers 0 flexible 0
        64 UnregisterBroker 0 flexible 0
        65 DescribeTransactions 0 flexible 0
        66 ListTransactions 0-2 flexible 0
        68 ConsumerGroupHeartbeat 0-1 flexible 0
        69 ConsumerGroupDescribe 0-1 flexible 0
        74 ListConfigResources 0-1 flexible 0
        75 DescribeTopicPartitions 0 flexible 0
        80 AddRaftVoter 0-1 flexible 0
        81 RemoveRaftVoter 0 flexible 0
        """;

    [Fact]
    public void The_offered_versions_are_the_promised_ones()
    {
        var table = new StringBuilder();
        foreach (var codec in MessageTable.All)
        {
            table.Append($"{(int)codec.Api} {codec.Name} {Apis.AdvertisedVersions(codec.Api)}");
            if (codec.FirstFlexibleVersion != short.MaxValue) table.Append($" flexible {codec.FirstFlexibleVersion}");
            table.Append('\n');
        }

        Assert.Equal(Offer.ReplaceLineEndings("\n").TrimEnd(), table.ToString().TrimEnd());
    }

    [Fact]
    public void Produce_zero_to_two_are_advertised_and_not_supported()
    {
        Assert.Equal(0, Apis.AdvertisedVersions(ApiKey.Produce).Lowest);
        Assert.False(Apis.IsSupported(ApiKey.Produce, 2));
        Assert.True(Apis.IsSupported(ApiKey.Produce, 3));
    }

    [Fact]
    public void Every_error_code_has_the_name_of_its_enum_member()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            var name = code.ProtocolName().Replace("_", "", StringComparison.Ordinal);
            Assert.Equal(code.ToString(), name, ignoreCase: true);
        }

        Assert.Equal("The request timed out.", ErrorCode.RequestTimedOut.DefaultMessage());
        Assert.Equal("1234", ((ErrorCode)1234).ProtocolName());
        Assert.True(ErrorCode.NotLeaderOrFollower.IsRetriable() && ErrorCode.NotLeaderOrFollower.RefreshesMetadata());
        Assert.False(ErrorCode.MessageTooLarge.IsRetriable());
    }
}
