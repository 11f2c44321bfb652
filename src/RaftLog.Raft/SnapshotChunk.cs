using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>One received piece of a snapshot to write (Raft figure 13, rules 2 and 3).</summary>
/// <param name="Snapshot">The snapshot it belongs to.</param>
/// <param name="Offset">Where its bytes go. 0 creates the file anew and discards an unfinished one.</param>
/// <param name="Bytes">The bytes, as passed to <see cref="RaftNode.Step"/> in the same pump; null when empty.</param>
public readonly record struct SnapshotChunk(SnapshotDescriptor Snapshot, long Offset, Payload? Bytes)
{
    /// <summary>Where the next chunk begins.</summary>
    public long EndOffset => Offset + (Bytes?.Length ?? 0);
}
