using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using K4os.Compression.LZ4;
using K4os.Compression.LZ4.Streams;
using RaftLog.Records.Compression;
using Snappier;

namespace RaftLog.Records;

/// <summary>Compresses and decompresses blocks of records with Kafka's four codecs. Thread-safe; keeps nothing between calls.</summary>
public static class RecordCompression
{
    private const int DecompressChunkBytes = 16 * 1024;
    private const int ZlibDefaultLevel = 6;

    /// <summary>Whether the number in a batch's attributes is a codec that exists.</summary>
    public static bool IsKnown(CompressionCodec codec) => codec <= CompressionCodec.Zstd;

    /// <summary>Compresses <paramref name="source"/> as one block that every Kafka client reads.</summary>
    /// <param name="codec">A known codec; <see cref="CompressionCodec.None"/> copies.</param>
    /// <param name="source">The records, one after the other.</param>
    /// <param name="destination">Where the block is appended.</param>
    /// <param name="level">
    /// gzip 1 to 9, lz4 1 to 17 (up to 2 fast, then the high compression variants, of which there are ten), zstd -131072 to
    /// 22; clamped. Null is the codec's own default. Snappy has none.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">No such codec.</exception>
    public static void Compress(
        CompressionCodec codec, ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level = null)
    {
        ArgumentNullException.ThrowIfNull(destination);
        switch (codec)
        {
            case CompressionCodec.None: destination.Write(source); break;
            case CompressionCodec.Gzip: CompressGzip(source, destination, level); break;
            case CompressionCodec.Snappy: CompressSnappy(source, destination); break;
            case CompressionCodec.Lz4: CompressLz4(source, destination, level); break;
            case CompressionCodec.Zstd: CompressZstd(source, destination, level); break;
            default: throw new ArgumentOutOfRangeException(nameof(codec), codec, "No such codec.");
        }
    }

    /// <summary>Decompresses a block from anywhere, trusting nothing it says about itself.</summary>
    /// <param name="codec">May be unknown, which is <see cref="RecordFault.CompressionInvalid"/>.</param>
    /// <param name="source">The compressed block.</param>
    /// <param name="destination">Where the records are appended; holds a part of them after a failure.</param>
    /// <param name="outputBytesMax">Decompression stops when this many bytes have come out and more would follow.</param>
    /// <returns>
    /// <see cref="RecordFault.None"/>, <see cref="RecordFault.CompressionInvalid"/> or
    /// <see cref="RecordFault.DecompressedTooLarge"/>.
    /// </returns>
    public static RecordFault Decompress(
        CompressionCodec codec, ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int outputBytesMax)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (codec == CompressionCodec.None)
        {
            if (source.Length > outputBytesMax) return RecordFault.DecompressedTooLarge;
            destination.Write(source);
            return RecordFault.None;
        }

        using var decompressor = Decompressor.TryCreate(codec, outputBytesMax);
        if (decompressor is null) return RecordFault.CompressionInvalid;
        while (true)
        {
            var fault = decompressor.Read(source, destination.GetSpan(DecompressChunkBytes), out var written);
            if (fault != RecordFault.None || written == 0) return fault;
            destination.Advance(written);
        }
    }

    private static void CompressGzip(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level)
    {
        var options = new ZLibCompressionOptions { CompressionLevel = Math.Clamp(level ?? ZlibDefaultLevel, 1, 9) };
        using var gzip = new GZipStream(new BufferWriterStream(destination), options);
        gzip.Write(source);
    }

    private static void CompressSnappy(ReadOnlySpan<byte> source, IBufferWriter<byte> destination)
    {
        destination.Write(XerialFraming.Header);
        while (!source.IsEmpty)
        {
            var block = source[..Math.Min(source.Length, XerialFraming.BlockBytes)];
            var span = destination.GetSpan(sizeof(int) + Snappy.GetMaxCompressedLength(block.Length));
            var length = Snappy.Compress(block, span[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(span, length);
            destination.Advance(sizeof(int) + length);
            source = source[block.Length..];
        }
    }

    private static void CompressLz4(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level)
    {
        // Kafka's Java client refuses frames with chained blocks.
        var settings = new LZ4EncoderSettings
        {
            ChainBlocks = false,
            CompressionLevel = level is null or < 3 ? LZ4Level.L00_FAST : (LZ4Level)Math.Min(level.Value, (int)LZ4Level.L12_MAX),
        };
        LZ4Frame.Encode(source, destination, settings);
    }

    private static void CompressZstd(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int? level)
    {
        var clamped = Math.Clamp(
            level ?? ZstdSharp.Compressor.DefaultCompressionLevel,
            ZstdSharp.Compressor.MinCompressionLevel,
            ZstdSharp.Compressor.MaxCompressionLevel);
        using var compressor = new ZstdSharp.Compressor(clamped);
        var span = destination.GetSpan(ZstdSharp.Compressor.GetCompressBound(source.Length));
        destination.Advance(compressor.Wrap(source, span));
    }
}
