using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>One replica in a configuration: votes and acknowledgements count only from this very incarnation.</summary>
/// <param name="Node">The broker that hosts it.</param>
/// <param name="ReplicaUuid">The replica's identity on that broker's disk.</param>
public readonly record struct Member(NodeId Node, Guid ReplicaUuid);
