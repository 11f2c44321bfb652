namespace RaftLog.Server.Security;

/// <summary>What something is done to, numbered as in Kafka's protocol.</summary>
internal enum AclResource : sbyte
{
    Topic = 2,
    Group = 3,
    Cluster = 4,
    TransactionalId = 5,
}
