using RaftLog.Primitives;
using RaftLog.Storage.Node;

namespace RaftLog.Storage.Log;

/// <summary>
/// What the two sides of a log share. The pump writes the logical part, the flusher the physical part, and readers look at both, all
/// under <see cref="Gate"/>; the pump may read its own part without.
/// </summary>
/// <remarks>
/// Invariants, with the gate held:
/// <list type="number">
/// <item><c>FirstIndex &lt;= LastIndex + 1</c>, <c>DiskEnd &lt;= LastIndex + 1</c>, <c>FlushedIndex &lt; DiskEnd</c> or the
/// boundary.</item>
/// <item>Every entry from <see cref="DiskEnd"/> on is in <see cref="Tail"/>; every entry below is on disk, as it is logically.</item>
/// <item><see cref="Segments"/> ascend by first index; the last is the one appends go to.</item>
/// </list>
/// </remarks>
internal sealed class LogState
{
    private long _flushedIndex;

    public Lock Gate { get; } = new();

    public required Segment[] Segments { get; set; }

    public TailCache Tail { get; } = new();

    public OperationQueue Queue { get; } = new();

    public EpochTable Epochs { get; set; } = EpochTable.Empty;

    /// <summary>Configurations in the log and the last ones before it, by ascending index.</summary>
    public List<ConfigurationEntry> Configurations { get; } = [];

    public LogIndex FirstIndex { get; set; } = new(1);

    public Term BoundaryTerm { get; set; }

    public Offset FirstOffset { get; set; }

    public LogIndex LastIndex { get; set; }

    public Term LastTerm { get; set; }

    public Offset EndOffset { get; set; }

    /// <summary>Entries below this index may be read from disk.</summary>
    public LogIndex DiskEnd { get; set; } = new(1);

    /// <summary>Counts truncations and resets, so that a read from disk notices that bytes were replaced under it.</summary>
    public long Rewrites { get; set; }

    /// <summary>While true, the flusher takes nothing from the queue.</summary>
    public bool HoldsWrites { get; set; }

    /// <summary>Counts the truncations and resets the pump decided.</summary>
    public long Generation { get; set; }

    /// <summary>The segment the log has been trimmed to; those before it are to be deleted.</summary>
    public Segment? TrimTarget { get; set; }

    /// <summary>Sealed segments whose index a reader had to build again; the flusher writes the files.</summary>
    public List<(Segment Segment, SegmentContent Content)> Rebuilt { get; } = [];

    /// <summary>How far the log is durable; null while entries it vouched for are being dropped, or nothing was written.</summary>
    public LogCheckpoint? Synced { get; set; }

    public bool IsClosed { get; set; }

    public StorageFailedException? Failure { get; set; }

    public LogDamage? Damage { get; set; }

    /// <summary>The last index that may be acknowledged. Set under the gate, read by any thread.</summary>
    public LogIndex FlushedIndex
    {
        get => new(Volatile.Read(ref _flushedIndex));
        set => Volatile.Write(ref _flushedIndex, value.Value);
    }

    public Segment ActiveSegment => Segments[^1];

    /// <summary>The segment that holds <paramref name="index"/>, or the first one.</summary>
    public static int FindSegment(Segment[] segments, LogIndex index)
    {
        var found = segments.Length - 1;
        while (found > 0 && segments[found].FirstIndex > index) found--;
        return found;
    }

    /// <summary>The segment to begin looking for <paramref name="offset"/> in: the last that starts at or before it.</summary>
    public static int FindSegment(Segment[] segments, Offset offset)
    {
        var found = segments.Length - 1;
        while (found > 0 && segments[found].BaseOffset > offset) found--;
        return found;
    }

    /// <summary>
    /// Adds <paramref name="entry"/> at the logical end (with the gate held); returns the bytes the tail is charged.
    /// </summary>
    public long Append(in LogEntry entry)
    {
        CheckContinues(entry);
        Note(entry);
        Tail.Add(entry);
        return TailCache.ChargeOf(entry);
    }

    private void CheckContinues(in LogEntry entry)
    {
        Invariant.Check(entry.Index == LastIndex + 1);
        Invariant.Check(entry.BaseOffset == EndOffset);
        Invariant.Check(entry.Term >= LastTerm);
        Invariant.Check(entry.IndexSpan >= 1 && entry.RecordSpan >= 0);
        if (entry.Kind == EntryKind.Data) Invariant.Check(BatchFields.Agrees(entry));
        else Invariant.Check(entry.Kind == EntryKind.Gap || (entry.RecordSpan == 0 && entry.Kind is > EntryKind.Data and < EntryKind.Gap));
    }

    /// <summary>Moves the logical end past <paramref name="entry"/> (with the gate held).</summary>
    private void Note(in LogEntry entry)
    {
        if (entry.Term > LastTerm) Epochs = Epochs.With(entry.Term, entry.Index, entry.BaseOffset);
        (LastIndex, EndOffset, LastTerm) = (entry.LastIndex, entry.EndOffset, entry.Term);
        if (entry.Kind == EntryKind.Configuration)
            Configurations.Add(new ConfigurationEntry(entry.Index, entry.PayloadSpan.ToArray()));
        var active = ActiveSegment;
        if (active.CreatedTimeMs == 0) active.CreatedTimeMs = entry.AppendTimeMs;
        active.LogicalBytes += EntryHeader.Length + entry.PayloadLength;
        active.LastAppendTimeMs = entry.AppendTimeMs;
        if (entry.Kind == EntryKind.Data)
            active.MaxTimestampMs = Math.Max(active.MaxTimestampMs, BatchFields.MaxTimestamp(entry.PayloadSpan));
    }
}
