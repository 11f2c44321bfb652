using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace RaftLog.Net;

/// <summary>
/// Gives Kestrel our pools instead of its own. Register it as <c>IMemoryPoolFactory&lt;byte&gt;</c> before the server is built; it
/// hands the same pool to every part of one server, so that blocks idle in one are used by the other.
/// </summary>
public sealed class PinnedBlockMemoryPoolFactory : IMemoryPoolFactory<byte>, IDisposable
{
    private readonly PinnedBlockMemoryPool _pool;

    /// <summary>A factory of one pool.</summary>
    /// <param name="retainedBytesMax">How many idle bytes the pool keeps at most.</param>
    public PinnedBlockMemoryPoolFactory(long retainedBytesMax = PinnedBlockMemoryPool.DefaultRetainedBytesMax) =>
        _pool = new PinnedBlockMemoryPool(retainedBytesMax);

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Share(_pool);

    /// <summary>Lets the idle blocks go; blocks still rented go when they are returned.</summary>
    public void Dispose() => _pool.Dispose();

    /// <summary>What one part of the server sees: it may dispose its share without taking the pool from the others.</summary>
    private sealed class Share(PinnedBlockMemoryPool pool) : MemoryPool<byte>
    {
        public override int MaxBufferSize => pool.MaxBufferSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => pool.Rent(minBufferSize);

        protected override void Dispose(bool disposing)
        {
            // The pool outlives its shares.
        }
    }
}
