using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>Where a term begins in the log.</summary>
/// <param name="Term">The term, which is Kafka's leader epoch.</param>
/// <param name="StartIndex">The index of its first entry.</param>
/// <param name="StartOffset">The offset its first record has or would have.</param>
public readonly record struct EpochStart(Term Term, LogIndex StartIndex, Offset StartOffset);
