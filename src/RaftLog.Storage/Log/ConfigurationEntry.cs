using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>A Raft configuration found in the log or in a snapshot. Its bytes mean nothing to the log.</summary>
/// <param name="Index">The entry that carried it; 0 for the one the group was created with.</param>
/// <param name="Bytes">The payload.</param>
public sealed record ConfigurationEntry(LogIndex Index, ReadOnlyMemory<byte> Bytes);
