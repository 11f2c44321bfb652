using RaftLog.Primitives;
using RaftLog.Raft;

namespace RaftLog.Replication.Groups;

/// <content>What the rest of the cluster says, and what is asked of the group as a whole.</content>
internal sealed partial class RaftGroup
{
    private readonly Dictionary<long, TaskCompletionSource<Offset?>> _reads = [];
    private readonly Queue<(LogIndex Index, TaskCompletionSource<Offset?> Reader)> _confirmedReads = new();

    /// <summary>
    /// A message from a peer; any thread. Takes over one reference on each entry's payload, and on <see cref="RaftMessage.Chunk"/>.
    /// </summary>
    internal void Step(in RaftMessage message, LogEntry[] entries) => Post(new StepOperation(message, entries));

    /// <summary>Messages to this peer were dropped; any thread.</summary>
    internal void PeerUnreachable(NodeId peer) => Post(new PeerUnreachableOperation(peer));

    /// <summary>Changes who votes and who learns; any thread. Accepted means begun.</summary>
    internal Task<ProposeResult> ChangeConfigurationAsync(RaftConfigurationChange change)
    {
        var operation = new RequestOperation(group => group._node.ProposeConfiguration(change, group.NowMs));
        Post(operation);
        return operation.Task;
    }

    /// <summary>Hands the leadership to another voter; any thread. Accepted means begun.</summary>
    internal Task<ProposeResult> TransferLeadershipAsync(NodeId target)
    {
        var operation = new RequestOperation(group => group._node.TransferLeadership(target));
        Post(operation);
        return operation.Task;
    }

    /// <summary>
    /// The high watermark at a moment after this call at which it covered everything acknowledged before; null when no leader could confirm
    /// that. Any replica, any thread.
    /// </summary>
    internal Task<Offset?> ConfirmReadAsync()
    {
        var operation = new ReadOperation();
        Post(operation);
        return operation.Reader.Task;
    }

    private void StepAndBorrow(in RaftMessage message, LogEntry[] entries)
    {
        // Until the end of the round: by then the Ready that holds them has been carried out, and the log has references of its own.
        foreach (var entry in entries)
        {
            if (entry.Payload is { } payload) _borrowed.Add(payload);
        }

        if (message.Chunk is { } chunk) _borrowed.Add(chunk);
        _node.Step(message, entries);
    }

    private void ConfirmReads(ReadOnlySpan<ReadState> states)
    {
        foreach (ref readonly var state in states)
        {
            if (!_reads.Remove(state.RequestId, out var reader)) continue;
            if (state.Failed) reader.TrySetResult(null);
            else _confirmedReads.Enqueue((state.Index, reader));
        }
    }

    private void CompleteConfirmedReads()
    {
        for (var i = _confirmedReads.Count; i > 0; i--)
        {
            var (index, reader) = _confirmedReads.Dequeue();
            if (index <= _commitIndex && _recoveredEnd <= _commitIndex) reader.TrySetResult(_highWatermark);
            else _confirmedReads.Enqueue((index, reader));
        }
    }

    private void FailReads()
    {
        foreach (var (_, reader) in _reads) reader.TrySetResult(null);
        foreach (var (_, reader) in _confirmedReads) reader.TrySetResult(null);
        _reads.Clear();
        _confirmedReads.Clear();
    }

    private sealed class StepOperation(RaftMessage message, LogEntry[] entries) : GroupOperation
    {
        internal override void Execute(RaftGroup group) => group.StepAndBorrow(message, entries);

        internal override void Abandon(RaftGroup group)
        {
            foreach (var entry in entries) entry.Payload?.Release();
            message.Chunk?.Release();
        }
    }

    private sealed class PeerUnreachableOperation(NodeId peer) : GroupOperation
    {
        internal override void Execute(RaftGroup group) => group._node.PeerUnreachable(peer);

        internal override void Abandon(RaftGroup group)
        {
        }
    }

    private sealed class RequestOperation(Func<RaftGroup, ProposeResult> request) : GroupOperation
    {
        private readonly TaskCompletionSource<ProposeResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task<ProposeResult> Task => _completion.Task;

        internal override void Execute(RaftGroup group) => _completion.TrySetResult(request(group));

        internal override void Abandon(RaftGroup group) => _completion.TrySetResult(ProposeResult.NotLeader);
    }

    private sealed class ReadOperation : GroupOperation
    {
        internal TaskCompletionSource<Offset?> Reader { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal override void Execute(RaftGroup group) => group._reads.Add(group._node.RequestRead(), Reader);

        internal override void Abandon(RaftGroup group) => Reader.TrySetResult(null);
    }
}
