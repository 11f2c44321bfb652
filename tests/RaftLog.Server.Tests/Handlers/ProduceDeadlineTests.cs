using System.Net;
using Microsoft.Extensions.Time.Testing;
using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Protocol.Messages;
using RaftLog.Replication.Partitions;
using RaftLog.Replication.Time;
using RaftLog.Server.Connections;
using RaftLog.Server.Producing;
using RaftLog.Server.Requests;

namespace RaftLog.Server.Tests.Handlers;

public sealed class ProduceDeadlineTests
{
    private static readonly ProduceOutcome Ok = new(ProduceStatus.Ok, new Offset(7), -1, Offset.Zero, new NodeId(1), new Term(1));

    [Fact]
    public async Task A_batch_that_is_not_committed_in_time_is_answered_and_what_comes_later_is_dropped()
    {
        var time = new FakeTimeProvider();
        using var wheel = new DeadlineWheel(time);
        await using var broker = await TestBroker.StartAsync();
        var (operation, queue) = Start(broker, wheel, partitions: 2);

        operation.Produced(1, Ok);
        operation.Posted(TimeSpan.FromSeconds(1));
        Assert.Empty(queue.Answers);
        time.Advance(TimeSpan.FromSeconds(2));
        operation.Produced(0, Ok);

        var rows = Assert.IsType<ProduceResponse>(Assert.Single(queue.Answers).Response).Responses[0].PartitionResponses;
        Assert.Equal([ErrorCode.RequestTimedOut, ErrorCode.None], rows.Select(static row => row.ErrorCode));
        Assert.Equal([-1L, 7L], rows.Select(static row => row.BaseOffset));
    }

    [Fact]
    public async Task An_answer_in_time_leaves_no_deadline_behind()
    {
        using var wheel = new DeadlineWheel(new FakeTimeProvider());
        await using var broker = await TestBroker.StartAsync();
        var (operation, queue) = Start(broker, wheel, partitions: 1);

        operation.Posted(TimeSpan.FromSeconds(1));
        Assert.Equal(1, wheel.Count);
        operation.Produced(0, Ok);

        Assert.Single(queue.Answers);
        Assert.Equal(0, wheel.Count);
    }

    [Fact]
    public async Task Nothing_is_answered_while_the_handler_is_still_posting()
    {
        using var wheel = new DeadlineWheel(new FakeTimeProvider());
        await using var broker = await TestBroker.StartAsync();
        var (operation, queue) = Start(broker, wheel, partitions: 1);

        operation.Produced(0, Ok);
        Assert.Empty(queue.Answers);
        operation.Posted(TimeSpan.FromSeconds(1));

        Assert.Single(queue.Answers);
        Assert.Equal(0, wheel.Count);
    }

    private static (ProduceOperation Operation, CollectingQueue Queue) Start(TestBroker broker, DeadlineWheel wheel, int partitions)
    {
        var queue = new CollectingQueue();
        var header = new RequestHeader { RequestApiKey = ApiKey.Produce, RequestApiVersion = 9 };
        var context = new RequestContext(queue, new ClientIdentity(TestClusterMetadata.Listener, new IPEndPoint(IPAddress.Loopback, 1)), header, 0);
        var request = Batches.Produce("t", 0, []);
        for (var i = 1; i < partitions; i++) request.TopicData[0].PartitionData.Add(new ProduceRequest.PartitionProduceData { Index = i });
        var answers = new ProduceAnswers(request, 9, TestClusterMetadata.Listener, broker.Cluster, wheel);
        return (new ProduceOperation(context, AckLevel.Quorum, answers), queue);
    }

    private sealed class CollectingQueue : IResponseQueue
    {
        internal List<RequestContext> Answers { get; } = [];

        public void Completed(RequestContext request) => Answers.Add(request);

        public void Retain(long bytes)
        {
            // Bytes are not counted here.
        }
    }
}
