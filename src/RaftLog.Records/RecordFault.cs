namespace RaftLog.Records;

/// <summary>What is wrong with a block of records.</summary>
public enum RecordFault : byte
{
    /// <summary>Nothing, so far.</summary>
    None = 0,

    /// <summary>The block ends before the records it should hold.</summary>
    Truncated,

    /// <summary>A length or count that is negative, overlong or reaches past the end of its record.</summary>
    FieldInvalid,

    /// <summary>A record's fields end before its stated length does.</summary>
    LengthMismatch,

    /// <summary>Bytes remain after the last record.</summary>
    TrailingBytes,

    /// <summary>The block does not decompress.</summary>
    CompressionInvalid,

    /// <summary>The block decompresses to more bytes than allowed.</summary>
    DecompressedTooLarge,
}
