using RaftLog.Coordination.Metadata;
using RaftLog.Protocol;

namespace RaftLog.Server.Hosting;

/// <summary>
/// Hands out producer ids from blocks that the controller gave this broker: unique in the cluster, for ever, also across restarts, because
/// what is left of a block is forgotten.
/// </summary>
internal sealed class ProducerIds(Func<Task<ProducerIdBlock>> allocate)
{
    private readonly Lock _lock = new();
    private Task<ProducerIdBlock>? _refill;
    private long _next;
    private long _end;

    /// <summary>The next id; -1 with the error when there is none to be had.</summary>
    internal async ValueTask<(long ProducerId, ErrorCode Error)> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<ProducerIdBlock> refill;
            lock (_lock)
            {
                if (_next < _end) return (_next++, ErrorCode.None);
                refill = _refill ??= RefillAsync();
            }

            var block = await refill.WaitAsync(cancellationToken);
            if (block.Error != ErrorCode.None) return (-1, block.Error);
        }
    }

    private async Task<ProducerIdBlock> RefillAsync()
    {
        // Leaves the caller's lock before anything else happens.
        await Task.Yield();
        var block = default(ProducerIdBlock);
        try
        {
            return block = await allocate();
        }
        finally
        {
            lock (_lock)
            {
                (_next, _end) = (block.FirstId, block.FirstId + block.Count);
                _refill = null;
            }
        }
    }
}
