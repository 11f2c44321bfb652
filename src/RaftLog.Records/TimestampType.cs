namespace RaftLog.Records;

/// <summary>What a batch's timestamps mean: bit 3 of its attributes; the topic's <c>message.timestamp.type</c>.</summary>
public enum TimestampType : byte
{
    /// <summary>Each record carries the time its producer gave it.</summary>
    CreateTime = 0,

    /// <summary>All records were appended at the batch's maximum timestamp, whatever their own deltas say.</summary>
    LogAppendTime = 1,
}
