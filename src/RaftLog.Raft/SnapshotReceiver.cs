using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>Takes a snapshot from the leader (Raft figure 13). At most one is on its way, and at most one chunk of it is being written.</summary>
internal sealed class SnapshotReceiver(ReplicaState state)
{
    private SnapshotDescriptor? _receiving;
    private Guid _sender;
    private long _received;
    private bool _isWriting;

    /// <summary>Complete and written; handed out once no entries are owed before it.</summary>
    public SnapshotDescriptor? ToInstall { get; private set; }

    public void OnChunk(in RaftMessage message)
    {
        if (message.Snapshot is not { } snapshot || !IsWellFormed(message, snapshot)) return;
        if (state.Installing is not null) return;

        // The guard before all other rules: what is committed here is never replaced by something older (trap 11).
        if (snapshot.LastIndex <= state.CommitIndex)
        {
            Answer(message, snapshot.Length, done: true);
            return;
        }

        // Figure 13, rule 6: the log holds the snapshot's last entry, so it holds everything in the snapshot, and keeps what follows.
        if (state.Log.Matches(snapshot.LastIndex, snapshot.LastTerm))
        {
            state.Validated(snapshot.LastIndex);
            state.AdvanceCommit(snapshot.LastIndex);
            Answer(message, snapshot.Length, done: true);
            return;
        }

        if (!IsSame(snapshot) || _sender != message.FromReplica) Begin(snapshot, message);
        if (_isWriting) return;
        if (message.SnapshotOffset != _received)
        {
            // A duplicate, a chunk from before a restart, or a leader that does not know how far we are: it resumes from here.
            Answer(message, _received, done: false);
            return;
        }

        _isWriting = true;
        state.SnapshotChunks.Add(new SnapshotChunk(snapshot, message.SnapshotOffset, message.Chunk));
    }

    public void OnChunkWritten(in SnapshotChunk chunk)
    {
        if (!IsSame(chunk.Snapshot) || !_isWriting || chunk.Offset != _received) return;
        _isWriting = false;
        _received = chunk.EndOffset;
        if (_received == chunk.Snapshot.Length)
        {
            // The log may have moved on while the chunks came in.
            if (chunk.Snapshot.LastIndex > state.CommitIndex && !state.Log.Matches(chunk.Snapshot.LastIndex, chunk.Snapshot.LastTerm))
            {
                state.Installing = ToInstall = chunk.Snapshot;
            }

            _receiving = null;
        }

        if (state.Installing is null) Tell(chunk.Snapshot, _received, done: false);
    }

    public void OnFailed(SnapshotDescriptor snapshot)
    {
        if (!IsSame(snapshot) && (state.Installing is null || state.Installing.LastIndex != snapshot.LastIndex)) return;
        _receiving = null;
        _isWriting = false;
        _received = 0;
        state.Installing = ToInstall = null;
        Tell(snapshot, 0, done: false);
    }

    public void OnInstalled(SnapshotDescriptor snapshot)
    {
        Invariant.Check(state.Installing is { } installing && installing.LastIndex == snapshot.LastIndex);
        state.Installing = ToInstall = null;
        state.ResetTo(snapshot);
        Tell(snapshot, snapshot.Length, done: true);
    }

    public SnapshotDescriptor? HandOut()
    {
        if (ToInstall is null || state.Log.HasEffects) return null;
        var snapshot = ToInstall;
        ToInstall = null;
        return snapshot;
    }

    private bool IsSame(SnapshotDescriptor snapshot) => _receiving is { } receiving
        && receiving.LastIndex == snapshot.LastIndex && receiving.LastTerm == snapshot.LastTerm && receiving.Length == snapshot.Length;

    /// <summary>A snapshot not under way yet, or the same from another replica, whose bytes may differ: it starts over.</summary>
    private void Begin(SnapshotDescriptor snapshot, in RaftMessage message)
    {
        _receiving = snapshot;
        _sender = message.FromReplica;
        _received = 0;
        _isWriting = false;
    }

    private static bool IsWellFormed(in RaftMessage message, SnapshotDescriptor snapshot)
    {
        var length = message.Chunk?.Length ?? 0;
        return message.SnapshotOffset >= 0 && length == message.SnapshotLength && snapshot.Length >= 0
            && message.SnapshotOffset + length <= snapshot.Length
            && message.SnapshotDone == (message.SnapshotOffset + length == snapshot.Length)
            && (length > 0 || message.SnapshotDone)
            && snapshot.LastIndex > LogIndex.Zero && snapshot.LastTerm <= message.Term && snapshot.Configuration.Defect() is null;
    }

    private void Answer(in RaftMessage message, long received, bool done) =>
        Send(state.Reply(message, RaftMessageKind.InstallSnapshotResponse), message.Snapshot!, received, done);

    private void Tell(SnapshotDescriptor snapshot, long received, bool done)
    {
        if (state.Role != RaftRole.Follower || state.Leader.Node.IsNone) return;
        Send(state.To(state.Leader, RaftMessageKind.InstallSnapshotResponse), snapshot, received, done);
    }

    private void Send(in RaftMessage response, SnapshotDescriptor snapshot, long received, bool done) =>
        state.Send(response with
        {
            Snapshot = snapshot,
            SnapshotOffset = received,
            SnapshotDone = done,
            MatchIndex = state.ValidatedIndex,
            FlushedIndex = LogIndex.Min(state.Log.FlushedIndex, state.ValidatedIndex),
            LastIndex = state.Log.LastIndex,
            Sequence = state.LastSequence,
            Suspect = state.IsSuspect,
            SuspectNonce = state.SuspectNonce,
        });
}
