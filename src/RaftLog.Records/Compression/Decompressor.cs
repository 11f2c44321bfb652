namespace RaftLog.Records.Compression;

/// <summary>
/// Decompresses one block piece by piece. The one place where what a decoder makes of hostile bytes becomes a value: whatever
/// it throws is a <see cref="RecordFault.CompressionInvalid"/>, and no more bytes than allowed ever come out.
/// </summary>
/// <param name="outputBytesMax">The cap, which bounds time as well: every decoder here is linear in input plus output.</param>
/// <remarks>Not thread-safe; one block, then dispose. The source is passed to each call, always the same, so that nobody keeps it.</remarks>
internal abstract class Decompressor(int outputBytesMax) : IDisposable
{
    private int _remaining = outputBytesMax;
    private RecordFault _fault;

    /// <summary>How many bytes may still come out.</summary>
    protected int Remaining => _remaining;

    /// <summary>A decoder for <paramref name="codec"/>; null for none and for the codecs that do not exist.</summary>
    public static Decompressor? TryCreate(CompressionCodec codec, int outputBytesMax) => codec switch
    {
        CompressionCodec.Gzip => new GzipDecompressor(outputBytesMax),
        CompressionCodec.Snappy => new SnappyDecompressor(outputBytesMax),
        CompressionCodec.Lz4 => new Lz4Decompressor(outputBytesMax),
        CompressionCodec.Zstd => new ZstdDecompressor(outputBytesMax),
        _ => null,
    };

    /// <summary>Fills some of <paramref name="destination"/>, which is not empty; 0 written without a fault is the end.</summary>
    public RecordFault Read(ReadOnlySpan<byte> source, Span<byte> destination, out int written)
    {
        written = 0;
        if (_fault != RecordFault.None) return _fault;

        // One byte beyond the cap tells a block that just fits from one that does not.
        var allowed = destination[..(int)Math.Min(destination.Length, _remaining + 1L)];
        try
        {
            written = ReadSome(source, allowed);
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            _fault = RecordFault.CompressionInvalid;
        }

        if (written < 0) _fault = RecordFault.CompressionInvalid;
        else if (written > _remaining) _fault = RecordFault.DecompressedTooLarge;
        if (_fault != RecordFault.None) written = 0;
        _remaining -= written;
        return _fault;
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Decodes on. Returns bytes written, 0 at a proper end, <see cref="Invalid"/> for bad input; may also throw anything.</summary>
    protected abstract int ReadSome(ReadOnlySpan<byte> source, Span<byte> destination);

    /// <summary>What <see cref="ReadSome"/> returns for bytes it cannot make sense of.</summary>
    protected const int Invalid = -1;

    /// <summary>Reports that the block announces more than is allowed: <see cref="ReadSome"/> returns this.</summary>
    protected const int BeyondCap = int.MaxValue;
}
