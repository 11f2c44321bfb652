namespace RaftLog.Storage.Log;

/// <summary>Why a log cannot be trusted.</summary>
public enum DamageKind : byte
{
    /// <summary>An entry that had been flushed no longer reads back.</summary>
    BadEntry,

    /// <summary>A segment in use has an unreadable header.</summary>
    BadSegmentHeader,

    /// <summary>A segment, or the end of one, that had been flushed is not there any more.</summary>
    Missing,

    /// <summary>The files belong to another group.</summary>
    ForeignGroup,

    /// <summary>Written by a newer version.</summary>
    UnsupportedFormat,

    /// <summary>The snapshot the log starts from is missing or unreadable.</summary>
    BadSnapshot,
}
