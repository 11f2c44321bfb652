namespace RaftLog.Records;

/// <summary>What a control batch says: the second int16 of its record's key.</summary>
/// <remarks>Kafka has others, for its own metadata log; clients ignore types they do not know.</remarks>
public enum ControlRecordType : short
{
    /// <summary>The producer's open transaction was aborted.</summary>
    Abort = 0,

    /// <summary>The producer's open transaction was committed.</summary>
    Commit = 1,
}
