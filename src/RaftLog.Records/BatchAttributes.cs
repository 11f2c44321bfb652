namespace RaftLog.Records;

/// <summary>The 16 attribute bits of a batch, without their meaning as a number: bits 0-2 are the codec.</summary>
[Flags]
public enum BatchAttributes : short
{
    /// <summary>Uncompressed, create time, not transactional, data.</summary>
    None = 0,

    /// <summary>Bits 0-2: <see cref="CompressionCodec"/>.</summary>
    CodecMask = 0x07,

    /// <summary>Bit 3: <see cref="TimestampType.LogAppendTime"/>.</summary>
    LogAppendTime = 0x08,

    /// <summary>Bit 4: part of a transaction (KIP-98).</summary>
    Transactional = 0x10,

    /// <summary>Bit 5: a control batch; consumers skip its record.</summary>
    Control = 0x20,

    /// <summary>Bit 6: the base timestamp holds a delete horizon instead (set by log compaction only).</summary>
    DeleteHorizon = 0x40,

    /// <summary>Bits 7-15: zero.</summary>
    Reserved = unchecked((short)0xFF80),
}
