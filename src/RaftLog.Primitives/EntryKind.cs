namespace RaftLog.Primitives;

/// <summary>
/// What a log entry's payload is (DESIGN: one log, two coordinates). The numbers are on disk and on the peer wire: they are
/// never reused. An unknown kind stops the replica; it is never skipped.
/// </summary>
public enum EntryKind : byte
{
    /// <summary>Not a kind; a zeroed header never passes for an entry.</summary>
    None = 0,

    /// <summary>One Kafka record batch v2. The only kind that occupies offsets (control batches are data too).</summary>
    Data = 1,

    /// <summary>Opens a term. Occupies an index and no offset; no payload.</summary>
    NoOp = 2,

    /// <summary>A Raft configuration (voters, learners). Takes effect when appended.</summary>
    Configuration = 3,

    /// <summary>A command to the group's state machine, such as a trim of the log's start or a metadata change.</summary>
    Command = 4,

    /// <summary>Stands for a run of committed entries that compaction removed; keeps both of their spans.</summary>
    Gap = 5,
}
