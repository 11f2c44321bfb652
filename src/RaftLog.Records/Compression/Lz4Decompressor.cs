using K4os.Compression.LZ4.Streams;

namespace RaftLog.Records.Compression;

/// <summary>
/// LZ4 frames, one or several in a row: blocks independent or chained, with or without content size and checksums, which are
/// verified where present. Frames that need a dictionary are refused.
/// </summary>
internal sealed class Lz4Decompressor(int outputBytesMax) : StreamDecompressor(outputBytesMax)
{
    protected override Stream Open(Stream compressed) => LZ4Stream.Decode(compressed);
}
