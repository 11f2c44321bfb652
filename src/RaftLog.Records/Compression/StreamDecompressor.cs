namespace RaftLog.Records.Compression;

/// <summary>A decompressor around a library that reads from a stream.</summary>
internal abstract class StreamDecompressor(int outputBytesMax) : Decompressor(outputBytesMax)
{
    private readonly BorrowedStream _input = new();
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
