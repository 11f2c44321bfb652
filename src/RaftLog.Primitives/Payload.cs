namespace RaftLog.Primitives;

/// <summary>
/// Pooled bytes with shared ownership: one produced batch goes to the disk, to every follower and to tail consumers without a
/// copy, and returns to its <see cref="PayloadPool"/> when the last of them lets go.
/// </summary>
/// <remarks>
/// Starts with one reference, held by whoever rented it. Written only before it is shared (the leader stamps base offset and
/// epoch before the append). Thread-safe for <see cref="AddReference"/> and <see cref="Release"/>.
/// </remarks>
public sealed class Payload
{
    private readonly PayloadPool _pool;
    private readonly byte[] _array;
    private int _references;
    private int _length;

    internal Payload(PayloadPool pool, byte[] array, int sizeClass)
    {
        _pool = pool;
        _array = array;
        SizeClass = sizeClass;
    }

    /// <summary>Length in bytes as asked for when it was rented.</summary>
    public int Length => _length;

    /// <summary>The bytes.</summary>
    public Span<byte> Span
    {
        get
        {
            Invariant.Check(Volatile.Read(ref _references) > 0);
            return _array.AsSpan(0, _length);
        }
    }

    /// <summary>The bytes, for code that has to cross an await.</summary>
    public Memory<byte> Memory
    {
        get
        {
            Invariant.Check(Volatile.Read(ref _references) > 0);
            return _array.AsMemory(0, _length);
        }
    }

    /// <summary>The pool's class this buffer belongs to; -1 when it is too large to be kept.</summary>
    internal int SizeClass { get; }

    internal byte[] Array => _array;

    /// <summary>Takes another reference; each is given back by one <see cref="Release"/>.</summary>
    public void AddReference()
    {
        var references = Interlocked.Increment(ref _references);
        Invariant.Check(references > 1);
    }

    /// <summary>
    /// Takes a reference unless the last one has been given back; for caches whose entry may be evicted by another thread.
    /// </summary>
    public bool TryAddReference()
    {
        while (true)
        {
            var references = Volatile.Read(ref _references);
            if (references <= 0) return false;
            if (Interlocked.CompareExchange(ref _references, references + 1, references) == references) return true;
        }
    }

    /// <summary>Gives a reference back; the last one returns the buffer to its pool.</summary>
    public void Release()
    {
        var references = Interlocked.Decrement(ref _references);
        Invariant.Check(references >= 0);
        if (references == 0) _pool.Return(this);
    }

    internal Payload Start(int length)
    {
        Invariant.Check(_references == 0);
        _length = length;
        Volatile.Write(ref _references, 1);
        return this;
    }
}
