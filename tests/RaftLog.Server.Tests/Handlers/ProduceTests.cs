using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Records;
using RaftLog.Server.Connections;

namespace RaftLog.Server.Tests.Handlers;

public sealed class ProduceTests
{
    [Theory]
    [InlineData((short)2)]
    [InlineData((short)-2)]
    public async Task Acks_other_than_minus_1_0_and_1_are_refused(short acks)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");

        var answer = await client.ProduceAsync("t", Batches.Of("x"), acks);

        Assert.Equal((ErrorCode.InvalidRequiredAcks, -1L), (answer.ErrorCode, answer.BaseOffset));
        Assert.Equal(0, broker.PartitionOf("t").Status.LogEndOffset.Value);
    }

    [Fact]
    public async Task Each_partition_is_answered_for_itself_and_in_the_order_asked()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        broker.Hide("t", 1);
        var corrupt = Batches.Of("x");
        corrupt[^1] ^= 1;
        var request = new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = 20_000,
            TopicData =
            [
                Topic("t", (1, Batches.Of("x")), (7, Batches.Of("x")), (0, Batches.Of("x")), (0, corrupt), (0, [])),
                Topic("none", (0, Batches.Of("x"))),
            ],
        };

        var answer = await client.AskAsync<ProduceRequest, ProduceResponse>(request, 10);

        Assert.Equal(["t", "none"], answer.Responses.Select(static topic => topic.Name));
        Assert.Equal([1, 7, 0, 0, 0], answer.Responses[0].PartitionResponses.Select(static row => row.Index));
        Assert.Equal(
            [
                ErrorCode.NotLeaderOrFollower, ErrorCode.UnknownTopicOrPartition, ErrorCode.None, ErrorCode.CorruptMessage,
                ErrorCode.InvalidRecord,
            ],
            answer.Responses[0].PartitionResponses.Select(static row => row.ErrorCode));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, answer.Responses[1].PartitionResponses[0].ErrorCode);
    }

    [Fact]
    public async Task An_unanswered_produce_that_fails_closes_the_connection_after_what_came_before()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");

        await client.SendAsync(Batches.Produce("t", 0, Batches.Of("x")), 9);
        await client.SendAsync(Batches.Produce("none", 0, Batches.Of("x"), acks: 0), 9, expectsAnswer: false);

        Assert.Equal(ErrorCode.None, (await client.ReadAsync<ProduceResponse>()).Only().ErrorCode);
        await client.AssertClosedAsync();
        await broker.Metrics.WaitForAsync(static metrics => metrics.Ends.Contains(ConnectionEnd.RequestFailed));
    }

    [Fact]
    public async Task A_batch_above_max_message_bytes_is_too_large()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", 1, ("max.message.bytes", "200"));

        var fits = await client.ProduceAsync("t", Batches.Of(new string('x', 100)));
        var doesNot = await client.ProduceAsync("t", Batches.Of(new string('x', 200)));

        Assert.Equal(ErrorCode.None, fits.ErrorCode);
        Assert.Equal(ErrorCode.MessageTooLarge, doesNot.ErrorCode);
    }

    [Fact]
    public async Task A_compacted_topic_names_the_record_that_lacks_a_key()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", 1, ("cleanup.policy", "compact"));
        var batch = new RecordBatchBuilder().Append(1, "k"u8, "v"u8).Append(1, default, "v"u8).ToArray();

        var answer = await client.ProduceAsync("t", batch);

        Assert.Equal(ErrorCode.InvalidRecord, answer.ErrorCode);
        Assert.Equal(1, Assert.Single(answer.RecordErrors).BatchIndex);
    }

    [Fact]
    public async Task Log_append_time_is_stamped_and_told()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", 1, ("message.timestamp.type", "LogAppendTime"));

        var answer = await client.ProduceAsync("t", new RecordBatchBuilder().Append(5, default, "v"u8).ToArray());
        var fetched = (await client.AskAsync<FetchRequest, FetchResponse>(Batches.Fetch("t", 0, 0), 11)).Only();

        Assert.InRange(answer.LogAppendTimeMs, 1_600_000_000_000, long.MaxValue);
        var header = new RecordBatchHeader(fetched.Records.Bytes.Span);
        Assert.Equal((TimestampType.LogAppendTime, answer.LogAppendTimeMs), (header.TimestampType, header.MaxTimestamp));
        Assert.Equal(["v"], fetched.Values());
    }

    [Fact]
    public async Task A_topics_own_codec_replaces_the_producers()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", 1, ("compression.type", "gzip"));

        await client.ProduceAsync("t", Batches.Of(new RecordBatchOptions { Codec = CompressionCodec.Lz4 }, "a", "b"));
        var fetched = (await client.AskAsync<FetchRequest, FetchResponse>(Batches.Fetch("t", 0, 0), 11)).Only();

        Assert.Equal(CompressionCodec.Gzip, new RecordBatchHeader(fetched.Records.Bytes.Span).Codec);
        Assert.Equal(["a", "b"], fetched.Values());
    }

    [Fact]
    public async Task Zstd_needs_version_7()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        var request = Batches.Produce("t", 0, Batches.Of(new RecordBatchOptions { Codec = CompressionCodec.Zstd }, "a"));

        var old = await client.AskAsync<ProduceRequest, ProduceResponse>(request, 6);
        var current = await client.AskAsync<ProduceRequest, ProduceResponse>(request, 7);

        Assert.Equal(ErrorCode.UnsupportedCompressionType, old.Only().ErrorCode);
        Assert.Equal(ErrorCode.None, current.Only().ErrorCode);
    }

    [Fact]
    public async Task A_retried_idempotent_batch_gets_its_first_offset_and_a_gap_is_refused()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        var init = await client.AskAsync<InitProducerIdRequest, InitProducerIdResponse>(new InitProducerIdRequest { TransactionalId = null }, 4);

        byte[] Batch(int sequence) => Batches.Of(
            new RecordBatchOptions { ProducerId = init.ProducerId, ProducerEpoch = init.ProducerEpoch, BaseSequence = sequence }, "a", "b");

        Assert.Equal(0, (await client.ProduceAsync("t", Batch(0))).BaseOffset);
        Assert.Equal(2, (await client.ProduceAsync("t", Batch(2))).BaseOffset);
        Assert.Equal(0, (await client.ProduceAsync("t", Batch(0))).BaseOffset);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, (await client.ProduceAsync("t", Batch(9))).ErrorCode);
        var producers = await client.AskAsync<DescribeProducersRequest, DescribeProducersResponse>(
            new DescribeProducersRequest { Topics = [new DescribeProducersRequest.TopicRequest { Name = "t", PartitionIndexes = [0] }] }, 0);
        var producer = Assert.Single(producers.Topics[0].Partitions[0].ActiveProducers);
        Assert.Equal((init.ProducerId, 3), (producer.ProducerId, producer.LastSequence));
    }

    [Fact]
    public async Task Everything_transactional_is_refused_with_the_error_all_clients_take_as_fatal()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        var request = Batches.Produce("t", 0, Batches.Of("x"));
        request.TransactionalId = "tx";
        var inBatch = Batches.Of(
            new RecordBatchOptions { ProducerId = 1, ProducerEpoch = 0, BaseSequence = 0, IsTransactional = true }, "x");

        var byRequest = await client.AskAsync<ProduceRequest, ProduceResponse>(request, 9);
        var byBatch = await client.ProduceAsync("t", inBatch);
        var init = await client.AskAsync<InitProducerIdRequest, InitProducerIdResponse>(
            new InitProducerIdRequest { TransactionalId = "tx", TransactionTimeoutMs = 1000 }, 4);

        Assert.Equal(ErrorCode.TransactionalIdAuthorizationFailed, byRequest.Only().ErrorCode);
        Assert.Equal(ErrorCode.TransactionalIdAuthorizationFailed, byBatch.ErrorCode);
        Assert.Equal((ErrorCode.TransactionalIdAuthorizationFailed, -1L), (init.ErrorCode, init.ProducerId));
    }

    [Fact]
    public async Task Version_13_names_topics_by_id()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        Assert.True(broker.Cluster.Image.TryGetTopic("t", out var topic));
        var known = Batches.Produce("", 0, Batches.Of("x"));
        known.TopicData[0].TopicId = topic.Id;
        var unknown = Batches.Produce("", 0, Batches.Of("x"));
        unknown.TopicData[0].TopicId = Guid.NewGuid();

        Assert.Equal(ErrorCode.None, (await client.AskAsync<ProduceRequest, ProduceResponse>(known, 13)).Only().ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicId, (await client.AskAsync<ProduceRequest, ProduceResponse>(unknown, 13)).Only().ErrorCode);
    }

    [Fact]
    public async Task What_a_request_borrowed_is_given_back()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");

        for (var i = 0; i < 20; i++) await client.ProduceAsync("t", Batches.Of("x"));
        await client.ProduceAsync("t", Batches.Of(new string('x', 200)), acks: 7);

        Assert.Equal(0, broker.Connections.RequestMemory.HeldBytes);
        Assert.Equal(0, broker.Handlers.Deadlines.Count);
    }

    private static ProduceRequest.TopicProduceData Topic(string name, params (int Partition, byte[] Batch)[] partitions) => new()
    {
        Name = name,
        PartitionData =
        [
            .. partitions.Select(static row => new ProduceRequest.PartitionProduceData { Index = row.Partition, Records = new WireRecords(row.Batch) }),
        ],
    };
}
