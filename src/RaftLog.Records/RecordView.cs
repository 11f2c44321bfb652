namespace RaftLog.Records;

/// <summary>One record of a batch, read in place; valid as long as the bytes it was read from.</summary>
/// <remarks>
/// <code>
///   +--------+------------+-----------------+--------------+--------+-----+----------+-------+---------+- - - - - -
///   | length | attributes | timestamp delta | offset delta | key    | key | value    | value | header  | headers
///   | varint |  int8 (0)  |    varlong      |    varint    | length |     | length   |       | count   |
///   +--------+------------+-----------------+--------------+ varint +-----+ varint   +-------+ varint  +- - - - - -
///   length counts the bytes after itself                     -1 = null      -1 = null
///
///   header:  key length varint (never null) | key, UTF-8 | value length varint, -1 = null | value
/// </code>
/// All integers are zig-zag. The attributes are unused and not looked at; header keys are not checked for well-formed
/// UTF-8, as the broker never interprets them (Kafka does the same).
/// </remarks>
public readonly ref struct RecordView
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly RecordLayout _layout;

    internal RecordView(ReadOnlySpan<byte> body, scoped in RecordLayout layout)
    {
        _body = body;
        _layout = layout;
    }

    /// <summary>Offset less the batch's base offset.</summary>
    public int OffsetDelta => _layout.OffsetDelta;

    /// <summary>Timestamp less the batch's base timestamp, in milliseconds.</summary>
    public long TimestampDelta => _layout.TimestampDelta;

    /// <summary>How many headers follow.</summary>
    public int HeadersCount => _layout.HeadersCount;

    /// <summary>The key.</summary>
    public NullableBytes Key => _layout.KeyLength < 0 ? default : new NullableBytes(_body.Slice(_layout.KeyAt, _layout.KeyLength));

    /// <summary>Whether there is a key, without making a span of it.</summary>
    public bool HasKey => _layout.KeyLength >= 0;

    /// <summary>The value; null marks a tombstone on compacted topics.</summary>
    public NullableBytes Value => _layout.ValueLength < 0 ? default : new NullableBytes(_body.Slice(_layout.ValueAt, _layout.ValueLength));

    /// <summary>The headers, in order.</summary>
    public RecordHeaderEnumerator Headers => new(_body[_layout.HeadersAt..], HeadersCount);

    /// <summary>The headers as encoded, without their count.</summary>
    internal ReadOnlySpan<byte> HeaderBytes => _body[_layout.HeadersAt..];
}
