namespace RaftLog.Protocol;

/// <summary>
/// A message of ours cannot be written in the version asked for: the version is not declared, a null where it may not be,
/// a text beyond
/// 32,767 bytes, or a value the version has no field for. Thrown before the first byte is written.
/// </summary>
public sealed class MessageNotEncodableException(string message) : Exception(message);
