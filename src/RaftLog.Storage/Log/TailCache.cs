using RaftLog.Primitives;

namespace RaftLog.Storage.Log;

/// <summary>
/// The newest entries of one log, with a reference to each payload: a ring, contiguous up to the log's end. Guarded by the log's lock.
/// </summary>
internal sealed class TailCache
{
    /// <summary>What an entry is charged beyond its payload: its slot in the ring and its share of bookkeeping.</summary>
    private const int EntryOverheadBytes = 128;

    private LogEntry[] _ring = new LogEntry[16];
    private int _start;

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public ref readonly LogEntry this[int position] => ref _ring[(_start + position) & (_ring.Length - 1)];

    public static long ChargeOf(in LogEntry entry) => entry.PayloadLength + EntryOverheadBytes;

    public void Add(in LogEntry entry)
    {
        if (Count == _ring.Length) Grow();
        entry.Payload?.AddReference();
        _ring[(_start + Count) & (_ring.Length - 1)] = entry;
        Count++;
        Bytes += ChargeOf(entry);
    }

    /// <summary>Drops the oldest entries that lie wholly below <paramref name="end"/>; returns the bytes let go.</summary>
    public long EvictBelow(LogIndex end)
    {
        var before = Bytes;
        while (Count > 0 && this[0].LastIndex < end)
        {
            Drop(_start);
            _start = (_start + 1) & (_ring.Length - 1);
        }

        return before - Bytes;
    }

    /// <summary>Drops the entries from <paramref name="index"/> on; returns the bytes let go.</summary>
    public long TruncateFrom(LogIndex index)
    {
        var before = Bytes;
        while (Count > 0 && this[Count - 1].Index >= index) Drop((_start + Count - 1) & (_ring.Length - 1));
        return before - Bytes;
    }

    /// <summary>
    /// The position of the entry that occupies <paramref name="index"/>; -1 when it lies before, <see cref="Count"/> when after.
    /// </summary>
    public int FindIndex(LogIndex index)
    {
        if (Count > 0 && index < this[0].Index) return -1;
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (this[middle].LastIndex < index) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>
    /// The position of the first entry that ends after <paramref name="offset"/>; <see cref="Count"/> when none does.
    /// </summary>
    public int FindOffset(Offset offset)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (this[middle].EndOffset <= offset) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private void Drop(int slot)
    {
        Bytes -= ChargeOf(_ring[slot]);
        _ring[slot].Payload?.Release();
        _ring[slot] = default;
        Count--;
    }

    private void Grow()
    {
        var larger = new LogEntry[_ring.Length * 2];
        for (var i = 0; i < Count; i++) larger[i] = this[i];
        (_ring, _start) = (larger, 0);
    }
}
