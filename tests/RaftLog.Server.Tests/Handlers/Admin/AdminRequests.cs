using RaftLog.Protocol;
using RaftLog.Protocol.Messages;

namespace RaftLog.Server.Tests.Handlers.Admin;

/// <summary>Short ways to write admin requests.</summary>
internal static class AdminRequests
{
    internal const sbyte TopicType = 2;
    internal const sbyte BrokerType = 4;

    internal static CreateTopicsRequest Create(params CreateTopicsRequest.CreatableTopic[] topics) =>
        new() { Topics = [.. topics], TimeoutMs = 30_000 };

    internal static CreateTopicsRequest.CreatableTopic Topic(
        string name, int partitions = 1, short factor = 1, params (string Name, string? Value)[] configs) => new()
        {
            Name = name,
            NumPartitions = partitions,
            ReplicationFactor = factor,
            Configs = [.. configs.Select(static c => new CreateTopicsRequest.CreatableTopicConfig { Name = c.Name, Value = c.Value })],
        };

    internal static async Task CreateAsync(this AdminBench bench, params CreateTopicsRequest.CreatableTopic[] topics)
    {
        var answer = await bench.AskAsync<CreateTopicsRequest, CreateTopicsResponse>(Create(topics), 7);
        Assert.All(answer.Topics, static row => Assert.Equal(ErrorCode.None, row.ErrorCode));
    }

    internal static DeleteTopicsRequest DeleteByName(params string[] names) => new()
    {
        Topics = [.. names.Select(static name => new DeleteTopicsRequest.DeleteTopicState { Name = name })],
        TimeoutMs = 30_000,
    };

    internal static DeleteTopicsRequest DeleteById(params Guid[] ids) => new()
    {
        Topics = [.. ids.Select(static id => new DeleteTopicsRequest.DeleteTopicState { TopicId = id })],
        TimeoutMs = 30_000,
    };

    internal static CreatePartitionsRequest Grow(params (string Topic, int Count)[] topics) => new()
    {
        Topics = [.. topics.Select(static t => new CreatePartitionsRequest.CreatePartitionsTopic { Name = t.Topic, Count = t.Count, Assignments = null })],
        TimeoutMs = 30_000,
    };

    internal static DescribeConfigsRequest DescribeConfigs(sbyte type, string name, params string[] keys) => new()
    {
        Resources = [new DescribeConfigsRequest.DescribeConfigsResource
        {
            ResourceType = type,
            ResourceName = name,
            ConfigurationKeys = keys.Length == 0 ? null : [.. keys],
        }],
    };

    internal static IncrementalAlterConfigsRequest Change(sbyte type, string name, params (sbyte Operation, string Name, string? Value)[] changes) =>
        new() { Resources = [Changes(type, name, changes)] };

    internal static IncrementalAlterConfigsRequest.AlterConfigsResource Changes(
        sbyte type, string name, params (sbyte Operation, string Name, string? Value)[] changes) => new()
        {
            ResourceType = type,
            ResourceName = name,
            Configs = [.. changes.Select(static c => new IncrementalAlterConfigsRequest.AlterableConfig
            {
                ConfigOperation = c.Operation,
                Name = c.Name,
                Value = c.Value,
            })],
        };

    internal static AlterConfigsRequest Replace(sbyte type, string name, params (string Name, string? Value)[] configs) => new()
    {
        Resources = [new AlterConfigsRequest.AlterConfigsResource
        {
            ResourceType = type,
            ResourceName = name,
            Configs = [.. configs.Select(static c => new AlterConfigsRequest.AlterableConfig { Name = c.Name, Value = c.Value })],
        }],
    };

    internal static ElectLeadersRequest Elect(sbyte type, string topic, params int[] partitions) => new()
    {
        ElectionType = type,
        TopicPartitions = [new ElectLeadersRequest.TopicPartitionsRow { Topic = topic, Partitions = [.. partitions] }],
    };

    internal static DeleteRecordsRequest DeleteRecords(string topic, params (int Partition, long Offset)[] partitions) => new()
    {
        TimeoutMs = 30_000,
        Topics = [new DeleteRecordsRequest.DeleteRecordsTopic
        {
            Name = topic,
            Partitions = [.. partitions.Select(static p => new DeleteRecordsRequest.DeleteRecordsPartition { PartitionIndex = p.Partition, Offset = p.Offset })],
        }],
    };

    internal static DescribeQuorumRequest DescribeQuorum(string topic, int partition) => new()
    {
        Topics = [new DescribeQuorumRequest.TopicData
        {
            TopicName = topic,
            Partitions = [new DescribeQuorumRequest.PartitionData { PartitionIndex = partition }],
        }],
    };

    internal static UpdateFeaturesRequest Features(params (string Feature, short Level)[] features) => new()
    {
        FeatureUpdates = [.. features.Select(static f => new UpdateFeaturesRequest.FeatureUpdateKey { Feature = f.Feature, MaxVersionLevel = f.Level })],
    };

    internal static DescribeTopicPartitionsRequest DescribePartitions(params string[] topics) => new()
    {
        Topics = [.. topics.Select(static name => new DescribeTopicPartitionsRequest.TopicRequest { Name = name })],
    };

    /// <summary>A request of each admin API about one topic, such as any client may send.</summary>
    internal static IWireMessage Ordinary(ApiKey api, short version, string topic) => api switch
    {
        ApiKey.CreateTopics => Create(Topic(topic)),
        ApiKey.DeleteTopics => version >= 6 ? DeleteByName(topic) : new DeleteTopicsRequest { TopicNames = [topic], TimeoutMs = 30_000 },
        ApiKey.DeleteRecords => DeleteRecords(topic, (0, 0)),
        ApiKey.DescribeAcls => new DescribeAclsRequest { ResourceTypeFilter = 1, PatternTypeFilter = 1, Operation = 1, PermissionType = 1 },
        ApiKey.CreateAcls => new CreateAclsRequest
        {
            Creations = [new() { ResourceType = 2, ResourceName = topic, Principal = "User:a", Host = "*", Operation = 3, PermissionType = 3 }],
        },
        ApiKey.DeleteAcls => new DeleteAclsRequest { Filters = [new() { ResourceTypeFilter = 2, Operation = 1, PermissionType = 1 }] },
        ApiKey.DescribeConfigs => DescribeConfigs(TopicType, topic),
        ApiKey.AlterConfigs => Replace(TopicType, topic, ("retention.ms", "1000")),
        ApiKey.DescribeLogDirs => new DescribeLogDirsRequest { Topics = null },
        ApiKey.CreatePartitions => Grow((topic, 3)),
        ApiKey.ElectLeaders => version == 0 ? Elect(0, topic, 0) : Elect(1, topic, 0),
        ApiKey.IncrementalAlterConfigs => Change(TopicType, topic, (0, "retention.ms", "1000")),
        ApiKey.ListPartitionReassignments => new ListPartitionReassignmentsRequest { Topics = null },
        ApiKey.DescribeQuorum => DescribeQuorum("__cluster_metadata", 0),
        ApiKey.UpdateFeatures => Features(("metadata.version", 29)),
        ApiKey.DescribeCluster => new DescribeClusterRequest { IncludeClusterAuthorizedOperations = true },
        ApiKey.ListConfigResources => new ListConfigResourcesRequest(),
        ApiKey.DescribeTopicPartitions => DescribePartitions(topic),
        _ => throw new ArgumentOutOfRangeException(nameof(api), api, "no admin API"),
    };
}
