using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>One segment as retention sees it.</summary>
/// <param name="FirstIndex">Its first index: where the log would start if the segments before were trimmed.</param>
/// <param name="BaseOffset">The offset of its first record.</param>
/// <param name="Bytes">Its size in bytes, with what is still pending.</param>
/// <param name="MaxTimestampMs">The largest record timestamp in it, in ms since the Unix epoch; -1 when it holds no records.</param>
/// <param name="LastAppendTimeMs">The append time of its last entry; -1 when it is empty.</param>
public readonly record struct SegmentBoundary(
    LogIndex FirstIndex, Offset BaseOffset, long Bytes, long MaxTimestampMs, long LastAppendTimeMs);
