namespace RaftLog.Records;

/// <summary>Walks the headers of a <see cref="RecordView"/>, which has already checked them. A struct for <c>foreach</c>.</summary>
public ref struct RecordHeaderEnumerator
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _remaining;
    private int _at;

    internal RecordHeaderEnumerator(ReadOnlySpan<byte> bytes, int count)
    {
        _bytes = bytes;
        _remaining = count;
    }

    /// <summary>The header last moved to.</summary>
    public RecordHeaderView Current { get; private set; }

    /// <summary>This enumerator, from where it stands.</summary>
    public readonly RecordHeaderEnumerator GetEnumerator() => this;

    /// <summary>Moves to the next header; false after the last.</summary>
    public bool MoveNext()
    {
        if (_remaining == 0) return false;
        _remaining--;
        RecordLayout.TryReadInt32(_bytes, ref _at, out var keyLength);
        var key = _bytes.Slice(_at, keyLength);
        _at += keyLength;
        RecordLayout.TryReadInt32(_bytes, ref _at, out var valueLength);
        var value = valueLength < 0 ? default : new NullableBytes(_bytes.Slice(_at, valueLength));
        _at += Math.Max(valueLength, 0);
        Current = new RecordHeaderView(key, value);
        return true;
    }
}
