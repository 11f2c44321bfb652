using RaftLog.Primitives;

namespace RaftLog.Storage.Node;

/// <summary>What is true of a replica besides its hard state.</summary>
[Flags]
public enum ReplicaFlags : byte
{
    /// <summary>Nothing special: acknowledged entries are fsynced.</summary>
    None = 0,

    /// <summary>It acknowledges from memory (<c>raftlog.durability=quorum-memory</c>): a power cut can take acknowledged entries.</summary>
    MemoryDurability = 1,

    /// <summary>It may have lost acknowledged entries, and neither votes nor leads until a leader has refilled it.</summary>
    Suspect = 2,

    /// <summary>Its log has been written to: a replica whose log is gone is damaged, never new and empty.</summary>
    HasLog = 4,
}

/// <summary>The hard state of one replica.</summary>
/// <param name="Term">The highest term it has seen; never decreases.</param>
/// <param name="Vote">Whom it voted for in that term, or <see cref="NodeId.None"/>; never changes once cast.</param>
/// <param name="ReplicaUuid">Tells this copy from an earlier one of the same group on the same node.</param>
/// <param name="Flags">Durability level and suspicion.</param>
public readonly record struct ReplicaState(Term Term, NodeId Vote, Guid ReplicaUuid, ReplicaFlags Flags)
{
    /// <summary>
    /// True when this may replace <paramref name="earlier"/>: another copy, or a term no lower and, in the same term, no other vote
    /// (Raft §5.2: at most one vote per term).
    /// </summary>
    public bool MayFollow(in ReplicaState earlier) =>
        ReplicaUuid != earlier.ReplicaUuid
        || Term > earlier.Term
        || (Term == earlier.Term && (earlier.Vote.IsNone || earlier.Vote == Vote));
}
