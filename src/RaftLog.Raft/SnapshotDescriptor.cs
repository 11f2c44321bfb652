using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>What a snapshot stands for: the log up to and including <paramref name="LastIndex"/> (Raft §7).</summary>
/// <param name="LastIndex">The last index it replaces.</param>
/// <param name="LastTerm">That entry's term.</param>
/// <param name="EndOffset">The offset of the first record after it.</param>
/// <param name="Configuration">The configuration as of that index.</param>
/// <param name="Length">Bytes of state-machine state.</param>
public sealed record SnapshotDescriptor(
    LogIndex LastIndex, Term LastTerm, Offset EndOffset, RaftConfiguration Configuration, long Length);
