namespace RaftLog.Raft;

/// <summary>What a replica is at the moment (Raft figure 4, with the pre-candidate of the thesis §9.6).</summary>
/// <remarks>
/// Follower → PreCandidate: election timeout. PreCandidate → Candidate: a quorum would vote. PreCandidate → Follower: a leader or
/// a higher term shows up, or the quorum refuses. Candidate → Leader: a quorum voted and the own vote is durable.
/// Candidate → Follower: another leader, a higher term, or a lost round. Leader → Follower: a higher term, a lost quorum, or the
/// own removal is committed. A learner is a follower that never campaigns.
/// </remarks>
public enum RaftRole : byte
{
    /// <summary>Takes entries from a leader; campaigns when it hears of none.</summary>
    Follower,

    /// <summary>Asks whether it would be elected, without touching its term.</summary>
    PreCandidate,

    /// <summary>Asks for votes in a new term.</summary>
    Candidate,

    /// <summary>Takes proposals and replicates them.</summary>
    Leader,
}
