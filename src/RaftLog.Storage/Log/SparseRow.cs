using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>A place in a segment where reading may start.</summary>
/// <param name="Index">The first index of the entry that begins there.</param>
/// <param name="Offset">Its base offset.</param>
/// <param name="Position">The byte in the file where its header begins.</param>
/// <param name="Chain">The CRC of the header before, which its own is seeded with.</param>
internal readonly record struct SparseRow(LogIndex Index, Offset Offset, long Position, uint Chain);

/// <summary>A step of the segment's largest timestamp.</summary>
/// <param name="MaxTimestampMs">The largest timestamp of all records in the segment before <paramref name="Index"/>.</param>
/// <param name="Offset">The base offset of the entry at that index.</param>
/// <param name="Index">Where a scan for something later may start.</param>
internal readonly record struct TimeRow(long MaxTimestampMs, Offset Offset, LogIndex Index);
