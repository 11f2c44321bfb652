namespace RaftLog.Records;

/// <summary>One header of a record, read in place.</summary>
public readonly ref struct RecordHeaderView
{
    internal RecordHeaderView(ReadOnlySpan<byte> key, NullableBytes value)
    {
        Key = key;
        Value = value;
    }

    /// <summary>The key: UTF-8 by contract, unchecked.</summary>
    public ReadOnlySpan<byte> Key { get; }

    /// <summary>The value.</summary>
    public NullableBytes Value { get; }
}
