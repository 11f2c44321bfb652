using System.IO.Compression;

namespace RaftLog.Records.Compression;

/// <summary>gzip, one member or several in a row.</summary>
internal sealed class GzipDecompressor(int outputBytesMax) : StreamDecompressor(outputBytesMax)
{
    protected override Stream Open(Stream compressed) => new GZipStream(compressed, CompressionMode.Decompress);
}
