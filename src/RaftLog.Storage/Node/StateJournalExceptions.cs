namespace RaftLog.Storage.Node;

/// <summary>
/// The state journal does not hold what was written, so votes may be missing. Blast radius: the node, which does not start; the
/// message says what to do.
/// </summary>
public sealed class StateJournalCorruptException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The state journal could not be made durable. Blast radius: the node's replicas; none of them votes, or acknowledges a new term, in
/// this process any more, because nobody knows what the disk holds.
/// </summary>
public sealed class StateJournalFailedException(string message, Exception? inner = null) : Exception(message, inner);
