using RaftLog.Raft;

namespace RaftLog.Replication.Groups;

/// <summary>How one group is run.</summary>
internal sealed record GroupSettings
{
    /// <summary>The core's options.</summary>
    internal required RaftOptions Raft { get; init; }

    /// <summary>True when the group acknowledges from the page cache (<c>quorum-memory</c>), which the journal notes.</summary>
    internal bool AcksFromMemory { get; init; }
}
