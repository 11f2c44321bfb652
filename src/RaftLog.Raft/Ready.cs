using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// The effects a <see cref="RaftNode"/> owes, in the order they must happen. Valid until <see cref="RaftNode.Advance"/>; the node reuses
/// the buffers behind the spans.
/// </summary>
/// <remarks>
/// The driver's duties, in order:
/// <list type="number">
/// <item><see cref="HardState"/>, when present: write it; report <see cref="RaftNode.HardStatePersisted"/> once it is durable, never before.</item>
/// <item><see cref="InstallSnapshot"/>, when present: make the snapshot durable, reset log and state machine to it, and
/// report <see cref="RaftNode.SnapshotInstalled"/>.</item>
/// <item><see cref="TruncateFrom"/>, when present: drop the log's suffix from that index (inclusive).</item>
/// <item><see cref="Entries"/>: append them. They need not be durable to go on: when they are, report
/// <see cref="RaftNode.EntriesFlushed(LogIndex, Term, long)"/>.
/// A truncation is durable before a new entry in its place is reported as flushed.</item>
/// <item><see cref="Messages"/>: send. All messages wait while a hard state handed out before or with them is not yet durable (a message
/// never carries a term or a vote that a crash could take back); they keep their order.</item>
/// <item><see cref="CommitIndex"/>: apply what is newly committed; complete what waited for the same (term, index).</item>
/// <item><see cref="ReadStates"/>: reads that may be answered once the state machine has applied their index.</item>
/// <item>Call <see cref="RaftNode.Advance"/> after the log reflects truncation and entries.</item>
/// </list>
/// The core keeps no reference on payloads: entries in <see cref="Entries"/> are those the driver passed to Propose or Step in the
/// same pump, so the caller's references cover them. Configuration entries of a leader are the core's own: their payloads come from
/// no shared pool and are left to the collector, so references on them may be taken and given back as usual, or not at all.
/// <para>
/// An <see cref="InstallSnapshot"/> never comes with entries or a truncation. It always replaces the whole log: a replica whose log
/// agrees with the snapshot keeps it, without being asked to install anything.
/// </para>
/// <para>
/// Between <see cref="RaftNode.TryTakeReady"/> and <see cref="RaftNode.Advance"/> only completions may be reported to the node
/// (hard state persisted, entries flushed, chunk written); what they cause comes with the next Ready.
/// </para>
/// </remarks>
public readonly ref struct Ready
{
    /// <summary>Term, vote and identity to persist; null when they have not changed.</summary>
    public HardState? HardState { get; init; }

    /// <summary>A complete snapshot received from the leader to install; null when there is none.</summary>
    public SnapshotDescriptor? InstallSnapshot { get; init; }

    /// <summary>The first index to drop (inclusive); null when nothing conflicts.</summary>
    public LogIndex? TruncateFrom { get; init; }

    /// <summary>Entries to append, contiguous with the log after the truncation.</summary>
    public ReadOnlySpan<LogEntry> Entries { get; init; }

    /// <summary>Messages to send, in order.</summary>
    public ReadOnlySpan<RaftMessage> Messages { get; init; }

    /// <summary>The highest index known to be committed (inclusive); never decreases.</summary>
    public LogIndex CommitIndex { get; init; }

    /// <summary>Linearizable reads that were confirmed.</summary>
    public ReadOnlySpan<ReadState> ReadStates { get; init; }

    /// <summary>Pieces of an incoming snapshot to write, in order; report each with <see cref="RaftNode.SnapshotChunkWritten"/>.</summary>
    public ReadOnlySpan<SnapshotChunk> SnapshotChunks { get; init; }

    /// <summary>
    /// Counts truncations and resets of the log, this one's included. A flush of these entries is reported with this number, so that
    /// a completion that comes after they were overwritten and written again is not taken for theirs.
    /// </summary>
    public long LogGeneration { get; init; }

    /// <summary>
    /// True when a follower needs entries that are gone and no snapshot reaches up to the log's boundary: take one and report it with
    /// <see cref="RaftNode.SnapshotTaken"/>.
    /// </summary>
    public bool SnapshotWanted { get; init; }

    /// <summary>True when role, term or known leader changed; the driver logs it and fails what waited on the old term.</summary>
    public bool RoleChanged { get; init; }

    /// <summary>True when the configuration in force changed (appended, committed, rolled back or restored).</summary>
    public bool ConfigurationChanged { get; init; }
}
