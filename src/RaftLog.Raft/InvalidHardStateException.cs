using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// The log holds a term that the hard state does not know: the record of term and vote was lost. The replica must not start, since it
/// might vote twice. Blast radius: this replica.
/// </summary>
public sealed class InvalidHardStateException(Term recorded, Term inLog)
    : Exception($"The hard state says term {recorded}, but the log ends in term {inLog}: the record of term and vote was lost.");
