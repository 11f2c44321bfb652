using RaftLog.Records.Compression;

namespace RaftLog.Records;

/// <summary>
/// Gives access to all records of a batch, decompressing them into a pooled buffer when needed. Dispose it; records read from it
/// are not valid afterwards.
/// </summary>
public readonly ref struct RecordBatchReader : IDisposable
{
    private readonly PooledBuffer? _decompressed;

    /// <summary>Opens one whole batch whose frame has been checked; its CRC is the caller's business.</summary>
    /// <param name="batch">The batch; must stay valid while this is in use.</param>
    /// <param name="decompressedBytesMax">Cap on what the records may come to; bounds memory and time.</param>
    public RecordBatchReader(ReadOnlySpan<byte> batch, int decompressedBytesMax)
    {
        Header = new RecordBatchHeader(batch);
        var block = batch[RecordBatchHeader.Bytes..];
        if (Header.Codec == CompressionCodec.None)
        {
            Block = block;
            return;
        }

        _decompressed = new PooledBuffer((int)Math.Min(4L * block.Length, decompressedBytesMax));
        Fault = RecordCompression.Decompress(Header.Codec, block, _decompressed, decompressedBytesMax);
        if (Fault == RecordFault.None) Block = _decompressed.Written;
    }

    /// <summary>The batch's header.</summary>
    public RecordBatchHeader Header { get; }

    /// <summary>Why the batch could not be decompressed; then there are no records.</summary>
    public RecordFault Fault { get; }

    /// <summary>The uncompressed records, one after the other.</summary>
    public ReadOnlySpan<byte> Block { get; }

    /// <summary>Walks the records; look at <see cref="RecordEnumerator.Fault"/> afterwards. Only without a <see cref="Fault"/>.</summary>
    public RecordEnumerator Records => new(Block, Fault == RecordFault.None ? Header.RecordsCount : 0);

    /// <summary>Returns the buffer.</summary>
    public void Dispose() => _decompressed?.Dispose();
}
