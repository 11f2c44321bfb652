namespace RaftLog.Primitives;

/// <summary>RaftLog's own state contradicts itself. Blast radius: the group or component that threw it stops.</summary>
public sealed class InvariantBrokenException(string message) : Exception(message);
