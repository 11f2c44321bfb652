namespace RaftLog.Replication.Partitions;

/// <summary>How a produced batch ended. The produce handler maps each to one Kafka error code.</summary>
public enum ProduceStatus : byte
{
    /// <summary>Appended to the level the request asked for.</summary>
    Ok,

    /// <summary>This replica does not lead, or lost the leadership before the batch was committed: its fate is unknown, retry.</summary>
    NotLeader,

    /// <summary>Fewer replicas exist than <c>min.insync.replicas</c> asks for; nothing was appended.</summary>
    NotEnoughReplicas,

    /// <summary>The producer's epoch is older than one already seen (fenced).</summary>
    InvalidProducerEpoch,

    /// <summary>The sequence number does not follow the last one.</summary>
    OutOfOrderSequence,

    /// <summary>The disk is full or failed; nothing was appended, or its fate is unknown.</summary>
    StorageError,

    /// <summary>More is waiting for commit than the partition's bound; nothing was appended, retry.</summary>
    Overloaded,

    /// <summary>The topic was deleted meanwhile.</summary>
    Deleted,
}
