using System.Buffers;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Protocol;
using RaftLog.Replication.Groups;
using RaftLog.Server.Cluster;

namespace RaftLog.Server.Hosting;

/// <summary>One request to the controller: decided on the metadata group's pump, answered when what it wrote is committed.</summary>
internal sealed class MetadataDecision<TResult>(
    MetadataMachine machine, PayloadPool payloads, Func<MetadataMachine, Decision<TResult>> decide) : GroupDecision
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult _result = default!; // set by Decide, read only after it

    /// <summary>The answer; fails with <see cref="MetadataUnavailableException"/> when this broker cannot decide.</summary>
    internal Task<TResult> Task => _completion.Task;

    /// <inheritdoc/>
    protected override Payload? Decide(long nowMs)
    {
        var decision = decide(machine);
        _result = decision.Result;
        if (decision.Records.IsEmpty) return null;
        var bytes = new ArrayBufferWriter<byte>();
        MetadataRecordCodec.Write(bytes, decision.Records);
        return payloads.Copy(bytes.WrittenSpan);
    }

    /// <inheritdoc/>
    protected override void Completed(CommandOutcome outcome)
    {
        if (outcome == CommandOutcome.Committed)
        {
            _completion.TrySetResult(_result);
            return;
        }

        var error = outcome switch
        {
            CommandOutcome.NotLeader => ErrorCode.NotController,
            CommandOutcome.StorageError => ErrorCode.KafkaStorageError,
            CommandOutcome.Closed => ErrorCode.NotController,
            _ => throw new InvariantBrokenException($"Unknown outcome {outcome}."),
        };
        _completion.TrySetException(new MetadataUnavailableException(error));
    }
}
