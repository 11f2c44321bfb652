using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>What a group agreed on when it fell asleep.</summary>
/// <param name="Group">The group.</param>
/// <param name="Term">Its leader's term.</param>
/// <param name="LastIndex">The last index, committed and durable on all that sleep.</param>
public readonly record struct SleepTie(RaftGroupId Group, Term Term, LogIndex LastIndex);
