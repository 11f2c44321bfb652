namespace RaftLog.Primitives;

/// <summary>
/// One Raft entry: both coordinates and a payload. What a header on disk or on the peer wire states, without what belongs to
/// one replica only (flushed index, chained CRC).
/// </summary>
/// <remarks>
/// Invariants between neighbours, checked on append and on recovery:
/// <list type="number">
/// <item><c>next.Index = this.Index + this.IndexSpan</c></item>
/// <item><c>next.BaseOffset = this.BaseOffset + this.RecordSpan</c></item>
/// <item><c>next.Term >= this.Term</c></item>
/// </list>
/// The struct does not own its payload: whoever keeps an entry takes a reference (<see cref="Primitives.Payload"/>).
/// </remarks>
public readonly record struct LogEntry
{
    /// <summary>What the payload is.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>The first index this entry occupies.</summary>
    public required LogIndex Index { get; init; }

    /// <summary>The term of the leader that appended it.</summary>
    public required Term Term { get; init; }

    /// <summary>The offset of its first record, or the offset the next record will get when it has none.</summary>
    public required Offset BaseOffset { get; init; }

    /// <summary>How many indexes it occupies: 1, more only for a gap.</summary>
    public int IndexSpan { get; init; } = 1;

    /// <summary>How many offsets it occupies: last offset delta + 1 for data, 0 otherwise, any number for a gap.</summary>
    public long RecordSpan { get; init; }

    /// <summary>The leader's wall clock at append, in ms since the Unix epoch: data, so that expiry agrees on all replicas.</summary>
    public long AppendTimeMs { get; init; }

    /// <summary>The bytes; null for an empty payload.</summary>
    public Payload? Payload { get; init; }

    /// <summary>Creates an entry of span 1.</summary>
    public LogEntry()
    {
    }

    /// <summary>The last index it occupies (inclusive).</summary>
    public LogIndex LastIndex => Index + (IndexSpan - 1);

    /// <summary>The offset after its last record (exclusive end).</summary>
    public Offset EndOffset => BaseOffset + RecordSpan;

    /// <summary>Length of the payload in bytes.</summary>
    public int PayloadLength => Payload?.Length ?? 0;

    /// <summary>The payload's bytes.</summary>
    public ReadOnlySpan<byte> PayloadSpan => Payload is null ? default : Payload.Span;
}
