using RaftLog.Protocol.Messages;
using RaftLog.Protocol.Tests.Support;

namespace RaftLog.Protocol.Tests;

/// <summary>Bytes written down by hand from the protocol's description, one field per group, read and written back.</summary>
public sealed class GoldenBytesTests
{
    [Fact]
    public void ApiVersions_request_3_with_its_frame()
    {
        var frame = Hex.Bytes("00000026 0012 0003 00000001 0007 726166746c6f67 00 0d 726166746c6f672d74657374 06 302e312e30 00");

        var status = RequestDecoder.TryDecode(frame.AsMemory(4), out var header, out var body);

        Assert.Equal(DecodeStatus.Done, status);
        Assert.Equal(
            (ApiKey.ApiVersions, 3, 1, "raftlog"),
            (header.RequestApiKey, header.RequestApiVersion, header.CorrelationId, header.ClientId));
        var request = Assert.IsType<ApiVersionsRequest>(body);
        Assert.Equal(("raftlog-test", "0.1.0"), (request.ClientSoftwareName, request.ClientSoftwareVersion));
        Assert.Equal(Hex.Of(frame), Frames.Request(ApiKey.ApiVersions, 3, 1, "raftlog", request));
    }

    [Fact]
    public void The_answer_to_an_unsupported_ApiVersions_version()
    {
        var response = new ApiVersionsResponse
        {
            ErrorCode = ErrorCode.UnsupportedVersion,
            ApiKeys = [new() { ApiKey = 18, MinVersion = 0, MaxVersion = 4 }],
        };

        Assert.Equal("0000001000000001002300000001001200000004", Frames.Response(ApiKey.ApiVersions, 0, 1, response));
    }

    [Fact]
    public void ApiVersions_response_3_is_flexible_behind_a_plain_header()
    {
        var response = new ApiVersionsResponse
        {
            ApiKeys = [new() { ApiKey = 0, MinVersion = 0, MaxVersion = 13 }],
            FinalizedFeaturesEpoch = 5,
            FinalizedFeatures = [new() { Name = "f", MaxVersionLevel = 2, MinVersionLevel = 1 }],
        };

        // size, correlation | error, 1 key, throttle | 2 tags: epoch (8 bytes), features (8 bytes)
        Assert.Equal(
            Hex.Of(Hex.Bytes(
                "00000027 00000009  0000 02 0000 0000 000d 00 00000000" +
                "02  01 08 0000000000000005  02 08 02 02 66 0002 0001 00")),
            Frames.Response(ApiKey.ApiVersions, 3, 9, response));
    }

    [Fact]
    public void Produce_request_3_and_9_and_13()
    {
        var request = new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = 30_000,
            TopicData = [new() { Name = "ab", PartitionData = [new() { Index = 3, Records = Hex.Bytes("cafe").AsMemory() }] }],
        };
        Check(3, request, "ffff ffff 00007530 00000001 0002 6162 00000001 00000003 00000002 cafe");
        Check(9, request, "00 ffff 00007530 02 03 6162 02 00000003 03 cafe 00 00 00");

        request.TopicData[0].Name = "";
        request.TopicData[0].TopicId = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
        Check(13, request, "00 ffff 00007530 02 00112233445566778899aabbccddeeff 02 00000003 03 cafe 00 00 00");
    }

    [Fact]
    public void Produce_response_3_and_8_and_10()
    {
        var partition = new ProduceResponse.PartitionProduceResponse
        {
            Index = 1,
            ErrorCode = ErrorCode.NotLeaderOrFollower,
            BaseOffset = -1,
        };
        var response = new ProduceResponse { Responses = [new() { Name = "t", PartitionResponses = [partition] }], ThrottleTimeMs = 7 };
        Check(3, response, "00000001 0001 74 00000001 00000001 0006 ffffffffffffffff ffffffffffffffff 00000007");
        Check(8, response,
            "00000001 0001 74 00000001 00000001 0006 ffffffffffffffff ffffffffffffffff ffffffffffffffff 00000000 ffff 00000007");

        partition.CurrentLeader = new() { LeaderId = 2, LeaderEpoch = 9 };
        response.NodeEndpoints = [new() { NodeId = 2, Host = "h", Port = 9092 }];
        Check(10, response,
            "02 02 74 02 00000001 0006 ffffffffffffffff ffffffffffffffff ffffffffffffffff 01 00  01 00 09 00000002 00000009 00  00" +
            "00000007  01 00 0d 02 00000002 02 68 00002384 00 00");
    }

    [Fact]
    public void Fetch_request_4_and_11_and_13()
    {
        var topicId = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
        var request = new FetchRequest
        {
            MaxWaitMs = 500,
            MinBytes = 1,
            MaxBytes = 0x100000,
            IsolationLevel = 1,
            Topics = [new() { Topic = "t", Partitions = [new() { Partition = 2, FetchOffset = 40, PartitionMaxBytes = 0x1000 }] }],
        };
        Check(4, request, "ffffffff 000001f4 00000001 00100000 01 00000001 0001 74 00000001 00000002 0000000000000028 00001000");
        Check(11, request,
            "ffffffff 000001f4 00000001 00100000 01 00000000 ffffffff 00000001 0001 74 00000001" +
            "00000002 ffffffff 0000000000000028 ffffffffffffffff 00001000 00000000 0000");

        request.Topics[0].Topic = "";
        request.Topics[0].TopicId = topicId;
        Check(13, request,
            "ffffffff 000001f4 00000001 00100000 01 00000000 ffffffff 02 00112233445566778899aabbccddeeff 02" +
            "00000002 ffffffff 0000000000000028 ffffffff ffffffffffffffff 00001000 00 00 01 01 00");
    }

    [Fact]
    public void Fetch_response_4_and_12()
    {
        var partition = new FetchResponse.PartitionData
        {
            PartitionIndex = 2,
            HighWatermark = 41,
            LastStableOffset = 41,
            LogStartOffset = 0,
            Records = Hex.Bytes("cafe").AsMemory(),
        };
        var response = new FetchResponse { Responses = [new() { Topic = "t", Partitions = [partition] }] };
        Check(4, response, "00000000 00000001 0001 74 00000001 00000002 0000 0000000000000029 0000000000000029 ffffffff 00000002 cafe",
            compareFields: false); // LogStartOffset came with v5

        partition.DivergingEpoch = new() { Epoch = 3, EndOffset = 17 };
        Check(12, response,
            "00000000 0000 00000000 02 02 74 02 00000002 0000 0000000000000029 0000000000000029 0000000000000000 00 ffffffff 03 cafe" +
            "01 00 0d 00000003 0000000000000011 00  00  00");
    }

    [Fact]
    public void Metadata_request_0_1_and_12()
    {
        var byName = new MetadataRequest { Topics = [new() { Name = "t" }] };
        Check(0, byName, "00000001 0001 74");
        Check(1, new MetadataRequest { Topics = null }, "ffffffff");
        Check(12, new MetadataRequest { Topics = null, AllowAutoTopicCreation = false }, "00 00 00 00");
        Check(12, byName, "02 00000000000000000000000000000000 02 74 00 01 00 00");
    }

    [Fact]
    public void Metadata_response_0_and_9()
    {
        var response = new MetadataResponse
        {
            Brokers = [new() { NodeId = 1, Host = "h", Port = 9092 }],
            ClusterId = "c",
            ControllerId = 1,
            Topics =
            [
                new()
                {
                    Name = "t",
                    Partitions = [new() { PartitionIndex = 0, LeaderId = 1, LeaderEpoch = 4, ReplicaNodes = [1], IsrNodes = [1] }],
                },
            ],
        };
        Check(0, response,
            "00000001 00000001 0001 68 00002384  00000001 0000 0001 74 00000001 0000 00000000 00000001 00000001 00000001 00000001 00000001",
            compareFields: false); // the cluster id and epochs came later
        Check(9, response,
            "00000000 02 00000001 02 68 00002384 00 00 02 63 00000001  02 0000 02 74 00" +
            "02 0000 00000000 00000001 00000004 02 00000001 02 00000001 01 00  80000000 00  80000000 00");
    }

    [Fact]
    public void ListOffsets_1_and_6()
    {
        var request = new ListOffsetsRequest
        {
            ReplicaId = -1,
            Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 0, Timestamp = -2 }] }],
        };
        Check(1, request, "ffffffff 00000001 0001 74 00000001 00000000 fffffffffffffffe");
        Check(6, request, "ffffffff 00 02 02 74 02 00000000 ffffffff fffffffffffffffe 00 00 00");

        var response = new ListOffsetsResponse
        {
            Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 0, Timestamp = -1, Offset = 5 }] }],
        };
        Check(1, response, "00000001 0001 74 00000001 00000000 0000 ffffffffffffffff 0000000000000005");
        Check(6, response, "00000000 02 02 74 02 00000000 0000 ffffffffffffffff 0000000000000005 ffffffff 00 00 00");
    }

    [Fact]
    public void CreateTopics_2_5_and_7()
    {
        var request = new CreateTopicsRequest
        {
            Topics = [new() { Name = "t", NumPartitions = 3, ReplicationFactor = 1, Configs = [new() { Name = "k", Value = "v" }] }],
            TimeoutMs = 1000,
        };
        Check(2, request, "00000001 0001 74 00000003 0001 00000000 00000001 0001 6b 0001 76 000003e8 00");
        Check(5, request, "02 02 74 00000003 0001 01 02 02 6b 02 76 00 00 000003e8 00 00");

        var topic = new CreateTopicsResponse.CreatableTopicResult
        {
            Name = "t",
            NumPartitions = 3,
            ReplicationFactor = 1,
            TopicConfigErrorCode = ErrorCode.TopicAuthorizationFailed,
        };
        var created = new CreateTopicsResponse { Topics = [topic] };
        Check(2, created, "00000000 00000001 0001 74 0000 ffff", compareFields: false); // partitions and configs came with v5
        Check(7, created, "00000000 02 02 74 00000000000000000000000000000000 0000 00 00000003 0001 00 01 00 02 001d 00");
    }

    [Fact]
    public void Group_messages_in_their_oldest_versions()
    {
        Check(0, new FindCoordinatorRequest { Key = "g" }, "0001 67");
        Check(0, new JoinGroupRequest
        {
            GroupId = "g",
            SessionTimeoutMs = 6000,
            ProtocolType = "consumer",
            Protocols = [new() { Name = "range", Metadata = Hex.Bytes("0000") }],
        }, "0001 67 00001770 0000 0008 636f6e73756d6572 00000001 0005 72616e6765 00000002 0000");
        Check(0, new HeartbeatRequest { GroupId = "g", GenerationId = 1, MemberId = "m" }, "0001 67 00000001 0001 6d");
        Check(0, new SaslHandshakeRequest { Mechanism = "PLAIN" }, "0005 504c41494e");
    }

    [Fact]
    public void Coordinator_records_with_their_prefixes()
    {
        Assert.Equal(
            "000100016700017400000000",
            Hex.Of(WireFormat.EncodePrefixed(OffsetCommitKey.RecordType, new OffsetCommitKey { Group = "g", Topic = "t" }, 0)));
        var offset = new OffsetCommitValue { Offset = 42, LeaderEpoch = 7, CommitTimestamp = 1_700_000_000_000 };
        Assert.Equal("0003000000000000002a0000000700000000018bcfe56800", Hex.Of(WireFormat.EncodePrefixed(3, offset, 3)));
        Assert.Equal("0002000167", Hex.Of(WireFormat.EncodePrefixed(GroupMetadataKey.RecordType, new GroupMetadataKey { Group = "g" }, 0)));
        Assert.Equal(
            "000000027478",
            Hex.Of(WireFormat.EncodePrefixed(TransactionLogKey.RecordType, new TransactionLogKey { TransactionalId = "tx" }, 0)));
        Assert.True(WireFormat.TryReadPrefix(Hex.Bytes("0002000167"), out var type, out var rest));
        Assert.Equal((GroupMetadataKey.RecordType, "g"), (type, WireFormat.Decode<GroupMetadataKey>(rest, 0).Group));
    }

    [Theory]
    [InlineData(0u, "00")]
    [InlineData(1u, "01")]
    [InlineData(127u, "7f")]
    [InlineData(128u, "8001")]
    [InlineData(300u, "ac02")]
    [InlineData(16384u, "808001")]
    [InlineData(uint.MaxValue, "ffffffff0f")]
    public void Unsigned_varints(uint value, string expected)
    {
        Assert.Equal(expected, Frames.Written((ref writer) => writer.WriteUnsignedVarint(value)));
        Assert.Equal(value, new KafkaReader(Hex.Bytes(expected)).ReadUnsignedVarint());
        Assert.Equal(expected.Length / 2, WireSize.OfUnsignedVarint(value));
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(-1, "01")]
    [InlineData(1, "02")]
    [InlineData(-2, "03")]
    [InlineData(2, "04")]
    [InlineData(63, "7e")]
    [InlineData(-64, "7f")]
    [InlineData(64, "8001")]
    [InlineData(300, "d804")]
    [InlineData(int.MinValue, "ffffffff0f")]
    public void Zig_zag_varints(int value, string expected)
    {
        Assert.Equal(expected, Frames.Written((ref writer) => writer.WriteVarint(value)));
        Assert.Equal(expected, Frames.Written((ref writer) => writer.WriteVarlong(value)));
        Assert.Equal(value, new KafkaReader(Hex.Bytes(expected)).ReadVarint());
        Assert.Equal(value, new KafkaReader(Hex.Bytes(expected)).ReadVarlong());
        Assert.Equal(expected.Length / 2, WireSize.OfVarint(value));
        Assert.Equal(expected.Length / 2, WireSize.OfVarlong(value));
    }

    [Fact]
    public void The_longest_varlongs()
    {
        Assert.Equal("ffffffffffffffffff01", Frames.Written((ref writer) => writer.WriteVarlong(long.MinValue)));
        Assert.Equal(long.MinValue, new KafkaReader(Hex.Bytes("ffffffffffffffffff01")).ReadVarlong());
        Assert.Equal(10, WireSize.OfVarlong(long.MinValue));
        Assert.Throws<MalformedMessageException>(() => new KafkaReader(Hex.Bytes("ffffffffffffffffff02")).ReadVarlong());
        Assert.Throws<MalformedMessageException>(() => new KafkaReader(Hex.Bytes("ffffffffffffffffffff01")).ReadVarlong());
    }

    private static void Check<T>(short version, T message, string expected, bool compareFields = true) where T : class, IWireMessage<T>
    {
        var bytes = Hex.Bytes(expected);
        Assert.Equal(Hex.Of(bytes), Hex.Of(WireFormat.Encode(message, version)));
        var read = WireFormat.Decode<T>(bytes, version);
        if (compareFields) Assert.Null(DeepComparison.FirstDifference(message, read, typeof(T).Name));
        Assert.Equal(bytes, WireFormat.Encode(read, version));
    }
}
