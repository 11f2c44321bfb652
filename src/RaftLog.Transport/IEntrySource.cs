using RaftLog.Primitives;

namespace RaftLog.Transport;

/// <summary>Where a transport finds the entries an AppendEntries names. Any thread.</summary>
public interface IEntrySource
{
    /// <summary>
    /// Adds the entries from <paramref name="from"/> on, up to <paramref name="last"/> (inclusive) or about <paramref name="bytesMax"/>
    /// bytes, to <paramref name="entries"/>, each with a payload reference for the caller. False when they are not in memory: read them on a
    /// thread that may block. Only valid within <see cref="IPeerTransport.Send"/>, while the sender is known to lead the message's term.
    /// </summary>
    bool TryReadFromMemory(LogIndex from, LogIndex last, long bytesMax, ICollection<LogEntry> entries);

    /// <summary>
    /// The same from memory or disk, at any time after. Blocks. False when the replica no longer leads <paramref name="term"/>, so that its
    /// log may not be that leader's any more, or when the entries cannot be had: the message is dropped then.
    /// </summary>
    /// <param name="term">The message's term.</param>
    /// <param name="from">The first index wanted.</param>
    /// <param name="last">The last one (inclusive).</param>
    /// <param name="bytesMax">About how many bytes; one entry is always read.</param>
    /// <param name="entries">Receives the entries, each with a payload reference for the caller.</param>
    bool TryRead(Term term, LogIndex from, LogIndex last, long bytesMax, ICollection<LogEntry> entries);
}
