using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// What the core has to know of its group's log. Answers come from memory and never block; they reflect every
/// <see cref="Ready"/> the driver has carried out. Written by the group's driver only, on the thread that calls the core.
/// </summary>
public interface ILogView
{
    /// <summary>The first index kept. The log's boundary is the index before it.</summary>
    LogIndex FirstIndex { get; }

    /// <summary>The last index appended; the boundary when the log is empty.</summary>
    LogIndex LastIndex { get; }

    /// <summary>The offset the next record will get.</summary>
    Offset EndOffset { get; }

    /// <summary>The term of the entry at <paramref name="index"/>, from the boundary to the last index (both inclusive).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside that range.</exception>
    Term TermAt(LogIndex index);

    /// <summary>
    /// The last index in [boundary, <paramref name="notAfter"/>] whose term is at most <paramref name="term"/>: how a
    /// follower and a leader skip a whole conflicting term at a time (Raft §5.3, thesis §3.5).
    /// </summary>
    LogIndex LastIndexWithTermAtMost(Term term, LogIndex notAfter);

    /// <summary>
    /// The last index such that the entries from <paramref name="from"/> to it take about <paramref name="bytesMax"/> bytes; at least
    /// <paramref name="from"/> itself, at most <paramref name="last"/>. An estimate is enough: frames are split again on the wire.
    /// </summary>
    LogIndex LimitBytes(LogIndex from, LogIndex last, long bytesMax);
}
