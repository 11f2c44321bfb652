namespace RaftLog.Records.Compression;

/// <summary>A decompressor around a library that reads from a stream.</summary>
/// <param name="outputBytesMax">See <see cref="Decompressor"/>.</param>
/// <param name="tail">Bytes the library is to find after the block.</param>
internal abstract class StreamDecompressor(int outputBytesMax, ReadOnlyMemory<byte> tail = default) : Decompressor(outputBytesMax)
{
    private readonly BorrowedStream _input = new(tail);
    private Stream? _output;

    public override void Dispose() => _output?.Dispose();

    /// <summary>Wraps the decoder around the compressed bytes.</summary>
    protected abstract Stream Open(Stream compressed);

    protected sealed override unsafe int ReadSome(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* start = source)
        {
            _input.Lend(start, source.Length);
            try
            {
                _output ??= Open(_input);
                return _output.Read(destination);
            }
            finally
            {
                _input.TakeBack();
            }
        }
    }
}
