using System.Buffers.Binary;
using System.Text;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Server.Connections;

namespace RaftLog.Server.Tests.Connections;

/// <summary>Bytes no well-behaved client sends: each closes its own connection, at once, and nothing else.</summary>
public sealed class BadInputTests
{
    public static TheoryData<int> ImpossibleLengths => [0, -1, int.MinValue, int.MaxValue, (100 << 20) + 1];

    [Theory]
    [MemberData(nameof(ImpossibleLengths))]
    public async Task An_impossible_length_closes_the_connection_without_waiting_for_the_content(int length)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, length);

        await client.SendRawAsync(prefix);

        await client.AssertClosedAsync();
        await AssertOthersAreServedAsync(broker, ConnectionEnd.Protocol);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001")]
    public async Task Another_protocol_on_the_port_closes_the_connection(string start)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();

        await client.SendRawAsync(Encoding.Latin1.GetBytes(start));

        await client.AssertClosedAsync();
        await AssertOthersAreServedAsync(broker, ConnectionEnd.Protocol);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task A_frame_too_short_for_a_header_closes_the_connection(int length)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();

        await client.SendFrameAsync(new byte[length]);

        await client.AssertClosedAsync();
        await AssertOthersAreServedAsync(broker, ConnectionEnd.Protocol);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(999, 0)]
    [InlineData((short)ApiKey.JoinGroup, 0)]
    [InlineData((short)ApiKey.LeaderAndIsr, 0)]
    [InlineData((short)ApiKey.Metadata, 99)]
    [InlineData((short)ApiKey.Metadata, -1)]
    [InlineData((short)ApiKey.Produce, 2)]
    [InlineData((short)ApiKey.Fetch, 3)]
    public async Task An_api_or_version_that_is_not_served_closes_the_connection(short key, short version)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();

        await client.SendFrameAsync(Header(key, version, correlationId: 5));

        await client.AssertClosedAsync();
        await AssertOthersAreServedAsync(broker, ConnectionEnd.Protocol);
    }

    [Fact]
    public async Task Requests_before_a_malformed_one_are_answered_and_those_behind_it_are_not()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.SendAsync(Batches.Produce("t", 0, Batches.Of("before")), 9);

        // Metadata v1 whose array announces more topics than there are bytes.
        await client.SendFrameAsync([.. Header((short)ApiKey.Metadata, 1, 77), 0x7f, 0xff, 0xff, 0xff]);
        await client.SendRawAsync(client.Encode(Batches.Produce("t", 0, Batches.Of("behind")), 9));

        Assert.Equal(0, (await client.ReadAsync<ProduceResponse>()).Only().BaseOffset);
        await client.AssertClosedAsync();
        using var other = await broker.ConnectAsync();
        var fetched = await other.AskAsync<FetchRequest, FetchResponse>(Batches.Fetch("t", 0, 0), 11);
        Assert.Equal(["before"], fetched.Only().Values());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(127)]
    [InlineData(short.MaxValue)]
    public async Task An_unknown_version_of_ApiVersions_is_answered_in_version_0_with_the_known_range(short version)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();

        // Whatever follows the header: the body of an unknown version must not be looked at.
        await client.SendFrameAsync([.. Header((short)ApiKey.ApiVersions, version, 1), 0xff, 0xff, 0xff]);

        // kafka-protocol README §12: correlation 1, error 35, one entry (18, 0, 4).
        Assert.Equal(Convert.FromHexString("00000001002300000001001200000004"), await client.ReadFrameAsync());
        var answer = await client.AskAsync<ApiVersionsRequest, ApiVersionsResponse>(new ApiVersionsRequest(), 0);
        Assert.Equal(ErrorCode.None, answer.ErrorCode);
    }

    [Fact]
    public async Task Random_bytes_never_take_the_broker_down()
    {
        await using var broker = await TestBroker.StartAsync();
        var random = new Random(20260101);
        for (var i = 0; i < 60; i++)
        {
            using var client = await broker.ConnectAsync();
            var content = new byte[random.Next(8, 200)];
            random.NextBytes(content);
            BinaryPrimitives.WriteInt16BigEndian(content, (short)random.Next(0, 76));
            BinaryPrimitives.WriteInt16BigEndian(content.AsSpan(2), (short)random.Next(0, 14));
            await client.SendFrameAsync(content);
            client.FinishSending();
            while (await client.ReadFrameAsync() is not null)
            {
                // An answer is as good as a close.
            }
        }

        using var other = await broker.ConnectAsync();
        Assert.NotNull(await other.AskAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = [] }, 9));
        Assert.DoesNotContain(ConnectionEnd.OwnFault, broker.Metrics.Ends);
        Assert.DoesNotContain(broker.Metrics.Answered, static answer => answer.Error == ErrorCode.UnknownServerError);
    }

    private static byte[] Header(short key, short version, int correlationId)
    {
        var header = new byte[10];
        BinaryPrimitives.WriteInt16BigEndian(header, key);
        BinaryPrimitives.WriteInt16BigEndian(header.AsSpan(2), version);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), correlationId);
        BinaryPrimitives.WriteInt16BigEndian(header.AsSpan(8), -1);
        return header;
    }

    private static async Task AssertOthersAreServedAsync(TestBroker broker, ConnectionEnd expected)
    {
        using var other = await broker.ConnectAsync();
        Assert.NotNull(await other.AskAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = [] }, 9));
        await broker.Metrics.WaitForAsync(static metrics => !metrics.Ends.IsEmpty);
        Assert.Equal(expected, broker.Metrics.Ends.First());
    }
}
