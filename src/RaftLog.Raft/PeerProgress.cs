using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>What a leader knows of one member, itself included: for acknowledgements, DescribeQuorum and metrics.</summary>
/// <param name="Member">The replica.</param>
/// <param name="IsVoter">Whether it votes, in either set of a joint phase.</param>
/// <param name="MatchIndex">Up to here it holds the leader's log.</param>
/// <param name="FlushedIndex">Up to here it holds it durably.</param>
/// <param name="IsActive">It answered within the last election timeout.</param>
/// <param name="IsInSync">It held the leader's end within <see cref="RaftOptions.InSyncTicks"/>. An estimate; never decides a commit.</param>
/// <param name="IsReceivingSnapshot">Its next entry is gone; a snapshot is under way to it.</param>
/// <param name="LostAcknowledgedTail">It lost entries it had acknowledged to this leader, and is being refilled without a vote.</param>
public readonly record struct PeerProgress(
    Member Member, bool IsVoter, LogIndex MatchIndex, LogIndex FlushedIndex, bool IsActive, bool IsInSync, bool IsReceivingSnapshot,
    bool LostAcknowledgedTail);
