using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// One message between two replicas of a group. A flat value: which fields mean something depends on <see cref="Kind"/>, the rest stay
/// at their defaults. Received messages are untrusted and are checked by the core.
/// </summary>
/// <remarks>
/// An <see cref="RaftMessageKind.AppendEntries"/> names a range of the leader's log, from <see cref="PrevIndex"/> (exclusive) to
/// <see cref="LastIndex"/> (inclusive). The driver reads the entries from its log when it sends, and may split one message into several
/// contiguous ones. It may send fewer entries than the range names, never others: a range is read only while the node still leads
/// <see cref="Term"/>, and the message is dropped otherwise.
/// </remarks>
public readonly record struct RaftMessage
{
    /// <summary>What this message asks or answers.</summary>
    public required RaftMessageKind Kind { get; init; }

    /// <summary>The sender.</summary>
    public required NodeId From { get; init; }

    /// <summary>The receiver.</summary>
    public required NodeId To { get; init; }

    /// <summary>The sender's replica. Votes and acknowledgements count only from the replica the configuration names.</summary>
    public required Guid FromReplica { get; init; }

    /// <summary>The replica meant; an empty uuid when the sender does not know it. Another incarnation ignores the message.</summary>
    public required Guid ToReplica { get; init; }

    /// <summary>The sender's term: durable at the sender before the message leaves.</summary>
    public required Term Term { get; init; }

    /// <summary>The term a pre-candidate would campaign in; in votes, the term the vote is for.</summary>
    public Term CampaignTerm { get; init; }

    /// <summary>
    /// AppendEntries: the entry before the range. In a rejection: the <see cref="PrevIndex"/> that was refused.
    /// </summary>
    public LogIndex PrevIndex { get; init; }

    /// <summary>AppendEntries: the term of the entry at <see cref="PrevIndex"/>.</summary>
    public Term PrevTerm { get; init; }

    /// <summary>
    /// AppendEntries: the end of the range (inclusive). Everywhere else: the last index of the sender's log, flushed or not.
    /// </summary>
    public LogIndex LastIndex { get; init; }

    /// <summary>Votes: the term of the sender's last entry.</summary>
    public Term LastTerm { get; init; }

    /// <summary>From a leader: its commit index. ReadIndexResponse: the index to read at.</summary>
    public LogIndex CommitIndex { get; init; }

    /// <summary>Responses: up to here the sender's log is known to equal that of the leader of this term.</summary>
    public LogIndex MatchIndex { get; init; }

    /// <summary>Responses: the part of <see cref="MatchIndex"/> that is durable at the sender. Only this counts towards commit.</summary>
    public LogIndex FlushedIndex { get; init; }

    /// <summary>Rejected append: the last index worth trying.</summary>
    public LogIndex HintIndex { get; init; }

    /// <summary>Rejected append: the sender's term at <see cref="HintIndex"/>.</summary>
    public Term HintTerm { get; init; }

    /// <summary>
    /// From a leader: a number unique within its term, rising with each message. Responses: the highest one processed. It tells an answer
    /// given before an event from one given after it, whatever the network reordered.
    /// </summary>
    public long Sequence { get; init; }

    /// <summary>Read index messages: the follower's id for the attempt.</summary>
    public long ReadId { get; init; }

    /// <summary>Responses: refused.</summary>
    public bool Rejected { get; init; }

    /// <summary>
    /// Vote request: the leader asked for this campaign, so stickiness does not apply. AppendEntries: answer at once, do not wait for
    /// the flush.
    /// </summary>
    public bool Urgent { get; init; }

    /// <summary>
    /// Votes: the voter may have lost entries it acknowledged; its vote counts only when every voter was heard (DESIGN D5).
    /// From a leader: the receiver lost entries it had acknowledged to this leader and must consider itself suspect.
    /// </summary>
    public bool Suspect { get; init; }

    /// <summary>
    /// Responses of a suspect replica: the name of its suspicion, new with every restart. From a leader: the suspicion that is lifted, so
    /// that a late message cannot lift a later one. 0 for none.
    /// </summary>
    public long SuspectNonce { get; init; }

    /// <summary>InstallSnapshot and its response: which snapshot.</summary>
    public SnapshotDescriptor? Snapshot { get; init; }

    /// <summary>InstallSnapshot: the chunk's position in bytes. Its response: how many bytes have arrived.</summary>
    public long SnapshotOffset { get; init; }

    /// <summary>InstallSnapshot: the chunk's length in bytes.</summary>
    public int SnapshotLength { get; init; }

    /// <summary>InstallSnapshot: this is the last chunk. Its response: the snapshot is in force at the sender.</summary>
    public bool SnapshotDone { get; init; }

    /// <summary>Received InstallSnapshot: the chunk's bytes, borrowed for the call. The core leaves it null when it sends.</summary>
    public Payload? Chunk { get; init; }

    /// <summary>True for answers, which count only when they come from a member of the configuration.</summary>
    public bool IsResponse => Kind is RaftMessageKind.PreVoteResponse or RaftMessageKind.VoteResponse
        or RaftMessageKind.AppendEntriesResponse or RaftMessageKind.HeartbeatResponse
        or RaftMessageKind.InstallSnapshotResponse or RaftMessageKind.ReadIndexResponse;

    /// <summary>True for what only a leader sends.</summary>
    public bool IsFromLeader => Kind is RaftMessageKind.AppendEntries or RaftMessageKind.Heartbeat
        or RaftMessageKind.InstallSnapshot or RaftMessageKind.TimeoutNow;
}
