namespace RaftLog.Storage.Disks;

/// <summary>The bytes of one file of a <see cref="MemoryDisk"/>, in blocks, so that growth never copies. Thread-safe.</summary>
/// <remarks>
/// Counted references: one for the name, one for each open handle. The blocks are given back to the budget with the last.
/// A block that was never written is null and reads as zeros.
/// </remarks>
internal sealed class MemoryFile(MemoryBudget budget)
{
    public const int BlockBytes = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly List<byte[]?> _blocks = [];
    private long _length;
    private int _references = 1;

    public long Length => Interlocked.Read(ref _length);

    public void AddReference() => Interlocked.Increment(ref _references);

    public void ReleaseReference()
    {
        if (Interlocked.Decrement(ref _references) > 0) return;
        lock (_gate) DropBlocksFrom(0);
    }

    public int Read(Span<byte> buffer, long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        lock (_gate)
        {
            var count = (int)Math.Clamp(_length - position, 0, buffer.Length);
            for (var done = 0; done < count;)
            {
                var (block, within) = Locate(position + done);
                var piece = buffer[done..Math.Min(count, done + BlockBytes - within)];
                if (_blocks[block] is { } bytes) bytes.AsSpan(within, piece.Length).CopyTo(piece);
                else piece.Clear();
                done += piece.Length;
            }

            return count;
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long position, string path)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        lock (_gate)
        {
            for (var done = 0; done < bytes.Length;)
            {
                var (block, within) = Locate(position + done);
                var piece = bytes.Slice(done, Math.Min(bytes.Length - done, BlockBytes - within));
                piece.CopyTo(BlockForWriting(block, path).AsSpan(within));
                done += piece.Length;
                Interlocked.Exchange(ref _length, Math.Max(_length, position + done));
            }
        }
    }

    public void SetLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        lock (_gate)
        {
            var (block, within) = Locate(length);
            var firstUnused = within == 0 ? block : block + 1;
            DropBlocksFrom(firstUnused);

            // What is cut off must read as zeros if the file grows again.
            if (length < _length && within > 0 && _blocks[block] is { } last) last.AsSpan(within).Clear();
            while (_blocks.Count < firstUnused) _blocks.Add(null);
            Interlocked.Exchange(ref _length, length);
        }
    }

    private static (int Block, int Within) Locate(long position) =>
        (checked((int)(position / BlockBytes)), (int)(position % BlockBytes));

    private byte[] BlockForWriting(int block, string path)
    {
        while (_blocks.Count <= block) _blocks.Add(null);
        if (_blocks[block] is { } existing) return existing;
        if (!budget.TryTake(BlockBytes)) throw new DiskException(DiskFailure.Full, path, "the memory disk is full");
        var fresh = new byte[BlockBytes];
        _blocks[block] = fresh;
        return fresh;
    }

    private void DropBlocksFrom(int firstUnused)
    {
        if (firstUnused >= _blocks.Count) return;
        for (var i = firstUnused; i < _blocks.Count; i++)
        {
            if (_blocks[i] is not null) budget.Return(BlockBytes);
        }

        _blocks.RemoveRange(firstUnused, _blocks.Count - firstUnused);
    }
}
