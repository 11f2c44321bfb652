namespace RaftLog.Protocol;

/// <summary>The error codes of the Kafka protocol. Clients compile their reactions in, so the numbers and their meanings
/// are not ours to choose.</summary>
public enum ErrorCode : short
{
    /// <summary>The server ran into something it did not expect while serving the request.</summary>
    UnknownServerError = -1,

    /// <summary>No error.</summary>
    None = 0,

    /// <summary>The offset lies outside the range the partition holds.</summary>
    OffsetOutOfRange = 1,

    /// <summary>The batch failed its CRC, is malformed, or has no key where one is needed.</summary>
    CorruptMessage = 2,

    /// <summary>This broker does not host the topic or partition.</summary>
    UnknownTopicOrPartition = 3,

    /// <summary>The fetch size is not valid.</summary>
    InvalidFetchSize = 4,

    /// <summary>The partition has no leader; an election is under way.</summary>
    LeaderNotAvailable = 5,

    /// <summary>This broker does not lead the partition or, for a follower request, holds no replica of it.</summary>
    NotLeaderOrFollower = 6,

    /// <summary>The request timed out.</summary>
    RequestTimedOut = 7,

    /// <summary>The broker is not available.</summary>
    BrokerNotAvailable = 8,

    /// <summary>The replica is not available on this broker.</summary>
    ReplicaNotAvailable = 9,

    /// <summary>The batch is larger than the topic accepts.</summary>
    MessageTooLarge = 10,

    /// <summary>The controller moved to another broker.</summary>
    StaleControllerEpoch = 11,

    /// <summary>The metadata text of an offset commit is too long.</summary>
    OffsetMetadataTooLarge = 12,

    /// <summary>The connection broke before an answer arrived.</summary>
    NetworkException = 13,

    /// <summary>The coordinator is still loading its state.</summary>
    CoordinatorLoadInProgress = 14,

    /// <summary>The coordinator is not available.</summary>
    CoordinatorNotAvailable = 15,

    /// <summary>This broker does not coordinate that group or transactional id.</summary>
    NotCoordinator = 16,

    /// <summary>The topic name is not valid, or may not be used this way.</summary>
    InvalidTopicException = 17,

    /// <summary>The batch is larger than a segment.</summary>
    RecordListTooLarge = 18,

    /// <summary>Fewer replicas are in sync than the topic requires.</summary>
    NotEnoughReplicas = 19,

    /// <summary>The batch was appended, but then fewer replicas were in sync than the topic requires.</summary>
    NotEnoughReplicasAfterAppend = 20,

    /// <summary>The required acks are none of 0, 1 and -1.</summary>
    InvalidRequiredAcks = 21,

    /// <summary>The generation is not the group's current one.</summary>
    IllegalGeneration = 22,

    /// <summary>The member's protocols have nothing in common with the group's.</summary>
    InconsistentGroupProtocol = 23,

    /// <summary>The group id is not valid.</summary>
    InvalidGroupId = 24,

    /// <summary>The coordinator does not know this member.</summary>
    UnknownMemberId = 25,

    /// <summary>The session timeout lies outside the range the broker allows.</summary>
    InvalidSessionTimeout = 26,

    /// <summary>The group is rebalancing; a rejoin is needed.</summary>
    RebalanceInProgress = 27,

    /// <summary>The committed offset data is too large.</summary>
    InvalidCommitOffsetSize = 28,

    /// <summary>Not authorized to access the topic.</summary>
    TopicAuthorizationFailed = 29,

    /// <summary>Not authorized to access the group.</summary>
    GroupAuthorizationFailed = 30,

    /// <summary>Not authorized for this operation on the cluster.</summary>
    ClusterAuthorizationFailed = 31,

    /// <summary>The timestamp lies outside the range the topic accepts.</summary>
    InvalidTimestamp = 32,

    /// <summary>The SASL mechanism is not enabled on this listener.</summary>
    UnsupportedSaslMechanism = 33,

    /// <summary>The request does not fit the state of the SASL exchange.</summary>
    IllegalSaslState = 34,

    /// <summary>The version of the API is not supported.</summary>
    UnsupportedVersion = 35,

    /// <summary>A topic of this name exists already.</summary>
    TopicAlreadyExists = 36,

    /// <summary>The number of partitions is not valid.</summary>
    InvalidPartitions = 37,

    /// <summary>The replication factor is not valid, or larger than the number of brokers.</summary>
    InvalidReplicationFactor = 38,

    /// <summary>The replica assignment is not valid.</summary>
    InvalidReplicaAssignment = 39,

    /// <summary>The configuration is not valid.</summary>
    InvalidConfig = 40,

    /// <summary>This broker is not the controller.</summary>
    NotController = 41,

    /// <summary>The request contradicts itself, or what its version allows.</summary>
    InvalidRequest = 42,

    /// <summary>The message format of the topic cannot do this.</summary>
    UnsupportedForMessageFormat = 43,

    /// <summary>The request violates a policy.</summary>
    PolicyViolation = 44,

    /// <summary>A sequence number is missing before this batch.</summary>
    OutOfOrderSequenceNumber = 45,

    /// <summary>A batch with this sequence number was appended before.</summary>
    DuplicateSequenceNumber = 46,

    /// <summary>A newer producer with the same id has taken over.</summary>
    InvalidProducerEpoch = 47,

    /// <summary>The transaction is in a state that does not allow this.</summary>
    InvalidTxnState = 48,

    /// <summary>The producer id does not belong to this transactional id.</summary>
    InvalidProducerIdMapping = 49,

    /// <summary>The transaction timeout is longer than the broker allows.</summary>
    InvalidTransactionTimeout = 50,

    /// <summary>Another operation on this transaction is under way.</summary>
    ConcurrentTransactions = 51,

    /// <summary>The transaction coordinator that sent this has been replaced.</summary>
    TransactionCoordinatorFenced = 52,

    /// <summary>Not authorized for the transactional id.</summary>
    TransactionalIdAuthorizationFailed = 53,

    /// <summary>Security features are disabled.</summary>
    SecurityDisabled = 54,

    /// <summary>The operation was not attempted, because another one of the same request failed.</summary>
    OperationNotAttempted = 55,

    /// <summary>The disk failed to serve the request.</summary>
    KafkaStorageError = 56,

    /// <summary>The log directory does not exist.</summary>
    LogDirNotFound = 57,

    /// <summary>Authentication failed.</summary>
    SaslAuthenticationFailed = 58,

    /// <summary>The partition knows nothing of this producer id.</summary>
    UnknownProducerId = 59,

    /// <summary>A move of the partition is under way.</summary>
    ReassignmentInProgress = 60,

    /// <summary>Delegation tokens are disabled.</summary>
    DelegationTokenAuthDisabled = 61,

    /// <summary>The delegation token does not exist.</summary>
    DelegationTokenNotFound = 62,

    /// <summary>The delegation token belongs to somebody else.</summary>
    DelegationTokenOwnerMismatch = 63,

    /// <summary>Delegation tokens cannot be requested over this connection.</summary>
    DelegationTokenRequestNotAllowed = 64,

    /// <summary>Not authorized for the delegation token.</summary>
    DelegationTokenAuthorizationFailed = 65,

    /// <summary>The delegation token has expired.</summary>
    DelegationTokenExpired = 66,

    /// <summary>The type of principal is not supported.</summary>
    InvalidPrincipalType = 67,

    /// <summary>The group still has members.</summary>
    NonEmptyGroup = 68,

    /// <summary>The group id does not exist.</summary>
    GroupIdNotFound = 69,

    /// <summary>The fetch session does not exist.</summary>
    FetchSessionIdNotFound = 70,

    /// <summary>The epoch of the fetch session is not the expected one.</summary>
    InvalidFetchSessionEpoch = 71,

    /// <summary>The leader has no endpoint on the listener this request came in by.</summary>
    ListenerNotFound = 72,

    /// <summary>Deleting topics is disabled.</summary>
    TopicDeletionDisabled = 73,

    /// <summary>The leader epoch is older than the broker's.</summary>
    FencedLeaderEpoch = 74,

    /// <summary>The leader epoch is newer than the broker's.</summary>
    UnknownLeaderEpoch = 75,

    /// <summary>The compression type is not supported in this version.</summary>
    UnsupportedCompressionType = 76,

    /// <summary>The broker epoch has changed.</summary>
    StaleBrokerEpoch = 77,

    /// <summary>The new leader has not yet caught up with the high watermark.</summary>
    OffsetNotAvailable = 78,

    /// <summary>A member id is needed to join; take the one in this response.</summary>
    MemberIdRequired = 79,

    /// <summary>The preferred leader is not available.</summary>
    PreferredLeaderNotAvailable = 80,

    /// <summary>The group has as many members as it may have.</summary>
    GroupMaxSizeReached = 81,

    /// <summary>Another member with the same instance id has taken over.</summary>
    FencedInstanceId = 82,

    /// <summary>No replica that may lead is available.</summary>
    EligibleLeadersNotAvailable = 83,

    /// <summary>The partition has the leader asked for already.</summary>
    ElectionNotNeeded = 84,

    /// <summary>No move of the partition is under way.</summary>
    NoReassignmentInProgress = 85,

    /// <summary>The group is subscribed to the topic.</summary>
    GroupSubscribedToTopic = 86,

    /// <summary>The record was refused.</summary>
    InvalidRecord = 87,

    /// <summary>Offsets of open transactions stand in the way.</summary>
    UnstableOffsetCommit = 88,

    /// <summary>The quota is used up for now.</summary>
    ThrottlingQuotaExceeded = 89,

    /// <summary>A newer producer with the same transactional id has taken over.</summary>
    ProducerFenced = 90,

    /// <summary>The resource does not exist.</summary>
    ResourceNotFound = 91,

    /// <summary>The resource exists already.</summary>
    DuplicateResource = 92,

    /// <summary>The credential is not acceptable.</summary>
    UnacceptableCredential = 93,

    /// <summary>The set of voters is not the expected one.</summary>
    InconsistentVoterSet = 94,

    /// <summary>The version given for an update is not valid.</summary>
    InvalidUpdateVersion = 95,

    /// <summary>The features could not be updated.</summary>
    FeatureUpdateFailed = 96,

    /// <summary>The principal could not be decoded.</summary>
    PrincipalDeserializationFailure = 97,

    /// <summary>The snapshot does not exist.</summary>
    SnapshotNotFound = 98,

    /// <summary>The position lies outside the snapshot.</summary>
    PositionOutOfRange = 99,

    /// <summary>This broker does not know the topic id.</summary>
    UnknownTopicId = 100,

    /// <summary>A broker with this id is registered already.</summary>
    DuplicateBrokerRegistration = 101,

    /// <summary>No broker with this id is registered.</summary>
    BrokerIdNotRegistered = 102,

    /// <summary>The topic id differs from the broker's.</summary>
    InconsistentTopicId = 103,

    /// <summary>The cluster id differs.</summary>
    InconsistentClusterId = 104,

    /// <summary>The transactional id does not exist.</summary>
    TransactionalIdNotFound = 105,

    /// <summary>The fetch session mixes topic names and topic ids.</summary>
    FetchSessionTopicIdError = 106,

    /// <summary>The replica may not join the in-sync set.</summary>
    IneligibleReplica = 107,

    /// <summary>The change was made, but another leader was elected.</summary>
    NewLeaderElected = 108,

    /// <summary>The offset has moved to tiered storage.</summary>
    OffsetMovedToTieredStorage = 109,

    /// <summary>The member epoch has been superseded; the member must rejoin.</summary>
    FencedMemberEpoch = 110,

    /// <summary>Another member still holds the instance id.</summary>
    UnreleasedInstanceId = 111,

    /// <summary>No such assignor is available.</summary>
    UnsupportedAssignor = 112,

    /// <summary>The member epoch is stale; retry after the next heartbeat.</summary>
    StaleMemberEpoch = 113,

    /// <summary>The request belongs to another kind of endpoint.</summary>
    MismatchedEndpointType = 114,

    /// <summary>The kind of endpoint is not supported.</summary>
    UnsupportedEndpointType = 115,

    /// <summary>No such controller is known.</summary>
    UnknownControllerId = 116,

    /// <summary>The telemetry subscription is not the current one.</summary>
    UnknownSubscriptionId = 117,

    /// <summary>The telemetry is too large.</summary>
    TelemetryTooLarge = 118,

    /// <summary>The registration is not valid.</summary>
    InvalidRegistration = 119,

    /// <summary>The transaction can only be aborted.</summary>
    TransactionAbortable = 120,

    /// <summary>The record is in a state that does not allow this.</summary>
    InvalidRecordState = 121,

    /// <summary>The share session does not exist.</summary>
    ShareSessionNotFound = 122,

    /// <summary>The epoch of the share session is not the expected one.</summary>
    InvalidShareSessionEpoch = 123,

    /// <summary>The state epoch has been superseded.</summary>
    FencedStateEpoch = 124,

    /// <summary>The key of the voter is not the expected one.</summary>
    InvalidVoterKey = 125,

    /// <summary>The voter is in the set already.</summary>
    DuplicateVoter = 126,

    /// <summary>The voter is not in the set.</summary>
    VoterNotFound = 127,

    /// <summary>The regular expression is not valid.</summary>
    InvalidRegularExpression = 128,

    /// <summary>The metadata is of no use any more; start again from the bootstrap addresses.</summary>
    RebootstrapRequired = 129,

    /// <summary>The streams topology is not valid.</summary>
    StreamsInvalidTopology = 130,

    /// <summary>The epoch of the streams topology is not valid.</summary>
    StreamsInvalidTopologyEpoch = 131,

    /// <summary>The epoch of the streams topology has been superseded.</summary>
    StreamsTopologyFenced = 132,

    /// <summary>The broker has as many share sessions as it may have.</summary>
    ShareSessionLimitReached = 133,

    /// <summary>Deleting the group failed.</summary>
    GroupDeletionFailed = 134,

    /// <summary>Updating the description of the streams topology failed.</summary>
    StreamsTopologyDescriptionUpdateFailed = 135,

    /// <summary>No controller with this id is registered.</summary>
    ControllerIdNotRegistered = 136,
}
