using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>Sees one entry of a replay.</summary>
/// <param name="entry">The entry, without its payload.</param>
/// <param name="payload">The payload's bytes, valid during the call only.</param>
public delegate void EntryVisitor(in LogEntry entry, ReadOnlySpan<byte> payload);
