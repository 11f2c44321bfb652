using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>How a leader feeds one follower.</summary>
internal enum ProgressState
{
    /// <summary>Looking for the place where the logs agree: one message at a time.</summary>
    Probe,

    /// <summary>It is known: messages are pipelined within a window.</summary>
    Replicate,

    /// <summary>The next entry is gone: a snapshot goes first.</summary>
    Snapshot,
}

/// <summary>What a leader knows of one member and what is under way to it (Raft figure 2: nextIndex and matchIndex).</summary>
internal sealed class Progress(Member member, bool isSelf, bool isVoter, LogIndex next, int windowMessages)
{
    // The last index of each message under way, oldest first, in a ring.
    private readonly LogIndex[] _window = isSelf ? [] : new LogIndex[windowMessages];
    private int _windowStart;
    private int _windowCount;

    public Member Member { get; } = member;

    public bool IsSelf { get; } = isSelf;

    public bool IsVoter { get; set; } = isVoter;

    public ProgressState State { get; private set; } = ProgressState.Probe;

    /// <summary>The log up to here equals the leader's.</summary>
    public LogIndex Match { get; private set; }

    /// <summary>The part of it that is durable there.</summary>
    public LogIndex Flushed { get; private set; }

    /// <summary>The next index to send.</summary>
    public LogIndex Next { get; private set; } = next;

    /// <summary>A probe is under way; the next waits for its answer or for a heartbeat's.</summary>
    public bool IsProbing { get; set; }

    /// <summary>The highest commit index it was told.</summary>
    public LogIndex SentCommit { get; set; }

    /// <summary>The highest <see cref="RaftMessage.Sequence"/> it has answered in this term.</summary>
    public long AckedSequence { get; private set; }

    /// <summary>It lost entries it had acknowledged, and has not been refilled.</summary>
    public bool HasLostTail { get; private set; }

    /// <summary>The suspicion that is lifted: it durably holds all this leader held when it learned of it. 0 for none.</summary>
    public long ClearedNonce { get; private set; }

    /// <summary>The tick in which it last held everything the leader had.</summary>
    public long CaughtUpAt { get; set; } = long.MinValue / 2;

    /// <summary>Where the last heartbeat's answer found it.</summary>
    public LogIndex MatchAtHeartbeat { get; set; } = LogIndex.Zero - 1;

    /// <summary>The snapshot under way.</summary>
    public SnapshotDescriptor? Snapshot { get; private set; }

    /// <summary>Bytes of it that have arrived.</summary>
    public long SnapshotOffset { get; set; }

    /// <summary>The tick in which the chunk under way was sent; null when none is.</summary>
    public long? SnapshotSentAt { get; set; }

    public bool IsWindowFull => _windowCount == _window.Length;

    private long SuspicionNonce { get; set; }

    private LogIndex RefillTarget { get; set; }

    private long MatchKnownSince { get; set; }

    private long FlushedKnownSince { get; set; }

    public void Sent(LogIndex last)
    {
        Invariant.Check(State == ProgressState.Replicate && !IsWindowFull);
        _window[(_windowStart + _windowCount++) % _window.Length] = last;
        Next = last + 1;
    }

    public void BecomeProbe(LogIndex next)
    {
        State = ProgressState.Probe;
        Next = LogIndex.Max(next, Match + 1);
        IsProbing = false;
        Snapshot = null;
        SnapshotSentAt = null;
        _windowCount = 0;
    }

    public void BecomeReplicate()
    {
        BecomeProbe(Match + 1);
        State = ProgressState.Replicate;
    }

    public void BecomeSnapshot(SnapshotDescriptor snapshot)
    {
        BecomeProbe(Next);
        State = ProgressState.Snapshot;
        Snapshot = snapshot;
        SnapshotOffset = 0;
    }

    /// <summary>
    /// Takes an acknowledgement. An answer to a message sent after an index was known to be held, from a log that ends before it, means
    /// that the replica lost it: by a crash before the flush, or, where it was acknowledged as durable, by a disk that lied (traps 20, 31).
    /// </summary>
    /// <returns>True when <see cref="Flushed"/> rose.</returns>
    public bool Acknowledge(in RaftMessage response, long sentSequence)
    {
        if (response.Sequence > AckedSequence) AckedSequence = response.Sequence;
        if (response.LastIndex < Flushed && response.Sequence > FlushedKnownSince)
        {
            HasLostTail = true;
        }

        if (response.LastIndex < Match && response.Sequence > MatchKnownSince)
        {
            Match = LogIndex.Min(response.MatchIndex, Match);
            Flushed = LogIndex.Min(Flushed, Match);
            MatchKnownSince = FlushedKnownSince = sentSequence;
            BecomeProbe(response.LastIndex + 1);
        }

        if (response.MatchIndex > Match)
        {
            Match = response.MatchIndex;
            MatchKnownSince = sentSequence;
        }

        var flushed = LogIndex.Min(response.FlushedIndex, response.MatchIndex);
        if (flushed <= Flushed) return false;
        Flushed = flushed;
        FlushedKnownSince = sentSequence;
        return true;
    }

    /// <summary>
    /// Follows a suspect replica's refill. Whatever it ever acknowledged, to this leader or to an earlier one, and a quorum relied on is in
    /// this leader's log by the time its suspicion is heard of; holding all of that durably it is as good as any other.
    /// </summary>
    public void TakeSuspicion(in RaftMessage response, LogIndex lastIndex)
    {
        if (!response.Suspect || response.SuspectNonce == 0) return;
        if (response.SuspectNonce != SuspicionNonce) (SuspicionNonce, RefillTarget) = (response.SuspectNonce, lastIndex);
        if (response.MatchIndex < RefillTarget || response.FlushedIndex < RefillTarget) return;
        ClearedNonce = SuspicionNonce;
        HasLostTail = false;
    }

    /// <summary>Frees the window up to what is matched, and lifts <see cref="Next"/> over it.</summary>
    public void FreeWindow()
    {
        while (_windowCount > 0 && _window[_windowStart] <= Match)
        {
            _windowStart = (_windowStart + 1) % _window.Length;
            _windowCount--;
        }

        if (Next <= Match) Next = Match + 1;
    }

    public void Validate(LogIndex lastIndex)
    {
        if (IsSelf) return;
        Invariant.Check(Flushed <= Match);
        Invariant.Check(Match < Next);
        Invariant.Check(Match <= lastIndex);
        Invariant.Check(Next <= lastIndex + 1);
        Invariant.Check((State == ProgressState.Snapshot) == (Snapshot is not null));
    }
}
