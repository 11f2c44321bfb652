namespace RaftLog.Records;

/// <summary>A header to be written with a record.</summary>
/// <param name="Key">Encoded as UTF-8.</param>
/// <param name="Value">Null is kept apart from empty.</param>
public readonly record struct RecordHeader(string Key, byte[]? Value);
