namespace RaftLog.Raft;

/// <summary>What a <see cref="RaftMessage"/> asks or answers. The numbers are on the peer wire: they are never reused.</summary>
public enum RaftMessageKind : byte
{
    /// <summary>Not a kind; a zeroed frame never passes for a message.</summary>
    None = 0,

    /// <summary>Would you vote for me in <see cref="RaftMessage.CampaignTerm"/>? Changes nothing at the receiver (thesis §9.6).</summary>
    PreVoteRequest = 1,

    /// <summary>The answer to a <see cref="PreVoteRequest"/>.</summary>
    PreVoteResponse = 2,

    /// <summary>Vote for me in this term (Raft §5.2).</summary>
    VoteRequest = 3,

    /// <summary>The answer to a <see cref="VoteRequest"/>.</summary>
    VoteResponse = 4,

    /// <summary>A range of the leader's log (Raft §5.3); the driver adds the entries from its log.</summary>
    AppendEntries = 5,

    /// <summary>What the follower holds and what of it is durable, or where the logs part.</summary>
    AppendEntriesResponse = 6,

    /// <summary>The leader is alive; many groups' heartbeats between two brokers share a frame.</summary>
    Heartbeat = 7,

    /// <summary>The answer to a <see cref="Heartbeat"/>; carries the same acknowledgement as an append.</summary>
    HeartbeatResponse = 8,

    /// <summary>One chunk of a snapshot (Raft §7).</summary>
    InstallSnapshot = 9,

    /// <summary>How much of the snapshot has arrived, or that it is installed.</summary>
    InstallSnapshotResponse = 10,

    /// <summary>Campaign now: the leader hands over (thesis §3.10).</summary>
    TimeoutNow = 11,

    /// <summary>A follower asks the leader for a read index (thesis §6.4).</summary>
    ReadIndexRequest = 12,

    /// <summary>The confirmed read index, or a refusal.</summary>
    ReadIndexResponse = 13,
}
