using RaftLog.Primitives;
using RaftLog.Storage.Log;
using RaftLog.Transport;

namespace RaftLog.Replication.Groups;

/// <summary>What a transport sees of a <see cref="PartitionLog"/>: the entries in memory.</summary>
internal sealed class LogEntrySource(PartitionLog log) : IEntrySource
{
    public bool TryReadFromMemory(LogIndex from, LogIndex last, long bytesMax, ICollection<LogEntry> entries)
    {
        using var lease = new EntryLease();
        if (log.TryReadTailEntries(from, last, bytesMax, lease) != LogReadStatus.Hit) return false;
        foreach (var entry in lease.Entries)
        {
            entry.Payload?.AddReference();
            entries.Add(entry);
        }

        return true;
    }
}
