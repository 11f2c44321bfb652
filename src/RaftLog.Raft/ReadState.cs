using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>A confirmed read (Raft §8, thesis §6.4): answer it once everything up to <paramref name="Index"/> is applied.</summary>
/// <param name="RequestId">The id <see cref="RaftNode"/> gave the attempt; unique per attempt.</param>
/// <param name="Index">The commit index the read must see; meaningless when <paramref name="Failed"/>.</param>
/// <param name="Failed">True when leadership was lost or could not be confirmed: refuse the read with a retriable error.</param>
public readonly record struct ReadState(long RequestId, LogIndex Index, bool Failed);
