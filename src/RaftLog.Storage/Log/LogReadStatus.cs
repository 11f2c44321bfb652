namespace RaftLog.Storage.Log;

/// <summary>What a read found.</summary>
public enum LogReadStatus : byte
{
    /// <summary>At least one batch or entry was added to the lease.</summary>
    Hit,

    /// <summary>There is nothing in the range, or nothing that fits the bound on bytes.</summary>
    Empty,

    /// <summary>The range begins before what memory holds; a read from disk, which blocks, will answer.</summary>
    NotInMemory,

    /// <summary>The range begins before the log does.</summary>
    BelowStart,
}
