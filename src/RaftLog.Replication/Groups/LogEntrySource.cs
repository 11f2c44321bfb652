using RaftLog.Primitives;
using RaftLog.Storage.Log;
using RaftLog.Transport;

namespace RaftLog.Replication.Groups;

/// <summary>What a transport sees of a <see cref="PartitionLog"/>: the entries of the leader's log, as long as it leads.</summary>
internal sealed class LogEntrySource(PartitionLog log) : IEntrySource
{
    private int _ledTerm = Term.None.Value;

    /// <summary>The term this replica leads, or <see cref="Term.None"/>. Set by the pump before its log can become another leader's.</summary>
    internal Term LedTerm
    {
        get => new(Volatile.Read(ref _ledTerm));
        set => Volatile.Write(ref _ledTerm, value.Value);
    }

    public bool TryReadFromMemory(LogIndex from, LogIndex last, long bytesMax, ICollection<LogEntry> entries)
    {
        using var lease = new EntryLease();
        if (log.TryReadTailEntries(from, last, bytesMax, lease) != LogReadStatus.Hit) return false;
        HandOver(lease, entries);
        return true;
    }

    public bool TryRead(Term term, LogIndex from, LogIndex last, long bytesMax, ICollection<LogEntry> entries)
    {
        using var lease = new EntryLease();
        try
        {
            if (log.ReadEntries(from, last, bytesMax, lease) != LogReadStatus.Hit) return false;
        }
        catch (Exception e) when (e is StorageFailedException or LogCorruptException)
        {
            // The reads of consumers and the scrubber find the same and say so; a message is only late.
            return false;
        }

        // After the read: a leader only appends, so what was read while it led is that leader's log.
        if (LedTerm != term) return false;
        HandOver(lease, entries);
        return true;
    }

    private static void HandOver(EntryLease lease, ICollection<LogEntry> entries)
    {
        foreach (var entry in lease.Entries)
        {
            entry.Payload?.AddReference();
            entries.Add(entry);
        }
    }
}
