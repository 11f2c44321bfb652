namespace RaftLog.Protocol;

/// <summary>What came of decoding a frame.</summary>
public enum DecodeStatus
{
    /// <summary>Decoded.</summary>
    Done,

    /// <summary>No such API. Kafka closes the connection.</summary>
    UnknownApi,

    /// <summary>
    /// The API is known, the version is not. Kafka closes the connection, except for ApiVersions, which is answered in v0 with
    /// <see cref="ErrorCode.UnsupportedVersion"/> and the range it has (KIP-511).
    /// </summary>
    UnsupportedVersion,

    /// <summary>The bytes are not what they claim to be. The connection is closed.</summary>
    Malformed,
}
