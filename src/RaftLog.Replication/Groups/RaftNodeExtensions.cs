using RaftLog.Raft;

namespace RaftLog.Replication.Groups;

/// <summary>Questions the driver asks of the core.</summary>
internal static class RaftNodeExtensions
{
    /// <summary>True when this replica alone decides: nobody to hear from, nobody to send to.</summary>
    internal static bool IsLoneVoter(this RaftNode node)
    {
        var configuration = node.Configuration;
        return !configuration.IsJoint
            && configuration.Voters.Count == 1
            && configuration.Learners.Count == 0
            && configuration.Voters[0] == new Member(node.SelfId, node.ReplicaUuid);
    }
}
