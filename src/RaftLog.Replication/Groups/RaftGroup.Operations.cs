using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Replication.Partitions;
using RaftLog.Storage.Log;
using RaftLog.Storage.Node;

namespace RaftLog.Replication.Groups;

/// <content>What can be posted to a group, and how it stops.</content>
internal sealed partial class RaftGroup
{
    /// <summary>Ends the group: nothing is answered from it any more, and everyone who waits is told.</summary>
    internal void Stop(PartitionHealth health)
    {
        CheckOnPump();
        if (_health >= PartitionHealth.Failed && health != PartitionHealth.Closed) return;
        _health = health;
        _entries.LedTerm = Term.None;
        FailParkedDecisions(health == PartitionHealth.Closed ? CommandOutcome.Closed : CommandOutcome.StorageError);
        FailReads();
        _listener.Stopped();
    }

    /// <summary>
    /// The log counts its own truncations, the core those it decided: a report counts only when it is of the log as it stands, and the core
    /// has decided nothing since.
    /// </summary>
    private void EntriesAreFlushed(LogIndex lastIndex, Term term, long logGeneration)
    {
        _hasLog = true;
        if (logGeneration != _log.Generation) return;
        if (_installing is null) _node.EntriesFlushed(lastIndex, term, _nodeGeneration);
        else SnapshotIsInForce();
    }

    private void RunDecision(GroupDecision decision)
    {
        if (!_node.IsLeader || !_node.HasCommittedOwnTerm)
        {
            Defer(new DecisionAnswer(decision, CommandOutcome.NotLeader));
            return;
        }

        if (_health == PartitionHealth.DiskFull)
        {
            Defer(new DecisionAnswer(decision, CommandOutcome.StorageError));
            return;
        }

        var nowMs = NowMs;
        var command = decision.Decide(nowMs);
        if (command is not null && Propose(EntryKind.Command, 0, nowMs, command, out _) != ProposeResult.Accepted)
        {
            Defer(new DecisionAnswer(decision, CommandOutcome.NotLeader));
            return;
        }

        // Without a command the answer still depends on what was read, which may not be committed yet.
        if (_replayedIndex <= _commitIndex) Defer(new DecisionAnswer(decision, CommandOutcome.Committed));
        else _parkedDecisions.Enqueue(new ParkedDecision(_replayedIndex, decision));
    }

    private void CompleteParkedDecisions()
    {
        while (_parkedDecisions.TryPeek(out var parked) && parked.Index <= _commitIndex)
        {
            Defer(new DecisionAnswer(parked.Decision, CommandOutcome.Committed));
            _parkedDecisions.Dequeue();
        }
    }

    private void FailParkedDecisions(CommandOutcome outcome)
    {
        while (_parkedDecisions.TryDequeue(out var parked)) Defer(new DecisionAnswer(parked.Decision, outcome));
    }

    private readonly record struct ParkedDecision(LogIndex Index, GroupDecision Decision);

    private sealed class DecisionAnswer(GroupDecision decision, CommandOutcome outcome) : IDeferred
    {
        public void Deliver() => decision.Completed(outcome);
    }

    private sealed class StartOperation : GroupOperation
    {
        internal override void Execute(RaftGroup group)
        {
            if (group._node.IsLoneVoter()) group._node.Campaign();
        }

        internal override void Abandon(RaftGroup group)
        {
        }
    }

    private sealed class TickOperation : GroupOperation
    {
        internal override void Execute(RaftGroup group)
        {
            Volatile.Write(ref group._tickQueued, 0);
            group._node.Tick();
        }

        internal override void Abandon(RaftGroup group) => Volatile.Write(ref group._tickQueued, 0);
    }

    private sealed class FlushedOperation(LogIndex lastIndex, Term term, long logGeneration) : GroupOperation
    {
        internal override void Execute(RaftGroup group) => group.EntriesAreFlushed(lastIndex, term, logGeneration);

        internal override void Abandon(RaftGroup group)
        {
        }
    }

    private sealed class DiskFullOperation(bool isFull) : GroupOperation
    {
        internal override void Execute(RaftGroup group)
        {
            if (group._health > PartitionHealth.DiskFull) return;
            group._isDiskFull = isFull;
            group._health = isFull ? PartitionHealth.DiskFull : PartitionHealth.Healthy;
            if (isFull) Log.DiskFull(group._logger, group.Id);
            else Log.DiskHasRoom(group._logger, group.Id);
        }

        internal override void Abandon(RaftGroup group)
        {
        }
    }

    private sealed class ConfigureOperation(LogOptions options, bool acksFromMemory) : GroupOperation
    {
        internal override void Execute(RaftGroup group)
        {
            group._log.Configure(options);
            group._acksFromMemory = acksFromMemory;
        }

        internal override void Abandon(RaftGroup group)
        {
        }
    }

    /// <summary>A read found bytes that are not as they were written.</summary>
    internal sealed class DamagedOperation(LogDamage damage) : GroupOperation
    {
        internal override void Execute(RaftGroup group)
        {
            Log.ReplicaDamaged(group._logger, group.Id, damage.ToString());
            group._log.MarkDamaged(damage);
            group.Stop(PartitionHealth.Damaged);
        }

        internal override void Abandon(RaftGroup group)
        {
        }
    }

    private sealed class FailOperation(StorageFailedException failure) : GroupOperation
    {
        internal override void Execute(RaftGroup group)
        {
            Log.StorageFailed(group._logger, group.Id, failure);
            group.Stop(PartitionHealth.Failed);
        }

        internal override void Abandon(RaftGroup group)
        {
        }
    }

    private sealed class HardStateDurableOperation(RaftGroup owner, HardState state) : GroupOperation, IStateSaveListener
    {
        public void OnStateSaved(RaftGroupId group, long ticket, StateJournalFailedException? failure)
        {
            if (failure is null) owner.Post(this);
            else owner.Post(new FailOperation(new StorageFailedException(StateJournal.Path, "the hard state could not be made durable", failure)));
        }

        internal override void Execute(RaftGroup group) => group.HardStateIsDurable(state);

        internal override void Abandon(RaftGroup group)
        {
        }
    }

    private sealed class DecisionOperation(GroupDecision decision) : GroupOperation
    {
        internal override void Execute(RaftGroup group) => group.RunDecision(decision);

        internal override void Abandon(RaftGroup group) => group.Defer(new DecisionAnswer(
            decision, group._health == PartitionHealth.Closed ? CommandOutcome.Closed : CommandOutcome.StorageError));
    }
}
