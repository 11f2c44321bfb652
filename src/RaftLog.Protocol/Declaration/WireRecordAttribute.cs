namespace RaftLog.Protocol;

/// <summary>
/// Declares a partial class as a versioned binary record in Kafka's encoding that belongs to no API: headers, coordinator
/// log records, our own metadata records. Usable from any project that references the generator.
/// </summary>
/// <param name="versions">The versions this code reads and writes: <c>"0-4"</c> or <c>"0"</c>, both ends inclusive.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WireRecordAttribute(string versions) : Attribute
{
    /// <summary>The versions read and written.</summary>
    public string Versions { get; } = versions;

    /// <summary>Where the compact encoding with tagged fields begins, as <c>"4+"</c>; absent when no version has it.</summary>
    public string? Flexible { get; init; }

    /// <summary>
    /// The number that names this record's type in its log (the int16 before a coordinator key); the generator turns it into
    /// a <c>RecordType</c> constant. -1: the record has none.
    /// </summary>
    public int RecordType { get; init; } = -1;
}
