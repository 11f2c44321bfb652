namespace RaftLog.Replication.Partitions;

/// <summary>What the idempotence check says of a batch (KIP-98, KP-39).</summary>
internal enum ProducerCheck : byte
{
    /// <summary>The next one, or the first seen of this producer: append it.</summary>
    Accept,

    /// <summary>One of the last five: answer with the original's offset.</summary>
    Duplicate,

    /// <summary>A gap, or an older batch than the window remembers.</summary>
    OutOfOrder,

    /// <summary>The epoch is older than one already seen.</summary>
    Fenced,
}
