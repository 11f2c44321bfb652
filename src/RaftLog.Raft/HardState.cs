using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// What a replica must never forget (Raft figure 2: persistent state): one record, made durable before any message that depends
/// on it leaves.
/// </summary>
/// <param name="Term">The highest term this replica has seen.</param>
/// <param name="Vote">Whom it voted for in that term; <see cref="NodeId.None"/> when it has not voted.</param>
/// <param name="ReplicaUuid">The replica's identity: a wiped disk comes back with another and is a stranger.</param>
public readonly record struct HardState(Term Term, NodeId Vote, Guid ReplicaUuid);
