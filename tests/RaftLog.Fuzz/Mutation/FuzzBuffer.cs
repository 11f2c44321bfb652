namespace RaftLog.Fuzz.Mutation;

/// <summary>The input under mutation: one array that is used again and again, and how much of it counts. Edits that would
/// outgrow it are cut short.</summary>
internal sealed class FuzzBuffer
{
    public const int Capacity = 128 * 1024;

    private readonly byte[] _bytes = new byte[Capacity];

    public int Length { get; private set; }

    public Span<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public void Load(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes);
        Length = bytes.Length;
    }

    public void Truncate(int length) => Length = Math.Min(length, Length);

    /// <summary>Opens a gap of <paramref name="count"/> bytes; whatever does not fit any more falls off the end.</summary>
    /// <returns>The gap, with old bytes in it; shorter than asked for at the end of the buffer.</returns>
    public Span<byte> Insert(int at, int count)
    {
        count = Math.Min(count, Capacity - at);
        var moved = Math.Min(Length - at, Capacity - at - count);
        _bytes.AsSpan(at, moved).CopyTo(_bytes.AsSpan(at + count));
        Length = at + count + moved;
        return _bytes.AsSpan(at, count);
    }

    public void Remove(int at, int count)
    {
        count = Math.Min(count, Length - at);
        _bytes.AsSpan(at + count, Length - at - count).CopyTo(_bytes.AsSpan(at));
        Length -= count;
    }

    /// <summary>Replaces everything from <paramref name="at"/> on.</summary>
    public void ReplaceTail(int at, ReadOnlySpan<byte> tail)
    {
        tail = tail[..Math.Min(tail.Length, Capacity - at)];
        tail.CopyTo(_bytes.AsSpan(at));
        Length = at + tail.Length;
    }
}
