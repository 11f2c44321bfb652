using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>
/// One segment of a log. What changes is guarded by the log's lock, except what is marked as the writer's own: only the flusher that
/// writes the segment touches that.
/// </summary>
internal sealed class Segment
{
    private long _writtenBytes;

    public required LogIndex FirstIndex { get; init; }

    public required Offset BaseOffset { get; init; }

    public required Term PreviousTerm { get; init; }

    public required long CreatedTimeMs { get; set; }

    /// <summary>False only for the first segment of a log, and for one whose snapshot file was lost.</summary>
    public bool HasSnapshot { get; set; }

    /// <summary>Size with what is pending; exact but after a truncation, until the writer has found the place.</summary>
    public long LogicalBytes { get; set; } = SegmentHeader.Length;

    public long MaxTimestampMs { get; set; } = -1;

    public long LastAppendTimeMs { get; set; } = -1;

    /// <summary>The sparse index while the segment is written; null when it has to be looked up in the file.</summary>
    public SparseIndex? Index { get; set; }

    /// <summary>The seed of the first entry's chain; known once the file exists.</summary>
    public uint ChainSeed { get; set; }

    /// <summary>Bytes handed to the file system. Readers on other threads may trust everything below it.</summary>
    public long WrittenBytes
    {
        get => Volatile.Read(ref _writtenBytes);
        set => Volatile.Write(ref _writtenBytes, value);
    }

    /// <summary>True when an index file of the segment exists, which a truncation must remove first (the writer's own).</summary>
    public bool HasIndexFile { get; set; }

    /// <summary>Where reading from the beginning starts.</summary>
    public SparseRow Start => new(FirstIndex, BaseOffset, SegmentHeader.Length, ChainSeed);
}
