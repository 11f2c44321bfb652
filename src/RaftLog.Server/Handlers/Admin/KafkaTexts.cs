using RaftLog.Protocol;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>
/// What Kafka says with an error that has no detail of its own. Tools print these and some match on them, so that here the words are part
/// of the protocol.
/// </summary>
internal static class KafkaTexts
{
    /// <summary>What a topic that may not be created is answered with, in place of the error's own text.</summary>
    internal const string CreationNotAuthorized = "Authorization failed.";

    /// <summary>The text that goes with <paramref name="error"/>; null without one.</summary>
    internal static string? Of(ErrorCode error) => error switch
    {
        ErrorCode.None => null,
        ErrorCode.UnknownTopicOrPartition => "This server does not host this topic-partition.",
        ErrorCode.RequestTimedOut => "The request timed out.",
        ErrorCode.NotLeaderOrFollower =>
            "For requests intended only for the leader, this error indicates that the broker is not the current leader. "
            + "For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition.",
        ErrorCode.TopicAuthorizationFailed => "Topic authorization failed.",
        ErrorCode.GroupAuthorizationFailed => "Group authorization failed.",
        ErrorCode.ClusterAuthorizationFailed => "Cluster authorization failed.",
        ErrorCode.NotController => "This is not the correct controller for this cluster.",
        ErrorCode.KafkaStorageError => "Disk error when trying to access log file on the disk.",
        ErrorCode.PreferredLeaderNotAvailable => "The preferred leader was not available.",
        ErrorCode.EligibleLeadersNotAvailable => "Eligible topic partition leaders are not available.",
        ErrorCode.ElectionNotNeeded => "Leader election not needed for topic partition.",
        _ => error.DefaultMessage(),
    };
}
