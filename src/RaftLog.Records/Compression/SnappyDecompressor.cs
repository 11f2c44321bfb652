using System.Buffers;
using System.Buffers.Binary;
using Snappier;

namespace RaftLog.Records.Compression;

/// <summary>
/// Snappy as it is found in Kafka: one raw block (librdkafka, sarama, franz-go), or blocks in xerial framing (Java,
/// kafka-python), told apart by the framing's first eight bytes.
/// </summary>
internal sealed class SnappyDecompressor(int outputBytesMax) : Decompressor(outputBytesMax)
{
    /// <summary>
    /// No snappy element yields more than 64 bytes for 3, so a block that announces more than this times its length lies, and
    /// nothing is rented for it.
    /// </summary>
    private const int ExpansionMax = 22;

    private byte[]? _block;
    private int _blockLength;
    private int _blockRead;
    private int _position;
    private bool _isFramed;

    public override void Dispose()
    {
        if (_block is not null) ArrayPool<byte>.Shared.Return(_block);
        _block = null;
    }

    protected override int ReadSome(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        while (_blockRead == _blockLength)
        {
            if (_position == source.Length && _position > 0) return 0;
            var next = TakeBlock(source, out var block) ? Decode(block) : Invalid;
            if (next != 0) return next;
        }

        var count = Math.Min(destination.Length, _blockLength - _blockRead);
        _block.AsSpan(_blockRead, count).CopyTo(destination);
        _blockRead += count;
        return count;
    }

    /// <summary>The next compressed block; empty after a header, false when the framing is broken.</summary>
    private bool TakeBlock(ReadOnlySpan<byte> source, out ReadOnlySpan<byte> block)
    {
        block = default;
        var rest = source[_position..];
        if (_position == 0 && !rest.StartsWith(XerialFraming.Magic))
        {
            _position = source.Length;
            block = rest;
            return rest.Length > 0;
        }

        // A header may come again between blocks: streams can be concatenated.
        if (!_isFramed || rest.StartsWith(XerialFraming.Magic))
        {
            _isFramed = true;
            _position += XerialFraming.HeaderBytes;
            return XerialFraming.IsHeader(rest);
        }

        if (rest.Length < sizeof(int)) return false;
        var length = BinaryPrimitives.ReadInt32BigEndian(rest);
        if (length <= 0 || length > rest.Length - sizeof(int)) return false;
        block = rest.Slice(sizeof(int), length);
        _position += sizeof(int) + length;
        return true;
    }

    /// <summary>Decodes a block into the buffer: 0, or what <see cref="ReadSome"/> has to return instead of bytes.</summary>
    private int Decode(ReadOnlySpan<byte> block)
    {
        if (block.IsEmpty) return 0;
        var length = Snappy.GetUncompressedLength(block);
        if (length < 0 || length > (long)block.Length * ExpansionMax) return Invalid;
        if (length > Remaining) return BeyondCap;
        if (_block is null || _block.Length < length)
        {
            Dispose();
            _block = ArrayPool<byte>.Shared.Rent(length);
        }

        if (!Snappy.TryDecompress(block, _block.AsSpan(0, length), out var written) || written != length) return Invalid;
        _blockLength = length;
        _blockRead = 0;
        return 0;
    }
}
