using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using RaftLog.Protocol.Messages;
using RaftLog.Protocol.Tests.Support;

namespace RaftLog.Protocol.Tests;

public sealed class FrameTests
{
    [Fact]
    public void Every_request_and_response_of_every_version_travels_in_a_frame()
    {
        foreach (var codec in MessageTable.All)
        {
            for (var version = codec.Versions.Lowest; version <= codec.Versions.Highest; version++)
            {
                var request = Filled(codec.RequestType, version);
                var frame = Hex.Bytes(Frames.Request(codec.Api, version, 77, "client", request)).AsMemory(4);
                Assert.Equal(DecodeStatus.Done, RequestDecoder.TryDecode(frame, out var header, out var read));
                Assert.Equal(
                    (codec.Api, version, 77, "client"),
                    (header.RequestApiKey, header.RequestApiVersion, header.CorrelationId, header.ClientId));
                Assert.Null(DeepComparison.FirstDifference(request, read, codec.Name));

                var response = Filled(codec.ResponseType, version);
                var answer = Hex.Bytes(Frames.Response(codec.Api, version, 77, response)).AsMemory(4);
                Assert.Equal(DecodeStatus.Done, ResponseDecoder.TryDecode(answer, codec.Api, version, out var answerHeader, out var readBack));
                Assert.Equal(77, answerHeader.CorrelationId);
                Assert.Null(DeepComparison.FirstDifference(response, readBack, codec.Name));
            }
        }
    }

    [Theory]
    [InlineData(ApiKey.Produce, 8, 1, 0)]
    [InlineData(ApiKey.Produce, 9, 2, 1)]
    [InlineData(ApiKey.ApiVersions, 2, 1, 0)]
    [InlineData(ApiKey.ApiVersions, 3, 2, 0)]
    [InlineData(ApiKey.SaslHandshake, 1, 1, 0)]
    [InlineData(ApiKey.OffsetDelete, 0, 1, 0)]
    [InlineData(ApiKey.DescribeCluster, 0, 2, 1)]
    public void Header_versions_follow_the_api_and_its_version(ApiKey api, short version, short request, short response)
    {
        Assert.Equal(request, Apis.RequestHeaderVersion(api, version));
        Assert.Equal(response, Apis.ResponseHeaderVersion(api, version));
    }

    [Fact]
    public void A_null_client_id_stays_null()
    {
        Assert.Equal(DecodeStatus.Done, RequestDecoder.TryDecode(Hex.Bytes("0012 0000 00000001 ffff"), out var header, out _));
        Assert.Null(header.ClientId);
    }

    [Fact]
    public void ApiVersions_in_an_unknown_version_keeps_its_correlation_id()
    {
        var status = RequestDecoder.TryReadHeader(Hex.Bytes("0012 0063 0000002a 0001 63 00 deadbeef"), out var header, out _);

        Assert.Equal(DecodeStatus.UnsupportedVersion, status);
        Assert.Equal((42, "c"), (header.CorrelationId, header.ClientId));
    }

    [Theory]
    [InlineData("03e7 0000 00000001 ffff", DecodeStatus.UnknownApi)]
    [InlineData("ffff 0000 00000001 ffff", DecodeStatus.UnknownApi)]
    [InlineData("0004 0000 00000001 ffff", DecodeStatus.UnknownApi)] // LeaderAndIsr
    [InlineData("0000 0002 00000001 ffff", DecodeStatus.UnsupportedVersion)] // advertised for librdkafka, refused when used
    [InlineData("0012 ffff 00000001 ffff", DecodeStatus.UnsupportedVersion)]
    [InlineData("0012 00", DecodeStatus.Malformed)]
    [InlineData("", DecodeStatus.Malformed)]
    [InlineData("0012 0000 000000", DecodeStatus.Malformed)]
    [InlineData("0012 0000 00000001 fffe", DecodeStatus.Malformed)]
    public void What_cannot_be_served_is_told_apart(string frame, DecodeStatus expected) =>
        Assert.Equal(expected, RequestDecoder.TryDecode(Hex.Bytes(frame), out _, out _));

    [Fact]
    public void Bytes_after_the_body_are_ignored() =>
        Assert.Equal(DecodeStatus.Done, RequestDecoder.TryDecode(Hex.Bytes("0012 0000 00000001 ffff 00112233"), out _, out _));

    [Fact]
    public void Produced_records_are_a_slice_of_the_frame()
    {
        var request = new ProduceRequest
        {
            TopicData = [new() { Name = "t", PartitionData = [new() { Records = new byte[500].AsMemory() }] }],
        };
        var frame = Hex.Bytes(Frames.Request(ApiKey.Produce, 9, 1, null, request)).AsMemory(4);

        Assert.Equal(DecodeStatus.Done, RequestDecoder.TryDecode(frame, out _, out var body));

        var records = ((ProduceRequest)body!).TopicData[0].PartitionData[0].Records;
        Assert.True(MemoryMarshal.TryGetArray<byte>(frame, out var whole));
        Assert.True(MemoryMarshal.TryGetArray<byte>(records.Bytes, out var slice));
        Assert.Same(whole.Array, slice.Array);
        Assert.Equal(500, slice.Count);
    }

    // The response crosses many small pipe segments, and the records write themselves in the middle of it.
    [Fact]
    public async Task Fetched_records_write_themselves_into_the_pipe()
    {
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 32, pauseWriterThreshold: 0, useSynchronizationContext: false));
        var response = new FetchResponse
        {
            Responses = [new() { Topic = "t", Partitions = [new() { PartitionIndex = 1, Records = new WireRecords(new Countdown(1000)) }] }],
        };

        var written = FrameEncoder.WriteResponse(pipe.Writer, ApiKey.Fetch, 12, 5, response);
        await pipe.Writer.FlushAsync(TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        var result = await pipe.Reader.ReadAtLeastAsync(written, TestContext.Current.CancellationToken);

        Assert.Equal(written, result.Buffer.Length);
        var frame = result.Buffer.ToArray().AsMemory(4);
        Assert.Equal(DecodeStatus.Done, ResponseDecoder.TryDecode(frame, ApiKey.Fetch, 12, out _, out var body));
        var records = ((FetchResponse)body!).Responses[0].Partitions[0].Records.Bytes.ToArray();
        Assert.Equal(Countdown.Expected(1000), records);
    }

    [Fact]
    public void A_message_that_cannot_be_encoded_leaves_the_output_untouched()
    {
        var output = new ArrayBufferWriter<byte>();

        Assert.Throws<MessageNotEncodableException>(() =>
            FrameEncoder.WriteRequest(output, ApiKey.ListGroups, 3, 1, null, new ListGroupsRequest { StatesFilter = ["Stable"] }));
        Assert.Throws<MessageNotEncodableException>(() =>
            FrameEncoder.WriteRequest(output, ApiKey.ListGroups, 99, 1, null, new ListGroupsRequest()));
        Assert.Throws<MessageNotEncodableException>(() =>
            FrameEncoder.WriteRequest(output, ApiKey.Metadata, 0, 1, null, new MetadataRequest { Topics = null }));
        Assert.Throws<MessageNotEncodableException>(() =>
            FrameEncoder.WriteRequest(
                output, ApiKey.SaslHandshake, 0, 1, null, new SaslHandshakeRequest { Mechanism = new string('x', 32_768) }));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void A_response_drops_what_its_version_cannot_carry()
    {
        var response = new MetadataResponse { ClusterId = "c", ThrottleTimeMs = 3 };

        Assert.Equal("0000000000000000", Hex.Of(WireFormat.Encode(response, 0)));
    }

    private static IWireMessage Filled(Type type, short version) =>
        new RandomMessages(seed: version).Create(WireCase.All.Single(wire => wire.Type == type), version);

    private sealed class Countdown(int length) : IRecordsSource
    {
        public int Length => length;

        public static byte[] Expected(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(length - i))];

        public void WriteTo(IBufferWriter<byte> output) => output.Write(Expected(length));
    }
}
