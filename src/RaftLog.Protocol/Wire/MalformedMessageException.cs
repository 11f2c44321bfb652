namespace RaftLog.Protocol;

/// <summary>
/// Bytes from outside are not the message they claim to be: truncated, a length or count beyond the input, invalid UTF-8,
/// tags out of
/// order, or more memory than the input justifies. Blast radius: the connection, or the record, it came from.
/// </summary>
public sealed class MalformedMessageException(string message) : Exception(message);
