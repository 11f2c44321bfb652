using RaftLog.Primitives;

namespace RaftLog.Records;

/// <summary>Where a search by timestamp ended.</summary>
/// <param name="Offset">The record's offset.</param>
/// <param name="TimestampMs">Its timestamp in milliseconds.</param>
public readonly record struct FoundRecord(Offset Offset, long TimestampMs);
