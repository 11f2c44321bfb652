using System.Buffers;
using ZstdSharp.Unsafe;

namespace RaftLog.Records.Compression;

/// <summary>zstd frames, one or several in a row; the content size is not needed, dictionaries are refused.</summary>
internal sealed class ZstdDecompressor : Decompressor
{
    /// <summary>
    /// 128 MiB. The streaming Java producer names the window of its level whatever the size of its batch, and that is 128 MiB at
    /// level 22, the highest that <c>compression.zstd.level</c> allows. The decoder reserves the window and touches only what
    /// is decoded, which the output cap bounds. The format allows terabytes.
    /// </summary>
    internal const int WindowLogMax = 27;

    private readonly ZstdSharp.Decompressor _decoder = new();
    private int _position;
    private bool _insideFrame;

    public ZstdDecompressor(int outputBytesMax)
        : base(outputBytesMax) => _decoder.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, WindowLogMax);

    public override void Dispose() => _decoder.Dispose();

    protected override int ReadSome(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        while (true)
        {
            // At the end of the input the decoder may still hold output, so it is asked until nothing moves.
            if (_position == source.Length && !_insideFrame) return 0;
            var status = _decoder.UnwrapStream(source[_position..], destination, out var consumed, out var written);
            _position += consumed;
            _insideFrame = status != OperationStatus.Done;
            if (written > 0) return written;
            if (consumed == 0) return _insideFrame ? Invalid : 0;
        }
    }
}
