using RaftLog.Primitives;

namespace RaftLog.Storage.Node;

/// <summary>What was durable of one replica's log when the checkpoint was taken; recovery scans from there.</summary>
/// <param name="FlushedIndex">The last index that was durable (inclusive).</param>
/// <param name="SegmentFirstIndex">The first index of the segment <paramref name="Position"/> lies in, which names its file.</param>
/// <param name="Position">Where the entry after <paramref name="FlushedIndex"/> begins in that file, in bytes.</param>
/// <param name="Chain">The chained CRC at that position.</param>
/// <param name="EndOffset">The offset the next record gets there (exclusive end).</param>
/// <param name="Term">The term of the entry at <paramref name="FlushedIndex"/>.</param>
public readonly record struct LogCheckpoint(
    LogIndex FlushedIndex, LogIndex SegmentFirstIndex, long Position, uint Chain, Offset EndOffset, Term Term);
