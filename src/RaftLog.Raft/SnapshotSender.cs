namespace RaftLog.Raft;

/// <summary>Ships a snapshot to a follower whose next entry is gone (Raft §7): a chunk at a time, throttled, resumed where it broke off.</summary>
internal sealed class SnapshotSender(ReplicaState state, LeaderClock clock)
{
    private long _budgetBytes = state.Options.SnapshotBytesPerTick;
    private long _wantedAt = -1;

    public void TickBegins() => _budgetBytes = state.Options.SnapshotBytesPerTick;

    /// <summary>An answer that does not come within an election timeout will not come: the same chunk goes again.</summary>
    public void GiveUpOnLostChunk(Progress peer)
    {
        if (peer.SnapshotSentAt is { } sentAt && state.Now - sentAt >= state.Options.ElectionTimeoutTicks) peer.SnapshotSentAt = null;
    }

    public void Send(Progress peer)
    {
        if (peer.State != ProgressState.Snapshot)
        {
            if (state.Snapshot is not { } newest || newest.LastIndex < state.Log.Boundary)
            {
                // Asked for once a tick, not in every pump.
                state.SnapshotWanted |= _wantedAt != state.Now;
                _wantedAt = state.Now;
                return;
            }

            peer.BecomeSnapshot(newest);
        }

        // A chunk is sent as long as some budget is left, so that a chunk larger than the budget is not stuck for ever.
        if (peer.SnapshotSentAt is not null || _budgetBytes <= 0) return;
        var snapshot = peer.Snapshot!;
        var length = (int)Math.Min(state.Options.SnapshotChunkBytes, snapshot.Length - peer.SnapshotOffset);
        _budgetBytes -= length;
        peer.SnapshotSentAt = state.Now;
        state.Send(state.To(peer.Member, RaftMessageKind.InstallSnapshot) with
        {
            Snapshot = snapshot,
            SnapshotOffset = peer.SnapshotOffset,
            SnapshotLength = length,
            SnapshotDone = peer.SnapshotOffset + length == snapshot.Length,
            CommitIndex = state.CommitIndex,
            LastIndex = state.Log.LastIndex,
            Sequence = clock.NextSequence(),
            Suspect = peer.HasLostTail,
            SuspectNonce = peer.ClearedNonce,
        });
    }

    public static void OnResponse(in RaftMessage message, Progress peer)
    {
        if (peer.State != ProgressState.Snapshot) return;
        if (message.Snapshot is not { } answered || answered.LastIndex != peer.Snapshot!.LastIndex) return;
        if (message.SnapshotOffset < 0 || message.SnapshotOffset > peer.Snapshot.Length) return;

        // The follower says how far it is: ahead after a resumption, back at 0 when it had to start over.
        peer.SnapshotOffset = message.SnapshotOffset;
        peer.SnapshotSentAt = null;
    }
}
