using RaftLog.Primitives;

namespace RaftLog.Coordination.Metadata;

/// <summary>
/// A broker as a Raft member: its number and the uuid of its data directory. A broker whose directory was wiped has the same
/// number and another uuid, so it never passes for the voter it once was (DESIGN D8).
/// </summary>
/// <param name="Node">The broker's number.</param>
/// <param name="NodeUuid">The uuid its data directory was created with; never zero.</param>
public readonly record struct ReplicaIdentity(NodeId Node, Guid NodeUuid);
