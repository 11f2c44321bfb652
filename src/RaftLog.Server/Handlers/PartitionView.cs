using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Protocol;

namespace RaftLog.Server.Handlers;

/// <summary>A partition as Metadata and DescribeTopicPartitions show it.</summary>
/// <param name="Error">LEADER_NOT_AVAILABLE without a leader, LISTENER_NOT_FOUND when it cannot be reached by the client's listener.</param>
/// <param name="LeaderId">The leader, or -1; never a guess (KP-15).</param>
/// <param name="LeaderEpoch">The last known term, or -1.</param>
/// <param name="Replicas">The replicas, preferred leader first.</param>
/// <param name="InSync">Those near the log's end, the leader among them.</param>
/// <param name="Offline">Those on brokers that are not heard from.</param>
internal readonly record struct PartitionView(
    ErrorCode Error, int LeaderId, int LeaderEpoch, List<int> Replicas, List<int> InSync, List<int> Offline)
{
    /// <summary>How a partition looks from <paramref name="listener"/>.</summary>
    /// <param name="services">Where leadership is known.</param>
    /// <param name="image">The metadata.</param>
    /// <param name="topic">Its topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="listener">The listener the request came in on.</param>
    /// <param name="knowsListenerError">Whether the version has LISTENER_NOT_FOUND.</param>
    internal static PartitionView Of(
        HandlerServices services, MetadataImage image, TopicImage topic, PartitionImage partition, string listener, bool knowsListenerError)
    {
        var (leader, epoch) = Leadership.Of(services.Partitions, topic.GroupOf(partition.Index));
        List<int> replicas = new(partition.InitialVoters.Length);
        List<int> inSync = new(partition.InitialVoters.Length);
        List<int> offline = [];
        foreach (var voter in partition.InitialVoters)
        {
            replicas.Add(voter.Node.Value);
            var isAlive = image.TryGetBroker(voter.Node, out var broker) && !broker.IsFenced;
            (isAlive ? inSync : offline).Add(voter.Node.Value);
        }

        var error = ErrorOf(image, leader, listener, knowsListenerError);
        var leaderId = error == ErrorCode.None ? leader.Value : -1;
        return new PartitionView(error, leaderId, epoch.Value > 0 ? epoch.Value : -1, replicas, inSync, offline);
    }

    private static ErrorCode ErrorOf(MetadataImage image, NodeId leader, string listener, bool knowsListenerError)
    {
        if (leader.IsNone || !image.TryGetBroker(leader, out var broker)) return ErrorCode.LeaderNotAvailable;
        if (broker.FindEndpoint(listener) is not null) return ErrorCode.None;
        return knowsListenerError ? ErrorCode.ListenerNotFound : ErrorCode.LeaderNotAvailable;
    }
}
