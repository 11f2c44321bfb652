using System.IO.Compression;

namespace RaftLog.Records.Compression;

/// <summary>gzip, one member or several in a row.</summary>
/// <remarks>
/// <see cref="GZipStream"/> accepts a member whose trailer (CRC and length) is cut off, which other decoders refuse. So it finds an
/// empty member after the block: after a whole one that adds nothing, and after a cut one its bytes are taken for the
/// trailer and do not match.
/// </remarks>
internal sealed class GzipDecompressor(int outputBytesMax) : StreamDecompressor(outputBytesMax, EmptyMember)
{
    /// <summary>Header without options, an empty final deflate block, CRC 0, length 0.</summary>
    private static readonly byte[] EmptyMember = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    protected override Stream Open(Stream compressed) => new GZipStream(compressed, CompressionMode.Decompress);
}
