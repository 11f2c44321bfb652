using RaftLog.Server.Requests;

namespace RaftLog.Server.Security;

/// <summary>The authorized-operations fields of Metadata and its kin: bit n stands for the operation numbered n (KP-26).</summary>
internal static class AuthorizedOperations
{
    /// <summary>What the field holds when nobody asked.</summary>
    internal const int NotAsked = int.MinValue;

    private static readonly AclOperation[] OfTopics =
    [
        AclOperation.Read, AclOperation.Write, AclOperation.Create, AclOperation.Delete, AclOperation.Alter, AclOperation.Describe,
        AclOperation.DescribeConfigs, AclOperation.AlterConfigs,
    ];

    private static readonly AclOperation[] OfCluster =
    [
        AclOperation.Create, AclOperation.Alter, AclOperation.Describe, AclOperation.ClusterAction, AclOperation.DescribeConfigs,
        AclOperation.AlterConfigs, AclOperation.IdempotentWrite,
    ];

    /// <summary>What the client may do to a topic.</summary>
    internal static int OnTopic(IAuthorizer authorizer, RequestContext context, string topic) =>
        Collect(authorizer, context, OfTopics, AclResource.Topic, topic);

    /// <summary>What the client may do to the cluster.</summary>
    internal static int OnCluster(IAuthorizer authorizer, RequestContext context) =>
        Collect(authorizer, context, OfCluster, AclResource.Cluster, IAuthorizer.ClusterName);

    private static int Collect(
        IAuthorizer authorizer, RequestContext context, AclOperation[] operations, AclResource resource, string name)
    {
        var bits = 0;
        foreach (var operation in operations)
        {
            if (authorizer.Allows(context, operation, resource, name)) bits |= 1 << (int)operation;
        }

        return bits;
    }
}
