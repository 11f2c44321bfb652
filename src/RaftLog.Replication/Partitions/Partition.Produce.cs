using RaftLog.Primitives;
using RaftLog.Raft;
using RaftLog.Replication.Groups;

namespace RaftLog.Replication.Partitions;

/// <content>Appending produced batches and answering them when their entry, of the same term and index, is committed.</content>
public sealed partial class Partition
{
    private void Append(ProduceOperation operation)
    {
        var refusal = Refusal(operation);
        if (refusal != ProduceStatus.Ok)
        {
            operation.ReleasePayload();
            Answer(operation, refusal);
            return;
        }

        var batch = operation.Batch;
        var nowMs = _group.NowMs;
        if (batch.ProducerId >= 0)
        {
            var check = _state.Producers.Check(
                batch.ProducerId, batch.ProducerEpoch, batch.BaseSequence, batch.RecordSpan, nowMs, out var original);
            if (check != ProducerCheck.Accept)
            {
                operation.ReleasePayload();
                AnswerUnaccepted(operation, check, original);
                return;
            }
        }

        var result = _group.Propose(EntryKind.Data, batch.RecordSpan, nowMs, operation.TakePayload(), out var entry);
        if (result != ProposeResult.Accepted)
        {
            Answer(operation, result == ProposeResult.TooManyUncommitted ? ProduceStatus.Overloaded : ProduceStatus.NotLeader);
            return;
        }

        operation.Appended(entry.Index, entry.Term, entry.BaseOffset);
        if (operation.Acks == AckLevel.Quorum) _parked.Enqueue(operation);
        else Answer(operation, ProduceStatus.Ok);
    }

    private ProduceStatus Refusal(ProduceOperation operation)
    {
        if (!_group.Node.IsLeader) return ProduceStatus.NotLeader;
        if (_group.Health != PartitionHealth.Healthy || _services.RefusesWrites) return ProduceStatus.StorageError;
        if (operation.Acks == AckLevel.Quorum && _group.Node.Configuration.Voters.Count < Settings.MinInSyncReplicas)
            return ProduceStatus.NotEnoughReplicas;
        return ProduceStatus.Ok;
    }

    /// <summary>
    /// A duplicate is answered with its original's offset, and with acks=all not before the original is committed: an answer before that
    /// would promise what a failover may still take back (KP-9).
    /// </summary>
    private void AnswerUnaccepted(ProduceOperation operation, ProducerCheck check, in ProducerTable.RememberedBatch original)
    {
        if (check != ProducerCheck.Duplicate)
        {
            Answer(operation, check == ProducerCheck.Fenced ? ProduceStatus.InvalidProducerEpoch : ProduceStatus.OutOfOrderSequence);
            return;
        }

        operation.Appended(original.Index, original.Term, original.BaseOffset);
        if (operation.Acks == AckLevel.Quorum && (original.Index > _group.CommitIndex || !HasEnoughReplicas(original.Index))) _parkedDuplicates.Add(operation);
        else Answer(operation, ProduceStatus.Ok);
    }

    /// <summary>
    /// Only a leader has parked operations, and it fails them all when its term ends: what is parked here was appended in the term that
    /// commits it.
    /// </summary>
    private void CompleteParked(LogIndex commitIndex)
    {
        while (_parked.TryPeek(out var operation) && operation.Index <= commitIndex && HasEnoughReplicas(operation.Index))
        {
            _parked.Dequeue();
            Answer(operation, ProduceStatus.Ok);
        }

        for (var i = _parkedDuplicates.Count - 1; i >= 0; i--)
        {
            if (_parkedDuplicates[i].Index > commitIndex || !HasEnoughReplicas(_parkedDuplicates[i].Index)) continue;
            Answer(_parkedDuplicates[i], ProduceStatus.Ok);
            _parkedDuplicates.RemoveAt(i);
        }
    }

    /// <summary>The topic may ask for more than the majority that commits.</summary>
    private bool HasEnoughReplicas(LogIndex index) =>
        Settings.MinInSyncReplicas <= 1 || _group.Node.CountVotersFlushed(index) >= Settings.MinInSyncReplicas;

    private void FailParked(ProduceStatus status)
    {
        while (_parked.TryDequeue(out var operation)) Answer(operation, status);
        foreach (var operation in _parkedDuplicates) Answer(operation, status);
        _parkedDuplicates.Clear();
    }

    private void Answer(ProduceOperation operation, ProduceStatus status)
    {
        operation.Outcome = new ProduceOutcome(
            status,
            operation.BaseOffset,
            operation.Batch.LogAppendTimeMs,
            Offset.Max(_state.LogStartOffset, _log.FirstOffset),
            _group.Node.LeaderId,
            _group.Node.Term);
        _group.Defer(operation);
    }

    /// <summary>One produced batch from the mailbox to its answer. Recycled, so that a steady stream allocates nothing.</summary>
    private sealed class ProduceOperation(Partition partition) : GroupOperation, IDeferred
    {
        private IProduceObserver? _observer;
        private Payload? _payload;
        private int _slot;

        internal ProducedBatch Batch { get; private set; }

        internal AckLevel Acks { get; private set; }

        internal LogIndex Index { get; private set; }

        internal Term Term { get; private set; }

        internal Offset BaseOffset { get; private set; }

        internal ProduceOutcome Outcome { get; set; }

        internal void Start(in ProducedBatch batch, AckLevel acks, IProduceObserver? observer, int slot)
        {
            Batch = batch;
            Acks = acks;
            BaseOffset = new Offset(-1);
            _payload = batch.Payload;
            _observer = observer;
            _slot = slot;
        }

        internal Payload TakePayload()
        {
            var payload = _payload!;
            _payload = null;
            return payload;
        }

        internal void ReleasePayload() => TakePayload().Release();

        internal void Appended(LogIndex index, Term term, Offset baseOffset)
        {
            Index = index;
            Term = term;
            BaseOffset = baseOffset;
        }

        internal override void Execute(RaftGroup group) => partition.Append(this);

        internal override void Abandon(RaftGroup group)
        {
            ReleasePayload();
            partition.Answer(this, group.Health == PartitionHealth.Closed ? ProduceStatus.Deleted : ProduceStatus.StorageError);
        }

        public void Deliver()
        {
            var observer = _observer;
            var slot = _slot;
            var outcome = Outcome;
            _observer = null;
            Batch = default;
            if (partition._idleOperations.Count < IdleOperationsMax) partition._idleOperations.Enqueue(this);
            observer?.Produced(slot, outcome);
        }
    }

    private const int IdleOperationsMax = 256;
}
