using System.Buffers.Binary;

namespace RaftLog.Records.Compression;

/// <summary>The framing that the Java client puts around snappy blocks.</summary>
/// <remarks>
/// <code>
///   0        1   2   3   4   5   6   7   8            12           16           20
///   +-------+---+---+---+---+---+---+---+------------+------------+------------+- - - - - -+- - -
///   | 82    | S | N | A | P | P | Y | 0 | version 1  | compatible | length     | raw block | length …
///   |       |   |   |   |   |   |   |   | int32 BE   | with 1, BE | int32 BE   |           |
///   +-------+---+---+---+---+---+---+---+------------+------------+------------+- - - - - -+- - -
/// </code>
/// Some readers compare all sixteen bytes (kafka-python), so they are written exactly so; read, the versions only have to be
/// positive, since a writer with its bytes the wrong way round is known.
/// </remarks>
internal static class XerialFraming
{
    public const int HeaderBytes = 16;

    /// <summary>Uncompressed bytes to a block, as the Java client has it.</summary>
    public const int BlockBytes = 32 * 1024;

    private const int VersionAt = 8;

    public static ReadOnlySpan<byte> Magic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];

    public static ReadOnlySpan<byte> Header =>
        [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1];

    /// <summary>Whether bytes that start with the magic go on as a header.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> source) =>
        source.Length >= HeaderBytes && BinaryPrimitives.ReadInt32BigEndian(source[VersionAt..]) > 0;
}
