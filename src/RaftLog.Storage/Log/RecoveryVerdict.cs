namespace RaftLog.Storage.Log;

/// <summary>What opening a log found.</summary>
public enum RecoveryVerdict : byte
{
    /// <summary>Every byte is accounted for.</summary>
    Clean,

    /// <summary>The end held bytes that were never flushed whole, as after a power cut or a kill; they have been cut off.</summary>
    TornTail,

    /// <summary>
    /// Something that had been flushed is gone or changed: the log is damaged, serves nothing, and its replica must not vote.
    /// </summary>
    Corrupt,
}
