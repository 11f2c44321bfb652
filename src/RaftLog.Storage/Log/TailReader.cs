using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>Reads from memory, with the log's gate held.</summary>
internal static class TailReader
{
    /// <summary>See <see cref="PartitionLog.TryReadTail"/>.</summary>
    public static LogReadStatus ReadBatches(
        LogState state, Offset from, Offset endExclusive, int bytesMax, bool atLeastOne, BatchLease into)
    {
        if (state.Damage is not null) return LogReadStatus.NotInMemory;
        if (from < state.FirstOffset) return LogReadStatus.BelowStart;
        if (from >= endExclusive || from >= state.EndOffset) return LogReadStatus.Empty;
        var tail = state.Tail;
        var at = tail.FindOffset(from);
        if (at == tail.Count || (at == 0 && tail[0].BaseOffset > from)) return LogReadStatus.NotInMemory;
        for (; at < tail.Count; at++)
        {
            ref readonly var entry = ref tail[at];
            if (entry.EndOffset > endExclusive) break;
            if (entry.Kind != EntryKind.Data || entry.Payload is null) continue;
            var isFirst = into.Batches.Count == 0;
            if (into.TotalBytes + entry.PayloadLength > bytesMax && !(isFirst && atLeastOne)) break;
            into.Add(entry.Payload.Memory, entry.Payload, entry.BaseOffset, entry.EndOffset);
        }

        return into.Batches.Count > 0 ? LogReadStatus.Hit : LogReadStatus.Empty;
    }

    /// <summary>See <see cref="PartitionLog.TryReadTailEntries"/>.</summary>
    public static LogReadStatus ReadEntries(LogState state, LogIndex from, LogIndex last, long bytesMax, EntryLease into)
    {
        if (state.Damage is not null) return LogReadStatus.NotInMemory;
        if (from < state.FirstIndex) return LogReadStatus.BelowStart;
        if (from > last || from > state.LastIndex) return LogReadStatus.Empty;
        var tail = state.Tail;
        var at = tail.FindIndex(from);
        if (at < 0 || at == tail.Count) return LogReadStatus.NotInMemory;
        for (; at < tail.Count; at++)
        {
            ref readonly var entry = ref tail[at];
            if (entry.Index > last || (into.Entries.Count > 0 && into.PayloadBytes + entry.PayloadLength > bytesMax)) break;
            entry.Payload?.AddReference();
            into.AddOwned(entry);
        }

        return LogReadStatus.Hit;
    }

    /// <summary>See <see cref="PartitionLog.FindOffsetByTime"/>.</summary>
    public static TimestampCandidate? FindTimestamp(LogState state, long timestampMs, Offset endExclusive)
    {
        for (var i = 0; i < state.Tail.Count; i++)
        {
            ref readonly var entry = ref state.Tail[i];
            if (entry.EndOffset > endExclusive) return null;
            if (entry.Kind != EntryKind.Data) continue;
            var max = BatchFields.MaxTimestamp(entry.PayloadSpan);
            if (max >= timestampMs) return new TimestampCandidate(entry.BaseOffset, max);
        }

        return null;
    }

    /// <summary>See <see cref="PartitionLog.LimitBytes"/>.</summary>
    public static LogIndex LimitBytes(LogState state, LogIndex from, LogIndex last, long bytesMax)
    {
        var tail = state.Tail;
        var at = tail.FindIndex(from);
        if (at < 0 || at == tail.Count) return LimitByAverage(state, from, last, bytesMax);
        var end = from;
        for (var room = bytesMax; at < tail.Count; at++)
        {
            ref readonly var entry = ref tail[at];
            room -= EntryHeader.Length + entry.PayloadLength;
            if (entry.Index > last || (room < 0 && entry.Index > from)) break;
            end = entry.LastIndex;
        }

        return LogIndex.Min(end, last);
    }

    private static LogIndex LimitByAverage(LogState state, LogIndex from, LogIndex last, long bytesMax)
    {
        var segments = state.Segments;
        var at = LogState.FindSegment(segments, from);
        var end = at + 1 < segments.Length ? segments[at + 1].FirstIndex : state.LastIndex + 1;
        var average = Math.Max(EntryHeader.Length, segments[at].LogicalBytes / Math.Max(1, end - segments[at].FirstIndex));
        return LogIndex.Min(last, from + Math.Max(0, (bytesMax / average) - 1));
    }
}
