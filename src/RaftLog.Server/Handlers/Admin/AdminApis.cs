using RaftLog.Protocol;
using RaftLog.Server.Requests;
using RaftLog.Server.Security;
using static RaftLog.Server.Security.AclOperation;

namespace RaftLog.Server.Handlers.Admin;

/// <summary>The rows of the API table that administer the cluster.</summary>
/// <remarks>What changes something is exclusive: a client that pipelines "create" and "describe" sees what it created.</remarks>
internal static class AdminApis
{
    /// <summary>One row per API of this folder.</summary>
    internal static IEnumerable<ServedApi> Rows(HandlerServices services) =>
    [
        Exclusive(ApiKey.CreateTopics, new CreateTopicsHandler(services), OnCluster(Create), OnTopic(Create), OnTopic(DescribeConfigs)),
        Exclusive(ApiKey.DeleteTopics, new DeleteTopicsHandler(services), OnTopic(Delete), OnTopic(Describe)),
        Exclusive(ApiKey.DeleteRecords, new DeleteRecordsHandler(services), OnTopic(Delete)),
        Concurrent(ApiKey.DescribeAcls, new DescribeAclsHandler(services), OnCluster(Describe)),
        Exclusive(ApiKey.CreateAcls, new CreateAclsHandler(services), OnCluster(Alter)),
        Exclusive(ApiKey.DeleteAcls, new DeleteAclsHandler(services), OnCluster(Alter)),
        Concurrent(ApiKey.DescribeConfigs, new DescribeConfigsHandler(services), OnConfigs(DescribeConfigs)),
        Exclusive(ApiKey.AlterConfigs, new AlterConfigsHandler(services), OnConfigs(AlterConfigs)),
        Concurrent(ApiKey.DescribeLogDirs, new DescribeLogDirsHandler(services), OnCluster(Describe)),
        Exclusive(ApiKey.CreatePartitions, new CreatePartitionsHandler(services), OnTopic(Alter)),
        Exclusive(ApiKey.ElectLeaders, new ElectLeadersHandler(services), OnCluster(Alter)),
        Exclusive(ApiKey.IncrementalAlterConfigs, new IncrementalAlterConfigsHandler(services), OnConfigs(AlterConfigs)),
        Concurrent(ApiKey.ListPartitionReassignments, new ListPartitionReassignmentsHandler(services), OnCluster(Describe)),
        Concurrent(ApiKey.DescribeQuorum, new DescribeQuorumHandler(services), OnCluster(Describe)),
        Exclusive(ApiKey.UpdateFeatures, new UpdateFeaturesHandler(services), OnCluster(Alter)),
        Concurrent(ApiKey.DescribeCluster, new DescribeClusterHandler(services), OnCluster(Describe)),
        Concurrent(ApiKey.ListConfigResources, new ListConfigResourcesHandler(services), OnCluster(DescribeConfigs)),
        Concurrent(ApiKey.DescribeTopicPartitions, new DescribeTopicPartitionsHandler(services), OnTopic(Describe)),
    ];

    private static AccessCheck OnTopic(AclOperation operation) => new(operation, AclResource.Topic);

    private static AccessCheck OnCluster(AclOperation operation) => new(operation, AclResource.Cluster);

    private static AccessCheck[] OnConfigs(AclOperation operation) =>
        [OnTopic(operation), OnCluster(operation), new(operation, AclResource.Group)];

    private static ServedApi Concurrent(ApiKey key, IRequestHandler handler, params AccessCheck[] checks) =>
        new(key, Apis.AdvertisedVersions(key), RequestOrder.Concurrent, checks, handler);

    private static ServedApi Exclusive(ApiKey key, IRequestHandler handler, params AccessCheck[] checks) =>
        new(key, Apis.AdvertisedVersions(key), RequestOrder.Exclusive, checks, handler);
}
