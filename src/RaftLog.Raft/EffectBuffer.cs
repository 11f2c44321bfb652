using System.Runtime.CompilerServices;

namespace RaftLog.Raft;

/// <summary>
/// A queue of effects that is handed out as one span and cleared after the driver has carried them out. Effects added meanwhile wait
/// behind those handed out. Keeps its array, so steady traffic allocates nothing.
/// </summary>
internal sealed class EffectBuffer<T>
{
    private T[] _items = [];
    private int _count;
    private int _handedOut;

    public int Count => _count;

    public bool HasNew => _count > _handedOut;

    public ref T this[int index] => ref _items[index];

    public ReadOnlySpan<T> Items => new(_items, 0, _count);

    public void Add(in T item)
    {
        if (_count == _items.Length) Grow(_count + 1);
        _items[_count++] = item;
    }

    public void AddRange(ReadOnlySpan<T> items)
    {
        if (_count + items.Length > _items.Length) Grow(_count + items.Length);
        items.CopyTo(_items.AsSpan(_count));
        _count += items.Length;
    }

    /// <summary>Drops the last items, none of which is handed out.</summary>
    public void RemoveFrom(int index)
    {
        Primitives.Invariant.Check(index >= _handedOut && index <= _count);
        Clear(index, _count - index);
        _count = index;
    }

    /// <summary>Drops those not handed out that meet <paramref name="condition"/>; the rest keep their order.</summary>
    public void RemoveNew(Predicate<T> condition)
    {
        var kept = _handedOut;
        for (var i = _handedOut; i < _count; i++)
        {
            if (!condition(_items[i])) _items[kept++] = _items[i];
        }

        Clear(kept, _count - kept);
        _count = kept;
    }

    public ReadOnlySpan<T> HandOut()
    {
        _handedOut = _count;
        return new ReadOnlySpan<T>(_items, 0, _count);
    }

    /// <summary>Forgets what was handed out.</summary>
    public void Advance()
    {
        var rest = _count - _handedOut;
        if (rest > 0) Array.Copy(_items, _handedOut, _items, 0, rest);
        Clear(rest, _count - rest);
        _count = rest;
        _handedOut = 0;
    }

    private void Clear(int start, int length)
    {
        // Borrowed payloads must not be kept alive by a buffer that has let go of them.
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) Array.Clear(_items, start, length);
    }

    // A fresh array, so that a span handed out keeps its contents.
    private void Grow(int needed) => Array.Resize(ref _items, Math.Max(needed, Math.Max(4, _items.Length * 2)));
}
