using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Records;

namespace RaftLog.Server.Tests.Handlers;

public sealed class ListOffsetsTests
{
    [Theory]
    [InlineData(-1, 3, -1)]
    [InlineData(-2, 0, -1)]
    [InlineData(-3, 1, 900)]
    [InlineData(-4, 0, -1)]
    [InlineData(-5, -1, -1)]
    [InlineData(-6, -1, -1)]
    [InlineData(0, 0, 100)]
    [InlineData(101, 1, 900)]
    [InlineData(900, 1, 900)]
    [InlineData(901, -1, -1)]
    public async Task Every_kind_of_timestamp_finds_its_record(long timestamp, long offset, long found)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.ProduceAsync("t", new RecordBatchBuilder().Append(100, default, "a"u8).Append(900, default, "b"u8).ToArray());
        await client.ProduceAsync("t", new RecordBatchBuilder().Append(500, default, "c"u8).ToArray());

        var answer = await AskAsync(client, 11, ("t", 0, timestamp));

        Assert.Equal((ErrorCode.None, offset, found), (answer[0].ErrorCode, answer[0].Offset, answer[0].Timestamp));
        Assert.Equal(offset < 0 ? -1 : broker.PartitionOf("t").Status.LeaderEpoch.Value, answer[0].LeaderEpoch);
    }

    [Theory]
    [InlineData(-3, 6)]
    [InlineData(-4, 7)]
    [InlineData(-5, 8)]
    [InlineData(-6, 10)]
    [InlineData(-7, 11)]
    public async Task A_special_timestamp_its_version_does_not_have_is_unsupported(long timestamp, short version)
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");

        Assert.Equal(ErrorCode.UnsupportedVersion, (await AskAsync(client, version, ("t", 0, timestamp)))[0].ErrorCode);
    }

    [Fact]
    public async Task A_partition_asked_about_twice_is_an_invalid_request_and_the_others_are_answered()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);

        var answer = await AskAsync(client, 5, ("t", 0, -1), ("t", 0, -2), ("t", 1, -1), ("t", 9, -1), ("none", 0, -1));

        Assert.Equal(
            [
                ErrorCode.InvalidRequest, ErrorCode.InvalidRequest, ErrorCode.None, ErrorCode.UnknownTopicOrPartition,
                ErrorCode.UnknownTopicOrPartition,
            ],
            answer.Select(static row => row.ErrorCode));
    }

    [Fact]
    public async Task The_current_epoch_ends_at_the_log_end_and_a_future_one_is_unknown()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await broker.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.ProduceAsync("t", Batches.Of("a", "b"));
        var epoch = broker.PartitionOf("t").Status.LeaderEpoch.Value;

        Assert.Equal((ErrorCode.None, epoch, 2L), await EndOfAsync(epoch, -1));
        Assert.Equal((ErrorCode.None, -1, -1L), await EndOfAsync(epoch + 1, -1));
        Assert.Equal((ErrorCode.UnknownLeaderEpoch, -1, -1L), await EndOfAsync(epoch, epoch + 1));

        async Task<(ErrorCode Error, int Epoch, long End)> EndOfAsync(int asked, int current)
        {
            var request = new OffsetForLeaderEpochRequest
            {
                ReplicaId = -1,
                Topics =
                [
                    new OffsetForLeaderEpochRequest.OffsetForLeaderTopic
                    {
                        Topic = "t",
                        Partitions =
                        [
                            new OffsetForLeaderEpochRequest.OffsetForLeaderPartition
                            {
                                Partition = 0, LeaderEpoch = asked, CurrentLeaderEpoch = current,
                            },
                        ],
                    },
                ],
            };
            var answer = await client.AskAsync<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>(request, 4);
            var row = answer.Topics[0].Partitions[0];
            return (row.ErrorCode, row.LeaderEpoch, row.EndOffset);
        }
    }

    private static async Task<List<ListOffsetsResponse.ListOffsetsPartitionResponse>> AskAsync(
        RawClient client, short version, params (string Topic, int Partition, long Timestamp)[] asked)
    {
        var request = new ListOffsetsRequest
        {
            ReplicaId = -1,
            Topics =
            [
                .. asked.Select(static row => new ListOffsetsRequest.ListOffsetsTopic
                {
                    Name = row.Topic,
                    Partitions = [new ListOffsetsRequest.ListOffsetsPartition { PartitionIndex = row.Partition, Timestamp = row.Timestamp }],
                }),
            ],
        };
        var response = await client.AskAsync<ListOffsetsRequest, ListOffsetsResponse>(request, version);
        return [.. response.Topics.SelectMany(static topic => topic.Partitions)];
    }
}
