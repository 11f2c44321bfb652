namespace RaftLog.Records;

/// <summary>How a batch's records are compressed: the lowest three bits of the batch attributes. 5 to 7 are not assigned.</summary>
public enum CompressionCodec : byte
{
    /// <summary>Records lie in the batch as they are.</summary>
    None = 0,

    /// <summary>RFC 1952.</summary>
    Gzip = 1,

    /// <summary>Raw snappy block, or a sequence of them in xerial framing.</summary>
    Snappy = 2,

    /// <summary>LZ4 frame format.</summary>
    Lz4 = 3,

    /// <summary>RFC 8878.</summary>
    Zstd = 4,
}
