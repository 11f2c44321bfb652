using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Storage.Log;

namespace RaftLog.Replication.Groups;

/// <summary>What the core sees of a <see cref="PartitionLog"/>: its memory-held side.</summary>
internal sealed class LogView(PartitionLog log) : ILogView
{
    public LogIndex FirstIndex => log.FirstIndex;

    public LogIndex LastIndex => log.LastIndex;

    public Offset EndOffset => log.EndOffset;

    public Term TermAt(LogIndex index) => log.TermAt(index);

    public LogIndex LastIndexWithTermAtMost(Term term, LogIndex notAfter) => log.LastIndexWithTermAtMost(term, notAfter);

    public LogIndex LimitBytes(LogIndex from, LogIndex last, long bytesMax) => log.LimitBytes(from, last, bytesMax);
}
