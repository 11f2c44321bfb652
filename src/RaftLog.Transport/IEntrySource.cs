using RaftLog.Primitives;

namespace RaftLog.Transport;

/// <summary>Where a transport finds the entries an AppendEntries names.</summary>
public interface IEntrySource
{
    /// <summary>
    /// Adds the entries from <paramref name="from"/> on, up to <paramref name="last"/> (inclusive) or about <paramref name="bytesMax"/>
    /// bytes, to <paramref name="entries"/>, each with a payload reference for the caller. False when they are not in memory: read them on a
    /// thread that may block.
    /// </summary>
    bool TryReadFromMemory(LogIndex from, LogIndex last, long bytesMax, ICollection<LogEntry> entries);
}
