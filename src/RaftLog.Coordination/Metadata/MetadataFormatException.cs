namespace RaftLog.Coordination.Metadata;

/// <summary>What is wrong with encoded metadata.</summary>
public enum MetadataFormatFailure
{
    /// <summary>The bytes end too early, or their checksum says that they changed.</summary>
    Corrupt,

    /// <summary>The envelope is of a later release.</summary>
    UnsupportedEnvelope,

    /// <summary>A record type this release does not know.</summary>
    UnknownRecordType,

    /// <summary>A version of a known record that this release does not know.</summary>
    UnsupportedRecordVersion,

    /// <summary>The checksum holds, yet a record's fields contradict its layout or each other.</summary>
    MalformedRecord,
}

/// <summary>
/// Encoded metadata cannot be read. Blast radius: the replica of the metadata group stops. What it does not understand it must
/// not skip, or its image would silently differ from the others'.
/// </summary>
public sealed class MetadataFormatException : Exception
{
    internal MetadataFormatException(MetadataFormatFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    /// <summary>What is wrong.</summary>
    public MetadataFormatFailure Failure { get; }

    internal static MetadataFormatException Corrupt(string what) =>
        new(MetadataFormatFailure.Corrupt, $"Encoded metadata is damaged: {what}.");

    internal static MetadataFormatException Inconsistent(string what) =>
        new(MetadataFormatFailure.MalformedRecord, $"A metadata record is malformed: {what}.");
}
