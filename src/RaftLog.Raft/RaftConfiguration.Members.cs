using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <content>Lookups, equality and the legal steps between configurations.</content>
public sealed partial record RaftConfiguration
{
    /// <summary>Members a configuration may have at most, over all three lists.</summary>
    public const int MembersMax = 1024;

    /// <summary>A configuration with each list sorted by node, so that equal configurations have equal bytes.</summary>
    /// <exception cref="ArgumentException">
    /// No voter, too many members, a node twice in one list, a node under two replica uuids, or a voter that is also a learner.
    /// </exception>
    public static RaftConfiguration Create(
        IEnumerable<Member> voters, IEnumerable<Member>? outgoing = null, IEnumerable<Member>? learners = null)
    {
        var configuration = new RaftConfiguration
        {
            Voters = Sorted(voters),
            OutgoingVoters = Sorted(outgoing ?? []),
            Learners = Sorted(learners ?? []),
        };
        if (configuration.Defect() is { } defect) throw new ArgumentException(defect, nameof(voters));
        return configuration;
    }

    /// <summary>True when this very replica votes, in either set of a joint phase.</summary>
    public bool IsVoter(Member member) => Contains(Voters, member) || Contains(OutgoingVoters, member);

    /// <summary>True when this very replica receives the log.</summary>
    public bool IsMember(Member member) => IsVoter(member) || Contains(Learners, member);

    /// <summary>The member on a node, in whichever role; null when there is none.</summary>
    public Member? Find(NodeId node) => Find(Voters, node) ?? Find(OutgoingVoters, node) ?? Find(Learners, node);

    /// <summary>Each member once, sorted by node.</summary>
    public IReadOnlyList<Member> AllMembers()
    {
        var all = new List<Member>(Voters.Count + OutgoingVoters.Count + Learners.Count);
        foreach (var list in (ReadOnlySpan<IReadOnlyList<Member>>)[Voters, OutgoingVoters, Learners])
        {
            foreach (var member in list)
            {
                if (!all.Contains(member)) all.Add(member);
            }
        }

        all.Sort(ByNode);
        return all;
    }

    /// <summary>C_old,new: this configuration's voters beside those of <paramref name="target"/>. A demoted voter already learns.</summary>
    public RaftConfiguration EnterJoint(RaftConfiguration target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Invariant.Check(!IsJoint && !target.IsJoint);
        return Create(target.Voters, Voters, target.Learners);
    }

    /// <summary>C_new: the joint phase without its outgoing voters.</summary>
    public RaftConfiguration LeaveJoint()
    {
        Invariant.Check(IsJoint);
        return Create(Voters, learners: Learners);
    }

    /// <summary>True when both have the same voters, so that moving between them needs no joint phase.</summary>
    public bool HasSameVoters(RaftConfiguration other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return SameMembers(Voters, other.Voters) && SameMembers(OutgoingVoters, other.OutgoingVoters);
    }

    /// <summary>Equal when the three lists hold the same members, in whatever order.</summary>
    public bool Equals(RaftConfiguration? other) =>
        other is not null && HasSameVoters(other) && SameMembers(Learners, other.Learners);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var code = Voters.Count;
        foreach (var member in Voters) code += member.GetHashCode();
        foreach (var member in Learners) code ^= member.GetHashCode() * 31;
        return code;
    }

    /// <summary>For people: <c>voters(1,2,3)&amp;&amp;outgoing(1,2) learners(4)</c>.</summary>
    public override string ToString()
    {
        var text = $"voters({Nodes(Voters)})";
        if (IsJoint) text += $"&&outgoing({Nodes(OutgoingVoters)})";
        return Learners.Count > 0 ? $"{text} learners({Nodes(Learners)})" : text;
    }

    internal static Member? Find(IReadOnlyList<Member> members, NodeId node)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i].Node == node) return members[i];
        }

        return null;
    }

    internal static bool Contains(IReadOnlyList<Member> members, Member wanted)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i] == wanted) return true;
        }

        return false;
    }

    /// <summary>What is wrong with the lists; null when nothing is.</summary>
    internal string? Defect()
    {
        if (Voters.Count == 0) return "A configuration needs a voter.";
        if (Voters.Count + OutgoingVoters.Count + Learners.Count > MembersMax) return "A configuration has too many members.";
        foreach (var list in (ReadOnlySpan<IReadOnlyList<Member>>)[Voters, OutgoingVoters, Learners])
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i].Node.IsNone) return "A member has no node.";
                if (Find(list, list[i].Node) != list[i] || CountOf(list, list[i].Node) > 1) return "A node is listed twice.";
                if (Find(list[i].Node) != list[i]) return "A node has two replica uuids.";
            }
        }

        foreach (var learner in Learners)
        {
            if (Contains(Voters, learner)) return "A voter is also a learner.";
        }

        return null;
    }

    private static int CountOf(IReadOnlyList<Member> members, NodeId node)
    {
        var count = 0;
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i].Node == node) count++;
        }

        return count;
    }

    private static bool SameMembers(IReadOnlyList<Member> left, IReadOnlyList<Member> right)
    {
        if (left.Count != right.Count) return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (!Contains(right, left[i])) return false;
        }

        return true;
    }

    private static Member[] Sorted(IEnumerable<Member> members)
    {
        var list = new List<Member>(members);
        list.Sort(ByNode);
        return [.. list];
    }

    private static int ByNode(Member left, Member right) => left.Node.Value.CompareTo(right.Node.Value);

    private static string Nodes(IReadOnlyList<Member> members)
    {
        var names = new List<string>(members.Count);
        foreach (var member in members) names.Add(member.Node.ToString());
        return string.Join(',', names);
    }
}
