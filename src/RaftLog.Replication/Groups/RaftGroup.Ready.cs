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
            if (ready.HardState is { } hardState) Persist(hardState);
            if (ready.TruncateFrom is { } from) Truncate(from);
            AppendEntries(ready.Entries);
            SendOrHold(ready.Messages);
            var commitIndex = ready.CommitIndex;
            var roleChanged = ready.RoleChanged;
            _node.Advance();
            if (commitIndex > _commitIndex) Commit(commitIndex);
            if (roleChanged) RoleChanged();
        }
    }

    private void Persist(in HardState state)
    {
        _unpersistedHardStates++;
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
        _unpersistedHardStates--;
        _node.HardStatePersisted(state);
        while (_unpersistedHardStates == 0 && _heldMessages.TryDequeue(out var message)) _services.Transport.Send(Id, message, _entries);
    }

    /// <summary>A message never carries a term or a vote that a crash could take back.</summary>
    private void SendOrHold(ReadOnlySpan<RaftMessage> messages)
    {
        foreach (ref readonly var message in messages)
        {
            if (_unpersistedHardStates > 0) _heldMessages.Enqueue(message);
            else _services.Transport.Send(Id, message, _entries);
        }
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
        foreach (var payload in _proposed) bytes += payload.Length + PartitionLog.EntryHeaderBytes;
        return bytes;
    }

    private void Roll()
    {
        var snapshot = new ArrayBufferWriter<byte>();
        _state.WriteSnapshot(snapshot);
        var configuration = new ConfigurationEntry(_node.ConfigurationIndex, _node.Configuration.ToBytes());
        _log.Roll(snapshot.WrittenMemory, configuration, NowMs);
    }

    private void Truncate(LogIndex from)
    {
        Invariant.Check(from > _commitIndex);
        _log.TruncateFrom(from);
        _uncommitted.Clear();

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
    }

    private void RoleChanged()
    {
        Log.RoleChanged(_logger, Id, _node.Role, _node.Term, _node.LeaderId);
        if (_node.IsLeader && _node.ElectedBySuspects) Log.MayHaveLostAcknowledged(_logger, Id, _log.EndOffset);
        if (!_node.IsLeader) FailParkedDecisions(CommandOutcome.NotLeader);
        _listener.RoleChanged();
    }

    private readonly record struct AppendedEntry(LogIndex LastIndex, Offset EndOffset);
}
