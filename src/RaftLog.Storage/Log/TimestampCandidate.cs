using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>The first batch that may hold a record at or after a time.</summary>
/// <param name="BaseOffset">Where the batch begins; read it there and look inside.</param>
/// <param name="MaxTimestampMs">The batch's largest timestamp, which is at or after the time asked for.</param>
public readonly record struct TimestampCandidate(Offset BaseOffset, long MaxTimestampMs);
