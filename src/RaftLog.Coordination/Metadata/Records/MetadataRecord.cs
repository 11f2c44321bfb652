namespace RaftLog.Coordination.Metadata.Records;

/// <summary>The kinds of metadata records. The numbers are on disk and on the peer wire: they are never reused.</summary>
public enum MetadataRecordType
{
    /// <summary>Not a record.</summary>
    None = 0,

    /// <summary><see cref="FormatLevelRecord"/></summary>
    FormatLevel = 1,

    /// <summary><see cref="FeatureLevelRecord"/></summary>
    FeatureLevel = 2,

    /// <summary><see cref="RegisterBrokerRecord"/></summary>
    RegisterBroker = 3,

    /// <summary><see cref="FenceBrokerRecord"/></summary>
    FenceBroker = 4,

    /// <summary><see cref="UnregisterBrokerRecord"/></summary>
    UnregisterBroker = 5,

    /// <summary><see cref="CreateTopicRecord"/></summary>
    CreateTopic = 6,

    /// <summary><see cref="AddPartitionsRecord"/></summary>
    AddPartitions = 7,

    /// <summary><see cref="DeleteTopicRecord"/></summary>
    DeleteTopic = 8,

    /// <summary><see cref="ConfirmTopicDeletionsRecord"/></summary>
    ConfirmTopicDeletions = 9,

    /// <summary><see cref="SetTopicConfigsRecord"/></summary>
    SetTopicConfigs = 10,

    /// <summary><see cref="SetBrokerConfigsRecord"/></summary>
    SetBrokerConfigs = 11,

    /// <summary><see cref="AllocateProducerIdsRecord"/></summary>
    AllocateProducerIds = 12,

    /// <summary><see cref="RetainDeletedTopicRecord"/></summary>
    RetainDeletedTopic = 13,
}

/// <summary>One durable change of the cluster's metadata. Immutable.</summary>
public abstract record MetadataRecord
{
    private protected MetadataRecord()
    {
    }

    /// <summary>Which change it is.</summary>
    public abstract MetadataRecordType Type { get; }
}
