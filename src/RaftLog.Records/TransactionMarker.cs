namespace RaftLog.Records;

/// <summary>The end of a producer's transaction in one partition (KIP-98).</summary>
/// <param name="Type">Committed or aborted.</param>
/// <param name="ProducerId">Whose transaction.</param>
/// <param name="ProducerEpoch">Which of its incarnations.</param>
/// <param name="CoordinatorEpoch">Leader epoch of the coordinator that decided; an older one's marker is refused.</param>
/// <param name="TimestampMs">When it was decided.</param>
public readonly record struct TransactionMarker(
    ControlRecordType Type, long ProducerId, short ProducerEpoch, int CoordinatorEpoch, long TimestampMs);
