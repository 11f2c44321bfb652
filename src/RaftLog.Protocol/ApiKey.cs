namespace RaftLog.Protocol;

/// <summary>The numbers of Kafka's APIs, including those no client uses and those RaftLog does not serve.</summary>
public enum ApiKey : short
{
    /// <summary>Produce; flexible from v9.</summary>
    Produce = 0,

    /// <summary>Fetch; flexible from v12.</summary>
    Fetch = 1,

    /// <summary>ListOffsets; flexible from v6.</summary>
    ListOffsets = 2,

    /// <summary>Metadata; flexible from v9.</summary>
    Metadata = 3,

    /// <summary>LeaderAndIsr; flexible from v4.</summary>
    LeaderAndIsr = 4,

    /// <summary>StopReplica; flexible from v2.</summary>
    StopReplica = 5,

    /// <summary>UpdateMetadata; flexible from v6.</summary>
    UpdateMetadata = 6,

    /// <summary>ControlledShutdown; flexible from v3.</summary>
    ControlledShutdown = 7,

    /// <summary>OffsetCommit; flexible from v8.</summary>
    OffsetCommit = 8,

    /// <summary>OffsetFetch; flexible from v6.</summary>
    OffsetFetch = 9,

    /// <summary>FindCoordinator; flexible from v3.</summary>
    FindCoordinator = 10,

    /// <summary>JoinGroup; flexible from v6.</summary>
    JoinGroup = 11,

    /// <summary>Heartbeat; flexible from v4.</summary>
    Heartbeat = 12,

    /// <summary>LeaveGroup; flexible from v4.</summary>
    LeaveGroup = 13,

    /// <summary>SyncGroup; flexible from v4.</summary>
    SyncGroup = 14,

    /// <summary>DescribeGroups; flexible from v5.</summary>
    DescribeGroups = 15,

    /// <summary>ListGroups; flexible from v3.</summary>
    ListGroups = 16,

    /// <summary>SaslHandshake; never flexible.</summary>
    SaslHandshake = 17,

    /// <summary>ApiVersions; flexible from v3.</summary>
    ApiVersions = 18,

    /// <summary>CreateTopics; flexible from v5.</summary>
    CreateTopics = 19,

    /// <summary>DeleteTopics; flexible from v4.</summary>
    DeleteTopics = 20,

    /// <summary>DeleteRecords; flexible from v2.</summary>
    DeleteRecords = 21,

    /// <summary>InitProducerId; flexible from v2.</summary>
    InitProducerId = 22,

    /// <summary>OffsetForLeaderEpoch; flexible from v4.</summary>
    OffsetForLeaderEpoch = 23,

    /// <summary>AddPartitionsToTxn; flexible from v3.</summary>
    AddPartitionsToTxn = 24,

    /// <summary>AddOffsetsToTxn; flexible from v3.</summary>
    AddOffsetsToTxn = 25,

    /// <summary>EndTxn; flexible from v3.</summary>
    EndTxn = 26,

    /// <summary>WriteTxnMarkers; flexible from v1.</summary>
    WriteTxnMarkers = 27,

    /// <summary>TxnOffsetCommit; flexible from v3.</summary>
    TxnOffsetCommit = 28,

    /// <summary>DescribeAcls; flexible from v2.</summary>
    DescribeAcls = 29,

    /// <summary>CreateAcls; flexible from v2.</summary>
    CreateAcls = 30,

    /// <summary>DeleteAcls; flexible from v2.</summary>
    DeleteAcls = 31,

    /// <summary>DescribeConfigs; flexible from v4.</summary>
    DescribeConfigs = 32,

    /// <summary>AlterConfigs; flexible from v2.</summary>
    AlterConfigs = 33,

    /// <summary>AlterReplicaLogDirs; flexible from v2.</summary>
    AlterReplicaLogDirs = 34,

    /// <summary>DescribeLogDirs; flexible from v2.</summary>
    DescribeLogDirs = 35,

    /// <summary>SaslAuthenticate; flexible from v2.</summary>
    SaslAuthenticate = 36,

    /// <summary>CreatePartitions; flexible from v2.</summary>
    CreatePartitions = 37,

    /// <summary>CreateDelegationToken; flexible from v2.</summary>
    CreateDelegationToken = 38,

    /// <summary>RenewDelegationToken; flexible from v2.</summary>
    RenewDelegationToken = 39,

    /// <summary>ExpireDelegationToken; flexible from v2.</summary>
    ExpireDelegationToken = 40,

    /// <summary>DescribeDelegationToken; flexible from v2.</summary>
    DescribeDelegationToken = 41,

    /// <summary>DeleteGroups; flexible from v2.</summary>
    DeleteGroups = 42,

    /// <summary>ElectLeaders; flexible from v2.</summary>
    ElectLeaders = 43,

    /// <summary>IncrementalAlterConfigs; flexible from v1.</summary>
    IncrementalAlterConfigs = 44,

    /// <summary>AlterPartitionReassignments; flexible from v0.</summary>
    AlterPartitionReassignments = 45,

    /// <summary>ListPartitionReassignments; flexible from v0.</summary>
    ListPartitionReassignments = 46,

    /// <summary>OffsetDelete; never flexible.</summary>
    OffsetDelete = 47,

    /// <summary>DescribeClientQuotas; flexible from v1.</summary>
    DescribeClientQuotas = 48,

    /// <summary>AlterClientQuotas; flexible from v1.</summary>
    AlterClientQuotas = 49,

    /// <summary>DescribeUserScramCredentials; flexible from v0.</summary>
    DescribeUserScramCredentials = 50,

    /// <summary>AlterUserScramCredentials; flexible from v0.</summary>
    AlterUserScramCredentials = 51,

    /// <summary>Vote; flexible from v0.</summary>
    Vote = 52,

    /// <summary>BeginQuorumEpoch; flexible from v1.</summary>
    BeginQuorumEpoch = 53,

    /// <summary>EndQuorumEpoch; flexible from v1.</summary>
    EndQuorumEpoch = 54,

    /// <summary>DescribeQuorum; flexible from v0.</summary>
    DescribeQuorum = 55,

    /// <summary>AlterPartition; flexible from v0.</summary>
    AlterPartition = 56,

    /// <summary>UpdateFeatures; flexible from v0.</summary>
    UpdateFeatures = 57,

    /// <summary>Envelope; flexible from v0.</summary>
    Envelope = 58,

    /// <summary>FetchSnapshot; flexible from v0.</summary>
    FetchSnapshot = 59,

    /// <summary>DescribeCluster; flexible from v0.</summary>
    DescribeCluster = 60,

    /// <summary>DescribeProducers; flexible from v0.</summary>
    DescribeProducers = 61,

    /// <summary>BrokerRegistration; flexible from v0.</summary>
    BrokerRegistration = 62,

    /// <summary>BrokerHeartbeat; flexible from v0.</summary>
    BrokerHeartbeat = 63,

    /// <summary>UnregisterBroker; flexible from v0.</summary>
    UnregisterBroker = 64,

    /// <summary>DescribeTransactions; flexible from v0.</summary>
    DescribeTransactions = 65,

    /// <summary>ListTransactions; flexible from v0.</summary>
    ListTransactions = 66,

    /// <summary>AllocateProducerIds; flexible from v0.</summary>
    AllocateProducerIds = 67,

    /// <summary>ConsumerGroupHeartbeat; flexible from v0.</summary>
    ConsumerGroupHeartbeat = 68,

    /// <summary>ConsumerGroupDescribe; flexible from v0.</summary>
    ConsumerGroupDescribe = 69,

    /// <summary>ControllerRegistration; flexible from v0.</summary>
    ControllerRegistration = 70,

    /// <summary>GetTelemetrySubscriptions; flexible from v0.</summary>
    GetTelemetrySubscriptions = 71,

    /// <summary>PushTelemetry; flexible from v0.</summary>
    PushTelemetry = 72,

    /// <summary>AssignReplicasToDirs; flexible from v0.</summary>
    AssignReplicasToDirs = 73,

    /// <summary>ListConfigResources; flexible from v0.</summary>
    ListConfigResources = 74,

    /// <summary>DescribeTopicPartitions; flexible from v0.</summary>
    DescribeTopicPartitions = 75,

    /// <summary>ShareGroupHeartbeat; flexible from v0.</summary>
    ShareGroupHeartbeat = 76,

    /// <summary>ShareGroupDescribe; flexible from v0.</summary>
    ShareGroupDescribe = 77,

    /// <summary>ShareFetch; flexible from v0.</summary>
    ShareFetch = 78,

    /// <summary>ShareAcknowledge; flexible from v0.</summary>
    ShareAcknowledge = 79,

    /// <summary>AddRaftVoter; flexible from v0.</summary>
    AddRaftVoter = 80,

    /// <summary>RemoveRaftVoter; flexible from v0.</summary>
    RemoveRaftVoter = 81,

    /// <summary>UpdateRaftVoter; flexible from v0.</summary>
    UpdateRaftVoter = 82,

    /// <summary>InitializeShareGroupState; flexible from v0.</summary>
    InitializeShareGroupState = 83,

    /// <summary>ReadShareGroupState; flexible from v0.</summary>
    ReadShareGroupState = 84,

    /// <summary>WriteShareGroupState; flexible from v0.</summary>
    WriteShareGroupState = 85,

    /// <summary>DeleteShareGroupState; flexible from v0.</summary>
    DeleteShareGroupState = 86,

    /// <summary>ReadShareGroupStateSummary; flexible from v0.</summary>
    ReadShareGroupStateSummary = 87,

    /// <summary>StreamsGroupHeartbeat; flexible from v0.</summary>
    StreamsGroupHeartbeat = 88,

    /// <summary>StreamsGroupDescribe; flexible from v0.</summary>
    StreamsGroupDescribe = 89,

    /// <summary>DescribeShareGroupOffsets; flexible from v0.</summary>
    DescribeShareGroupOffsets = 90,

    /// <summary>AlterShareGroupOffsets; flexible from v0.</summary>
    AlterShareGroupOffsets = 91,

    /// <summary>DeleteShareGroupOffsets; flexible from v0.</summary>
    DeleteShareGroupOffsets = 92,

    /// <summary>StreamsGroupTopologyDescriptionUpdate; flexible from v0.</summary>
    StreamsGroupTopologyDescriptionUpdate = 93,

    /// <summary>UnregisterController; flexible from v0.</summary>
    UnregisterController = 94,
}
