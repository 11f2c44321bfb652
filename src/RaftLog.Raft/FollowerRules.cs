using RaftLog.Primitives;

namespace RaftLog.Raft;

/// <summary>
/// How a follower takes entries (Raft §5.3, figure 2) and what it tells the leader: on every path the durable part of what this leader
/// has validated in this term, never more.
/// </summary>
internal sealed class FollowerRules(ReplicaState state)
{
    private bool _ackDue;
    private LogIndex _toldMatch;
    private LogIndex _toldFlushed;
    private Member _toldLeader = new(NodeId.None, Guid.Empty);
    private Term _toldTerm;

    public void OnAppend(in RaftMessage message, ReadOnlySpan<LogEntry> entries)
    {
        if (state.Installing is not null || !IsWellFormed(message, entries)) return;
        if (!IsPrefixShared(message))
        {
            Reject(message);
            return;
        }

        // RELIABILITY trap 9: no entry enters the log before its term is durable here. The leader learns that the prefix matches, and
        // sends the entries again; this answer leaves only when the term is durable.
        var asked = message.Urgent || entries.Length > 0;
        if (!state.IsTermDurable) entries = default;
        var appended = Take(entries, out var validated);
        state.Validated(LogIndex.Max(validated, message.PrevIndex));

        // Trap 6: never beyond what this leader has validated in this term.
        state.AdvanceCommit(LogIndex.Min(message.CommitIndex, state.ValidatedIndex));

        // New entries are acknowledged when they are durable; a probe and everything that brought nothing new, at once.
        _ackDue |= appended ? message.Urgent : asked || HasNews;
    }

    /// <summary>The leader found that this replica lost what it had acknowledged, or that it has been refilled (trap 20).</summary>
    public void OnSuspicion(in RaftMessage message)
    {
        if (state.IsSuspect && message.SuspectNonce == state.SuspectNonce) state.LiftSuspicion();
        else if (message.Suspect) state.FallUnderSuspicion();
    }

    public void OnHeartbeat(in RaftMessage message)
    {
        state.AdvanceCommit(LogIndex.Min(message.CommitIndex, state.ValidatedIndex));
        state.Send(Acknowledged(state.Reply(message, RaftMessageKind.HeartbeatResponse)) with { Sequence = message.Sequence });
    }

    /// <summary>More of the log is durable: the leader is waiting to hear it.</summary>
    public void OnFlushed()
    {
        if (state.Role == RaftRole.Follower && !state.Leader.Node.IsNone) _ackDue |= HasNews;
    }

    /// <summary>One acknowledgement for everything a pump brought.</summary>
    public void Emit()
    {
        if (!_ackDue) return;
        _ackDue = false;
        if (state.Role != RaftRole.Follower || state.Leader.Node.IsNone) return;
        state.Send(Acknowledged(state.To(state.Leader, RaftMessageKind.AppendEntriesResponse)) with { Sequence = state.LastSequence });
        (_toldMatch, _toldFlushed) = (state.ValidatedIndex, AcknowledgeableIndex);
        (_toldLeader, _toldTerm) = (state.Leader, state.Term);
    }

    /// <summary>A leader of an older term is told the present one, so that it steps down (thesis §4.2.3).</summary>
    public void AnswerDeposedLeader(in RaftMessage message) =>
        state.Send(state.Reply(message, RaftMessageKind.AppendEntriesResponse) with
        {
            Rejected = true,
            PrevIndex = message.PrevIndex,
            LastIndex = state.Log.LastIndex,
            Sequence = message.Sequence,
        });

    public RaftMessage Acknowledged(in RaftMessage response) => response with
    {
        MatchIndex = state.ValidatedIndex,
        FlushedIndex = AcknowledgeableIndex,
        LastIndex = state.Log.LastIndex,
        Suspect = state.IsSuspect,
        SuspectNonce = state.SuspectNonce,
    };

    /// <summary>What this replica may be counted for: validated by this leader and durable here (RELIABILITY trap 3).</summary>
    private LogIndex AcknowledgeableIndex => LogIndex.Min(state.Log.FlushedIndex, state.ValidatedIndex);

    private bool HasNews => _toldLeader != state.Leader || _toldTerm != state.Term
        || _toldMatch != state.ValidatedIndex || _toldFlushed != AcknowledgeableIndex;

    private bool IsPrefixShared(in RaftMessage message) =>
        message.PrevIndex <= state.CommitIndex || state.Log.Matches(message.PrevIndex, message.PrevTerm);

    private void Reject(in RaftMessage message)
    {
        // Skip back over all entries that are younger than the leader's at that place (Raft §5.3, end).
        var hint = state.Log.LastIndexWithTermAtMost(message.PrevTerm, LogIndex.Min(message.PrevIndex - 1, state.Log.LastIndex));
        hint = LogIndex.Max(hint, state.CommitIndex);
        state.Send(Acknowledged(state.Reply(message, RaftMessageKind.AppendEntriesResponse)) with
        {
            Rejected = true,
            PrevIndex = message.PrevIndex,
            HintIndex = hint,
            HintTerm = state.Log.TermAt(hint),
            Sequence = message.Sequence,
        });
    }

    /// <summary>Skips what is here already, cuts at the first conflict, appends the rest.</summary>
    /// <param name="entries">Contiguous entries whose predecessor matches.</param>
    /// <param name="validated">The last index of <paramref name="entries"/> that is now in the log.</param>
    private bool Take(ReadOnlySpan<LogEntry> entries, out LogIndex validated)
    {
        validated = LogIndex.Zero;
        var skipped = 0;
        for (; skipped < entries.Length && entries[skipped].Index <= state.Log.LastIndex; skipped++)
        {
            ref readonly var entry = ref entries[skipped];
            if (entry.LastIndex <= state.CommitIndex)
            {
                validated = entry.LastIndex;
                continue;
            }

            var overlap = LogIndex.Min(entry.LastIndex, state.Log.LastIndex);
            if (state.Log.TermAt(overlap) != entry.Term)
            {
                Truncate(FirstConflict(entry, overlap));

                // A gap whose beginning is shared is cut to fit, which takes the log's end offset: that is known with the next message.
                if (state.Log.LastIndex >= entry.Index)
                {
                    validated = state.Log.LastIndex;
                    return true;
                }

                break;
            }

            if (overlap < entry.LastIndex) return AppendRestOfGap(entry, entries[(skipped + 1)..], out validated);
            validated = entry.LastIndex;
        }

        if (skipped == entries.Length) return false;
        AppendAll(entries[skipped..]);
        validated = state.Log.LastIndex;
        return true;
    }

    private bool AppendRestOfGap(in LogEntry gap, ReadOnlySpan<LogEntry> following, out LogIndex validated)
    {
        validated = state.Log.LastIndex;
        if (!state.Log.IsEndOffsetKnown) return true;
        var next = state.Log.LastIndex + 1;
        state.Log.Append(gap with
        {
            Index = next,
            IndexSpan = (int)(gap.LastIndex - next + 1),
            BaseOffset = state.Log.EndOffset,
            RecordSpan = gap.EndOffset - state.Log.EndOffset,
        });
        AppendAll(following);
        validated = state.Log.LastIndex;
        return true;
    }

    private LogIndex FirstConflict(in LogEntry entry, LogIndex overlap)
    {
        if (entry.IndexSpan == 1 || state.Log.TermAt(entry.Index) != entry.Term) return LogIndex.Max(entry.Index, state.CommitIndex + 1);

        // Only a gap, which lies within one term: what follows the shared beginning is of a later term.
        return state.Log.LastIndexWithTermAtMost(entry.Term, overlap) + 1;
    }

    private void Truncate(LogIndex from)
    {
        // Trap 7: only at a conflict of terms, and never what is committed.
        Invariant.Check(from > state.CommitIndex);
        state.Log.TruncateFrom(from);
        if (state.Membership.Truncate(from)) state.ConfigurationChanged = true;
    }

    private void AppendAll(ReadOnlySpan<LogEntry> entries)
    {
        foreach (ref readonly var entry in entries)
        {
            state.Log.Append(entry);
            if (entry.Kind != EntryKind.Configuration) continue;
            Invariant.Check(RaftConfiguration.TryRead(entry.PayloadSpan, out var configuration));
            state.Membership.Append(entry.Index, configuration!);
            state.ConfigurationChanged = true;
        }
    }

    /// <summary>Bytes from a peer are validated before anything relies on them.</summary>
    private static bool IsWellFormed(in RaftMessage message, ReadOnlySpan<LogEntry> entries)
    {
        if (message.PrevIndex < LogIndex.Zero || message.PrevTerm > message.Term || message.CommitIndex < LogIndex.Zero) return false;
        var (index, term) = (message.PrevIndex, message.PrevTerm);
        for (var i = 0; i < entries.Length; i++)
        {
            ref readonly var entry = ref entries[i];

            // The first may be a gap that begins before the range: it cannot be split by whoever reads it from the log.
            var continues = entry.Index == index + 1 || (i == 0 && entry.IndexSpan > 1 && entry.Index <= index && entry.LastIndex > index);
            if (!continues || entry.Term < term || entry.Term > message.Term) return false;
            if (entry.IndexSpan < 1 || entry.RecordSpan < 0 || entry.Kind == EntryKind.None) return false;
            if (entry.IndexSpan > 1 && entry.Kind != EntryKind.Gap) return false;
            if (i > 0 && entry.BaseOffset != entries[i - 1].EndOffset) return false;
            if (entry.Kind == EntryKind.Configuration && !RaftConfiguration.TryRead(entry.PayloadSpan, out _)) return false;
            (index, term) = (entry.LastIndex, entry.Term);
        }

        return true;
    }
}
