namespace RaftLog.Raft;

/// <summary>
/// Who votes and who only learns (Raft §6). During a joint phase <see cref="OutgoingVoters"/> is not empty, and elections and commits
/// need a majority of both sets. Immutable.
/// </summary>
public sealed partial record RaftConfiguration
{
    /// <summary>The voters, or the incoming ones during a joint phase.</summary>
    public required IReadOnlyList<Member> Voters { get; init; }

    /// <summary>The voters being replaced; empty outside a joint phase.</summary>
    public IReadOnlyList<Member> OutgoingVoters { get; init; } = [];

    /// <summary>Replicas that receive the log and count for nothing.</summary>
    public IReadOnlyList<Member> Learners { get; init; } = [];

    /// <summary>True between C_old,new and C_new.</summary>
    public bool IsJoint => OutgoingVoters.Count > 0;
}
