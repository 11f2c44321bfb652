using RaftLog.Protocol;
using RaftLog.Replication.Partitions;
using RaftLog.Replication.Time;
using RaftLog.Server.Requests;

namespace RaftLog.Server.Producing;

/// <summary>
/// One Produce request on its way: collects the outcome of each partition, from whichever thread it comes, and answers when the last is
/// there or the client's patience ends.
/// </summary>
/// <remarks>
/// A batch that is still on its way at the deadline is answered REQUEST_TIMED_OUT and may be committed later: the producer's
/// retry meets the idempotence check (KP-9).
/// </remarks>
internal sealed class ProduceOperation : Deadline, IProduceObserver
{
    private readonly Lock _lock = new();
    private readonly RequestContext _context;
    private readonly AckLevel _acks;
    private readonly ProduceAnswers _answers;
    private readonly bool[] _isDone;
    private int _remaining;
    private bool _isFinished;

    /// <param name="context">The request.</param>
    /// <param name="acks">When its partitions are answered.</param>
    /// <param name="answers">Where the outcomes go; one slot per partition of the request.</param>
    internal ProduceOperation(RequestContext context, AckLevel acks, ProduceAnswers answers)
    {
        _context = context;
        _acks = acks;
        _answers = answers;
        _isDone = new bool[answers.Slots];

        // One for the handler, so that nothing is answered while it is still posting.
        _remaining = answers.Slots + 1;
    }

    /// <summary>A partition's batch was not even posted.</summary>
    internal void Refused(int slot, BatchRefusal refusal)
    {
        lock (_lock)
        {
            if (!TryTake(slot)) return;
            _answers.Refused(slot, refusal);
        }

        Release();
    }

    /// <inheritdoc/>
    public void Produced(int slot, in ProduceOutcome outcome)
    {
        lock (_lock)
        {
            if (!TryTake(slot)) return;
            _answers.Produced(slot, outcome);
        }

        Release();
    }

    /// <summary>Every partition has been posted: answers when all outcomes are there, otherwise waits for them.</summary>
    /// <param name="patience">How long to wait for a commit; other levels are answered by the append and need no deadline.</param>
    internal void Posted(TimeSpan patience)
    {
        if (Release() || _acks != AckLevel.Quorum) return;
        _answers.Deadlines.Add(this, patience);

        // The last outcome may have come in between, and found nothing to cancel.
        if (IsFinished) _answers.Deadlines.Cancel(this);
    }

    /// <inheritdoc/>
    protected override void Expired()
    {
        lock (_lock)
        {
            for (var slot = 0; slot < _isDone.Length; slot++)
            {
                if (_isDone[slot]) continue;
                _isDone[slot] = true;
                _answers.TimedOut(slot);
            }

            if (_isFinished) return;
            _isFinished = true;
        }

        Answer();
    }

    private bool IsFinished
    {
        get
        {
            lock (_lock) return _isFinished;
        }
    }

    private bool TryTake(int slot)
    {
        if (_isDone[slot]) return false;
        _isDone[slot] = true;
        return true;
    }

    private bool Release()
    {
        lock (_lock)
        {
            if (--_remaining > 0 || _isFinished) return false;
            _isFinished = true;
        }

        _answers.Deadlines.Cancel(this);
        Answer();
        return true;
    }

    private void Answer()
    {
        _context.Note(_answers.FirstError);
        if (_acks != AckLevel.None) _context.Respond(_answers.Response);
        else if (_answers.FirstError == ErrorCode.None) _context.RespondNothing();

        // A producer that wants no answer learns of a failure by the connection's end (KP-8).
        else _context.CloseConnection();
    }
}
