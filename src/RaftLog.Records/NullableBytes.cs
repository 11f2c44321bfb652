namespace RaftLog.Records;

/// <summary>
/// Bytes that may be absent: a record's key or value. Absent is not empty (a record without a value is a tombstone), a
/// difference that a span cannot carry and that a null array silently loses on its way to <see cref="ReadOnlyMemory{T}"/>.
/// The default is absent.
/// </summary>
public readonly ref struct NullableBytes
{
    private readonly bool _isPresent;

    /// <summary>Present bytes, possibly none.</summary>
    public NullableBytes(ReadOnlySpan<byte> bytes)
    {
        Span = bytes;
        _isPresent = true;
    }

    /// <summary>Absent.</summary>
    public static NullableBytes Null => default;

    /// <summary>Whether there are no bytes, not even zero of them.</summary>
    public bool IsNull => !_isPresent;

    /// <summary>The bytes; empty when absent.</summary>
    public ReadOnlySpan<byte> Span { get; }

    /// <summary>Length as the record format counts it: -1 when absent.</summary>
    public int Length => _isPresent ? Span.Length : -1;

    /// <summary>Null stays absent.</summary>
    public static implicit operator NullableBytes(byte[]? bytes) => bytes is null ? default : new NullableBytes(bytes.AsSpan());

    /// <summary>A span is always present.</summary>
    public static implicit operator NullableBytes(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>A copy, or null when absent.</summary>
    public byte[]? ToArray() => _isPresent ? Span.ToArray() : null;
}
