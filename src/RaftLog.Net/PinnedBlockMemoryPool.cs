using System.Buffers;
using System.Collections.Concurrent;

namespace RaftLog.Net;

/// <summary>
/// The memory of socket pipes: pinned 64 KiB blocks that are kept for reuse up to a bound. With the 4 KiB blocks that are usual, a
/// received batch is cut into many segments and costs several times the CPU per byte.
/// </summary>
/// <remarks>
/// Thread-safe. Larger requests than a block are allocated and left to the collector; pipes do not make them. A block that is
/// returned after <see cref="Dispose(bool)"/> is dropped.
/// </remarks>
/// <param name="retainedBytesMax">How many idle bytes are kept at most.</param>
public sealed class PinnedBlockMemoryPool(long retainedBytesMax = PinnedBlockMemoryPool.DefaultRetainedBytesMax) : MemoryPool<byte>
{
    /// <summary>Length of a block in bytes.</summary>
    public const int BlockBytes = 64 * 1024;

    /// <summary>How many idle bytes are kept unless said otherwise.</summary>
    public const long DefaultRetainedBytesMax = 16L << 20;

    private readonly ConcurrentQueue<Block> _idle = new();
    private long _retainedBytes;
    private volatile bool _isDisposed;

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <summary>Idle bytes kept at the moment.</summary>
    public long RetainedBytes => Interlocked.Read(ref _retainedBytes);

    /// <summary>Rents a block; one larger than a block is allocated for the occasion.</summary>
    /// <param name="minBufferSize">The least length in bytes; -1 for a block.</param>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        if (minBufferSize > BlockBytes) return new Unpooled(minBufferSize);
        if (!_idle.TryDequeue(out var block)) return new Block(this).Start();
        Interlocked.Add(ref _retainedBytes, -BlockBytes);
        return block.Start();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        while (_idle.TryDequeue(out _)) Interlocked.Add(ref _retainedBytes, -BlockBytes);
    }

    private void Return(Block block)
    {
        if (_isDisposed) return;
        if (Interlocked.Add(ref _retainedBytes, BlockBytes) > retainedBytesMax)
        {
            Interlocked.Add(ref _retainedBytes, -BlockBytes);
            return;
        }

        _idle.Enqueue(block);
    }

    private sealed class Block(PinnedBlockMemoryPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _array = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);
        private int _isRented;

        public Memory<byte> Memory => _array;

        internal Block Start()
        {
            _isRented = 1;
            return this;
        }

        public void Dispose()
        {
            // A second Dispose must not put the block into the pool twice: two connections would share it.
            if (Interlocked.Exchange(ref _isRented, 0) == 1) pool.Return(this);
        }
    }

    private sealed class Unpooled(int length) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(length, pinned: true);

        public void Dispose()
        {
            // Left to the collector.
        }
    }
}
