namespace RaftLog.Replication.Partitions;

/// <summary>When a produce is answered (Kafka's <c>acks</c>).</summary>
public enum AckLevel : byte
{
    /// <summary>Never (acks=0). The batch is appended like any other.</summary>
    None,

    /// <summary>After the leader's append (acks=1): says nothing about durability.</summary>
    Leader,

    /// <summary>When max(majority, min.insync.replicas) replicas have it at the topic's durability (acks=all).</summary>
    Quorum,
}
