using System.Collections.Immutable;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Tests.Metadata;

public class DeleteAndGrowTests
{
    [Fact]
    public void A_deleted_id_stays_listed_until_every_broker_has_applied_the_deletion()
    {
        var controller = new Controller(2);
        var id = controller.Create("t").TopicId;

        var result = controller.Run(controller.Machine.DecideDeleteTopics([new("t", Guid.Empty)])).Single();

        Assert.Equal((ErrorCode.None, id), (result.Error, result.Id));
        Assert.False(controller.Image.TryGetTopic("t", out _));
        Assert.Equal([1, 2], controller.Image.DeletedTopics[id].AwaitedBrokers);
        controller.Run(controller.Machine.DecideConfirmTopicDeletions(new NodeId(1), [id]));
        Assert.Equal([2], controller.Image.DeletedTopics[id].AwaitedBrokers);
        Assert.Empty(controller.Machine.DecideConfirmTopicDeletions(new NodeId(1), [id]).Records);
        controller.Run(controller.Machine.DecideConfirmTopicDeletions(new NodeId(2), [id]));
        Assert.Empty(controller.Image.DeletedTopics);
    }

    [Fact]
    public void A_broker_that_is_unregistered_is_no_longer_awaited()
    {
        var controller = new Controller(2);
        var id = controller.Create("t").TopicId;
        controller.Run(controller.Machine.DecideDeleteTopics([new("t", Guid.Empty)]));
        controller.Run(controller.Machine.DecideConfirmTopicDeletions(new NodeId(1), [id]));

        controller.Run(controller.Machine.DecideUnregisterBroker(new NodeId(2)));

        Assert.Empty(controller.Image.DeletedTopics);
    }

    [Fact]
    public void A_name_can_be_used_again_at_once_under_another_id()
    {
        var controller = new Controller();
        var first = controller.Create("t").TopicId;
        controller.Run(controller.Machine.DecideDeleteTopics([new(null, first)]));

        var second = controller.Create("t").TopicId;

        Assert.NotEqual(first, second);
        Assert.Equal(ErrorCode.UnknownTopicId, controller.Machine.DecideDeleteTopics([new(null, first)]).Result[0].Error);
    }

    [Fact]
    public void Deletions_that_make_no_sense_are_refused_each_by_itself()
    {
        var controller = new Controller();
        var id = controller.Create("t").TopicId;
        controller.Create("u");
        var unknown = Controller.Id(999);

        var decision = controller.Machine.DecideDeleteTopics(
            [new(null, Guid.Empty), new("t", id), new("none", Guid.Empty), new(null, unknown), new("u", Guid.Empty), new("u", Guid.Empty)]);

        Assert.Equal(
            [
                (ErrorCode.InvalidRequest, "Neither topic name nor id were specified."),
                (ErrorCode.InvalidRequest, "You may not specify both topic name and topic id."),
                (ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition."),
                (ErrorCode.UnknownTopicId, "This server does not host this topic ID."),
                (ErrorCode.InvalidRequest, "Duplicate topic name."),
            ],
            decision.Result.Select(static r => (r.Error, r.Message!)));
        Assert.Empty(decision.Records);
    }

    [Fact]
    public void A_name_and_the_id_behind_it_are_deleted_once()
    {
        var controller = new Controller();
        var id = controller.Create("t").TopicId;

        var results = controller.Run(controller.Machine.DecideDeleteTopics([new("t", Guid.Empty), new(null, id)]));

        Assert.Equal(ErrorCode.None, results[0].Error);
        Controller.AssertRefused(
            ErrorCode.InvalidRequest, "The provided topic name maps to an ID that was already supplied.", results[1].Error, results[1].Message);
    }

    [Fact]
    public void Internal_topics_are_protected()
    {
        var controller = new Controller();
        controller.Run(controller.Machine.DecideCreateInternalTopic(TopicNames.TransactionState, controller.NextId(), 1));

        var deleted = controller.Machine.DecideDeleteTopics([new(TopicNames.TransactionState, Guid.Empty)]);
        var grown = controller.Machine.DecideCreatePartitions([new() { Topic = TopicNames.TransactionState, Count = 60 }], false);

        Assert.Equal((ErrorCode.InvalidTopicException, 0), (deleted.Result[0].Error, deleted.Records.Length));
        Assert.Equal((ErrorCode.InvalidTopicException, 0), (grown.Result[0].Error, grown.Records.Length));
    }

    [Fact]
    public void Deletion_can_be_switched_off()
    {
        var controller = new Controller(1, null, ("delete.topic.enable", "false"));
        controller.Create("t");

        Assert.Equal(ErrorCode.TopicDeletionDisabled, controller.Machine.DecideDeleteTopics([new("t", Guid.Empty)]).Result[0].Error);
    }

    [Fact]
    public void Partitions_are_added_up_to_the_total_asked_for()
    {
        var controller = new Controller(3);
        controller.Create("t", 2, 2);

        var result = controller.Run(controller.Machine.DecideCreatePartitions([new() { Topic = "t", Count = 5 }], false)).Single();

        Assert.Equal(ErrorCode.None, result.Error);
        var partitions = controller.Topic("t").Partitions;
        Assert.Equal([0, 1, 2, 3, 4], partitions.Select(static p => p.Index));
        Assert.All(partitions, static p => Assert.Equal(2, p.InitialVoters.Length));
        Assert.Same(controller.Topic("t"), controller.Image.TopicsById[controller.Topic("t").Id]);
    }

    [Theory]
    [InlineData("t", 4, ErrorCode.InvalidPartitions, "Topic already has 4 partition(s).")]
    [InlineData("t", 2, ErrorCode.InvalidPartitions, "The topic t currently has 4 partition(s); 2 would not be an increase.")]
    [InlineData("t", -1, ErrorCode.InvalidPartitions, "The topic t currently has 4 partition(s); -1 would not be an increase.")]
    [InlineData("t", 20_000, ErrorCode.PolicyViolation, "Excessively large number of partitions per request.")]
    [InlineData("u", 5, ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition.")]
    public void A_growth_that_is_none_is_refused(string topic, int count, ErrorCode error, string text)
    {
        var controller = new Controller();
        controller.Create("t", 4);

        var decision = controller.Machine.DecideCreatePartitions([new() { Topic = topic, Count = count }], false);

        Controller.AssertRefused(error, text, decision.Result[0].Error, decision.Result[0].Message);
        Assert.Empty(decision.Records);
    }

    [Fact]
    public void Given_assignments_of_new_partitions_are_checked()
    {
        var controller = new Controller(2);
        controller.Create("t", 1, 1);
        Refused(3, [[1]], "Attempted to add 2 additional partition(s), but only 1 assignment(s) were specified.");
        Refused(2, [[7]], "The manual partition assignment includes broker 7, but no such broker is registered.");
        Refused(2, [[1, 2]],
            "The manual partition assignment includes a partition with 2 replica(s), but this is not consistent with previous partitions, which have 1 replica(s).");

        controller.Run(controller.Machine.DecideCreatePartitions([new() { Topic = "t", Count = 3, Assignments = [[2], [1]] }], false));
        Assert.EndsWith(" 2 1", Controller.Replicas(controller.Topic("t")), StringComparison.Ordinal);

        void Refused(int count, int[][] assignments, string text)
        {
            var growth = new PartitionGrowth { Topic = "t", Count = count, Assignments = [.. assignments.Select(static a => a.ToImmutableArray())] };
            var result = controller.Machine.DecideCreatePartitions([growth], false).Result[0];
            Controller.AssertRefused(ErrorCode.InvalidReplicaAssignment, text, result.Error, result.Message);
        }
    }

    [Fact]
    public void A_topic_to_grow_given_twice_is_answered_once()
    {
        var controller = new Controller();
        controller.Create("t");

        var decision = controller.Machine.DecideCreatePartitions([new() { Topic = "t", Count = 2 }, new() { Topic = "t", Count = 3 }], false);

        Assert.Equal((ErrorCode.InvalidRequest, "Duplicate topic name."), (decision.Result.Single().Error, decision.Result[0].Message));
    }

    [Fact]
    public void Validating_a_growth_writes_nothing()
    {
        var controller = new Controller();
        controller.Create("t");

        var decision = controller.Machine.DecideCreatePartitions([new() { Topic = "t", Count = 2 }], validateOnly: true);

        Assert.Equal((ErrorCode.None, 0), (decision.Result[0].Error, decision.Records.Length));
    }
}
