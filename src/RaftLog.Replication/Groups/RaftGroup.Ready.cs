using System.Buffers;
using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;

namespace RaftLog.Replication.Groups;

/// <content>Carrying out what the core decided, in the order <see cref="Ready"/> asks for.</content>
internal sealed partial class RaftGroup
{
    private void CarryOutReady()
    {
        while (_node.TryTakeReady(out var ready))
        {
            _entries.LedTerm = _node.IsLeader ? _node.Term : Term.None;
            if (ready.HardState is { } hardState) Persist(hardState);
            if (ready.TruncateFrom is { } from) Truncate(from, ready.Entries);
            AppendEntries(ready.Entries);
            _nodeGeneration = ready.LogGeneration;
            SendOrHold(ready.Messages);
            WriteChunks(ready.SnapshotChunks);
            ConfirmReads(ready.ReadStates);
            var commitIndex = ready.CommitIndex;
            var install = ready.InstallSnapshot;
            var (roleChanged, snapshotWanted) = (ready.RoleChanged, ready.SnapshotWanted);
            _node.Advance();

            // Before the commit: what waits here was appended as the leader of a term that is over, and the committed entries of the same
            // indexes may be another leader's.
            if (roleChanged) RoleChanged();
            if (commitIndex > _commitIndex) Commit(commitIndex);
            else if (_confirmedReads.Count > 0) CompleteConfirmedReads();
            if (install is not null) ReadReceivedSnapshot(install);
            if (snapshotWanted) TakeSnapshot();
            ReportUnavailableSnapshots();
        }
    }

    private void Persist(in HardState state)
    {
        _unpersistedHardStates++;
        _log.HoldsWrites = true;
        _hardState = state;
        SaveReplica(new HardStateDurableOperation(this, state));
    }

    private void SaveReplica(IStateSaveListener? listener)
    {
        _savedFlags = CurrentFlags();
        _services.Journal.Save(Id, new ReplicaState(_hardState.Term, _hardState.Vote, _hardState.ReplicaUuid, _savedFlags), listener);
    }

    /// <summary>Nothing waits for a flag to be durable: each only makes the next start more careful, or less.</summary>
    private void SaveChangedFlags()
    {
        if (CurrentFlags() != _savedFlags) SaveReplica(listener: null);
    }

    private ReplicaFlags CurrentFlags() =>
        (_acksFromMemory ? ReplicaFlags.MemoryDurability : ReplicaFlags.None)
        | (_node.IsSuspect ? ReplicaFlags.Suspect : ReplicaFlags.None)
        | (_hasLog ? ReplicaFlags.HasLog : ReplicaFlags.None);

    private void HardStateIsDurable(in HardState state)
    {
        _node.HardStatePersisted(state);
        if (--_unpersistedHardStates > 0) return;
        _log.HoldsWrites = false;
        while (_heldMessages.TryDequeue(out var message)) Send(message);
    }

    /// <summary>A message never carries a term or a vote that a crash could take back.</summary>
    private void SendOrHold(ReadOnlySpan<RaftMessage> messages)
    {
        foreach (ref readonly var message in messages)
        {
            if (_unpersistedHardStates > 0) _heldMessages.Enqueue(message);
            else Send(message);
        }
    }

    /// <summary>
    /// What a leader sends from its log leaves only while it leads that term: afterwards the same indexes may hold other entries.
    /// </summary>
    private void Send(in RaftMessage message)
    {
        var namesLog = message.Kind is RaftMessageKind.AppendEntries or RaftMessageKind.InstallSnapshot;
        if (namesLog && !(_node.IsLeader && _node.Term == message.Term)) return;
        if (message.Kind == RaftMessageKind.InstallSnapshot) SendChunk(message);
        else _services.Transport.Send(Id, message, _entries);
    }

    private void AppendEntries(ReadOnlySpan<LogEntry> entries)
    {
        var start = 0;
        for (var i = 0; i < entries.Length; i++)
        {
            ref readonly var entry = ref entries[i];
            if (entry.Index > _replayedIndex)
            {
                // Not proposed here: a follower's entry, or the core's own no-op or configuration.
                if (_log.ShouldRollBefore(entry.PayloadLength, entry.AppendTimeMs))
                {
                    _log.Append(entries[start..i]);
                    start = i;
                    Roll();
                }

                _state.Replay(entry, entry.PayloadSpan);
                _replayedIndex = entry.LastIndex;
            }

            _uncommitted.Enqueue(new AppendedEntry(entry.LastIndex, entry.EndOffset));
        }

        if (start < entries.Length) _log.Append(entries[start..]);
    }

    /// <summary>
    /// A segment's snapshot is the state as of its predecessor's last entry, so a full segment is rolled before the entry that does not fit
    /// is proposed, with everything proposed before it in the log.
    /// </summary>
    private void RollIfFull(int payloadLength, long nowMs)
    {
        if (!_log.ShouldRollBefore(payloadLength + PendingProposalBytes(), nowMs)) return;
        CarryOutReady();
        if (_log.ShouldRollBefore(payloadLength, nowMs)) Roll();
    }

    private int PendingProposalBytes()
    {
        var bytes = 0;
        foreach (var payload in _borrowed) bytes += payload.Length + PartitionLog.EntryHeaderBytes;
        return bytes;
    }

    private void Roll()
    {
        var snapshot = new ArrayBufferWriter<byte>();
        _state.WriteSnapshot(snapshot);

        // A configuration that is appended only after the roll is none of the snapshot's; the log then knows those before it.
        ConfigurationEntry? configuration = _node.ConfigurationIndex > _log.LastIndex
            ? null
            : new ConfigurationEntry(_node.ConfigurationIndex, _node.Configuration.ToBytes());
        _log.Roll(snapshot.WrittenMemory, configuration, NowMs);
    }

    /// <param name="from">The first index to drop.</param>
    /// <param name="replacements">What takes their place: the first says at which offset the log ends.</param>
    private void Truncate(LogIndex from, ReadOnlySpan<LogEntry> replacements)
    {
        Invariant.Check(from > _commitIndex);
        if (replacements.IsEmpty)
        {
            _log.TruncateFrom(from);
        }
        else
        {
            Invariant.Check(replacements[0].Index == from);
            _log.TruncateFrom(from, replacements[0].BaseOffset);
        }

        for (var i = _uncommitted.Count; i > 0; i--)
        {
            var entry = _uncommitted.Dequeue();
            if (entry.LastIndex < from) _uncommitted.Enqueue(entry);
        }

        if (_recoveredEnd >= from)
        {
            _recoveredEnd = from - 1;
            _uncommitted.Enqueue(new AppendedEntry(_recoveredEnd, _log.EndOffset));
        }

        // Rare, and short: what is read lies after the newest snapshot, mostly in the page cache.
        _replayedIndex = GroupRecovery.RestoreState(_log, GroupRecovery.LatestSnapshot(_log), _state);
        Invariant.Check(_replayedIndex == _log.LastIndex);
    }

    private void Commit(LogIndex index)
    {
        Invariant.Check(index <= _log.LastIndex);
        _commitIndex = index;
        while (_uncommitted.TryPeek(out var entry) && entry.LastIndex <= index)
        {
            _highWatermark = Offset.Max(_highWatermark, entry.EndOffset);
            _uncommitted.Dequeue();
        }

        if (index >= _log.LastIndex) _highWatermark = Offset.Max(_highWatermark, _log.EndOffset);
        _state.Committed(index);
        _listener.Committed(index);
        CompleteParkedDecisions();
        CompleteConfirmedReads();
    }

    private void RoleChanged()
    {
        Log.RoleChanged(_logger, Id, _node.Role, _node.Term, _node.LeaderId);
        if (_node.IsLeader && _node.ElectedBySuspects) Log.MayHaveLostAcknowledged(_logger, Id, _log.EndOffset);
        if (!_node.IsLeader)
        {
            FailParkedDecisions(CommandOutcome.NotLeader);
            _outgoingBytes = [];
        }

        _listener.RoleChanged();
    }

    private readonly record struct AppendedEntry(LogIndex LastIndex, Offset EndOffset);
}
