using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>
/// What the written part of one segment holds, as a scan of it finds: kept while the segment is written, rebuilt by reading it.
/// Belongs to
/// the writer; what readers see of it (<see cref="Index"/>) changes under the log's lock.
/// </summary>
internal sealed class SegmentContent
{
    public SegmentContent(Segment segment)
    {
        LastIndex = segment.FirstIndex - 1;
        EndOffset = segment.BaseOffset;
        LastTerm = segment.PreviousTerm;
        Chain = segment.ChainSeed;
    }

    public SegmentContent(IndexFile file, TimeRow[] timeRows)
    {
        foreach (var row in file.Rows) Index.Add(row);
        foreach (var row in timeRows) Index.Add(row);
        (LastIndex, EndOffset, LastTerm, Chain, Bytes) = (file.LastIndex, file.EndOffset, file.LastTerm, file.Chain, file.CoveredBytes);
        (MaxTimestampMs, LastAppendTimeMs, Epochs) = (file.MaxTimestampMs, file.LastAppendTimeMs, file.Epochs);
        ConfigurationPositions = [.. file.ConfigurationPositions];
    }

    public SparseIndex Index { get; } = new();

    /// <summary>The terms that begin in the segment.</summary>
    public EpochTable Epochs { get; set; } = EpochTable.Empty;

    public List<long> ConfigurationPositions { get; } = [];

    public LogIndex LastIndex { get; set; }

    public Offset EndOffset { get; set; }

    public Term LastTerm { get; set; }

    public long MaxTimestampMs { get; set; } = -1;

    public long LastAppendTimeMs { get; set; } = -1;

    public uint Chain { get; set; }

    /// <summary>Length of the sound part, with the segment header.</summary>
    public long Bytes { get; set; } = SegmentHeader.Length;

    /// <summary>The place after the last entry.</summary>
    public SparseRow End => new(LastIndex + 1, EndOffset, Bytes, Chain);

    /// <summary>Notes the entry that follows.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="maxTimestampMs">A batch's largest timestamp; -1 for other kinds.</param>
    /// <param name="indexIntervalBytes">Bytes between two rows of the index.</param>
    public void Observe(in EntryHeader header, long maxTimestampMs, int indexIntervalBytes)
    {
        Index.Observe(End with { Index = header.Index }, MaxTimestampMs, indexIntervalBytes);
        if (header.Term > LastTerm) Epochs = Epochs.With(header.Term, header.Index, header.BaseOffset);
        if (header.Kind == EntryKind.Configuration) ConfigurationPositions.Add(Bytes);
        (LastIndex, EndOffset, LastTerm) = (header.LastIndex, header.EndOffset, header.Term);
        (LastAppendTimeMs, Chain) = (header.AppendTimeMs, header.HeaderCrc);
        MaxTimestampMs = Math.Max(MaxTimestampMs, maxTimestampMs);
        Bytes += header.EntryLength;
    }

    /// <summary>A copy of the part before <paramref name="row"/>, which is one of the index or the segment's start.</summary>
    public SegmentContent UpTo(in SparseRow row, Segment segment)
    {
        var part = new SegmentContent(segment);
        foreach (var kept in Index.Rows)
        {
            if (kept.Index > row.Index) break;
            part.Index.Add(kept);
        }

        foreach (var kept in Index.TimeRows)
        {
            if (kept.Index > row.Index) break;
            part.Index.Add(kept);
        }

        foreach (var position in ConfigurationPositions)
        {
            if (position < row.Position) part.ConfigurationPositions.Add(position);
        }

        part.Epochs = Epochs.TruncatedFrom(row.Index);
        if (!part.Epochs.Rows.IsEmpty) part.LastTerm = part.Epochs.LastTerm;
        (part.LastIndex, part.EndOffset, part.Chain, part.Bytes) = (row.Index - 1, row.Offset, row.Chain, row.Position);
        part.MaxTimestampMs = Index.MaxTimestampBefore(row.Index);
        return part;
    }

    public IndexFile ToIndexFile(Segment segment) => new()
    {
        FirstIndex = segment.FirstIndex,
        ChainSeed = segment.ChainSeed,
        CoveredBytes = Bytes,
        LastIndex = LastIndex,
        EndOffset = EndOffset,
        LastTerm = LastTerm,
        Chain = Chain,
        MaxTimestampMs = MaxTimestampMs,
        LastAppendTimeMs = LastAppendTimeMs,
        Rows = Index.Rows,
        Epochs = Epochs,
        ConfigurationPositions = ConfigurationPositions,
    };
}
