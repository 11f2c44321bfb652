using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// A step from the configuration in force to another. Removal comes first, so a voter is demoted by removing it and adding it as a learner.
/// A change of voters runs through a joint phase, which ends by itself.
/// </summary>
public sealed record RaftConfigurationChange
{
    /// <summary>Nodes that leave, as voters or as learners.</summary>
    public IReadOnlyList<NodeId> Remove { get; init; } = [];

    /// <summary>Members that become learners.</summary>
    public IReadOnlyList<Member> AddLearners { get; init; } = [];

    /// <summary>Members that become voters; a learner named here is promoted.</summary>
    public IReadOnlyList<Member> AddVoters { get; init; } = [];

    /// <summary>The configuration this change leads to from <paramref name="current"/>, without a joint phase; null when it is not legal.</summary>
    /// <remarks>
    /// Illegal: no voter left; a node named that is not there; a node that is already what it should become; a node under two
    /// replica uuids. A replica that lost its disk is removed first and added under its new uuid by a later change, so that
    /// an acknowledgement never changes hands within one phase.
    /// </remarks>
    public RaftConfiguration? TargetFrom(RaftConfiguration current)
    {
        ArgumentNullException.ThrowIfNull(current);
        if (current.IsJoint || (Remove.Count == 0 && AddLearners.Count == 0 && AddVoters.Count == 0)) return null;
        var voters = new List<Member>(current.Voters);
        var learners = new List<Member>(current.Learners);
        foreach (var node in Remove)
        {
            if (voters.RemoveAll(member => member.Node == node) + learners.RemoveAll(member => member.Node == node) == 0) return null;
        }

        foreach (var member in AddLearners)
        {
            if (RaftConfiguration.Find(voters, member.Node) is not null) return null;
            if (RaftConfiguration.Find(learners, member.Node) is not null) return null;
            learners.Add(member);
        }

        foreach (var member in AddVoters)
        {
            if (RaftConfiguration.Find(voters, member.Node) is not null) return null;
            if (RaftConfiguration.Find(learners, member.Node) is { } learner)
            {
                if (learner != member) return null;
                learners.Remove(learner);
            }

            voters.Add(member);
        }

        if (voters.Count == 0 || voters.Count + learners.Count > RaftConfiguration.MembersMax) return null;
        var target = RaftConfiguration.Create(voters, learners: learners);
        return KeepsIdentities(current, target) ? target : null;
    }

    private static bool KeepsIdentities(RaftConfiguration current, RaftConfiguration target)
    {
        foreach (var member in target.AllMembers())
        {
            if (current.Find(member.Node) is { } before && before != member) return false;
        }

        return true;
    }
}
