namespace RaftLog.Storage.Node;

/// <summary>Bounds of the <see cref="StateJournal"/>.</summary>
public sealed record StateJournalOptions
{
    /// <summary>
    /// The journal is written anew when it holds more than this many records beyond twice the live ones; 64 bytes each, at least 0.
    /// </summary>
    public int GarbageRecordsMax { get; init; } = 16 * 1024;

    /// <summary>
    /// By how many records the file is extended, with zeros, ahead of need; at least 1. Overwriting zeros syncs in about half the time of
    /// growing, and the extension is what votes are written to while the disk is full.
    /// </summary>
    public int ExtensionRecords { get; init; } = 1024;
}
