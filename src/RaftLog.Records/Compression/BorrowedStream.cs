namespace RaftLog.Records.Compression;

/// <summary>
/// Lets a decoder that wants a <see cref="Stream"/> read from a span: the span is lent for the length of a call and only the
/// position outlives it.
/// </summary>
/// <param name="tail">Bytes that the reader finds after those of the span; usually none.</param>
internal sealed unsafe class BorrowedStream(ReadOnlyMemory<byte> tail) : Stream
{
    private byte* _start;
    private int _length;
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Lends <paramref name="length"/> bytes that stay where they are until <see cref="TakeBack"/>.</summary>
    public void Lend(byte* start, int length)
    {
        _start = start;
        _length = length;
    }

    /// <summary>Ends the loan.</summary>
    public void TakeBack()
    {
        _start = null;
        _length = 0;
    }

    public override int Read(Span<byte> buffer)
    {
        var rest = _position >= _length
            ? tail.Span[Math.Min(_position - _length, tail.Length)..]
            : new ReadOnlySpan<byte>(_start + _position, _length - _position);
        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
