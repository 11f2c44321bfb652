using RaftLog.Replication;

namespace RaftLog.Server.Cluster;

/// <summary>The metadata group's Raft state, for DescribeQuorum.</summary>
internal interface IMetadataQuorum
{
    /// <summary>What this broker knows of the group now.</summary>
    StateGroupStatus Status { get; }
}
