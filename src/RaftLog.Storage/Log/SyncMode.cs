namespace RaftLog.Storage.Log;

/// <summary>What has to have happened before an entry counts as acknowledgeable.</summary>
public enum SyncMode : byte
{
    /// <summary>fdatasync covered it: it survives a power cut.</summary>
    Durable,

    /// <summary>
    /// It was handed to the page cache: it survives the death of the process. Synced in the background by bytes and by time.
    /// </summary>
    Memory,
}
