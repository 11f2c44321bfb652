using System.Globalization;

namespace RaftLog.Coordination.Configs;

/// <summary>The effective broker configs the controller and the handlers decide by, parsed.</summary>
public sealed record BrokerSettings
{
    /// <summary><c>num.partitions</c></summary>
    public required int NumPartitions { get; init; }

    /// <summary><c>default.replication.factor</c></summary>
    public required short DefaultReplicationFactor { get; init; }

    /// <summary><c>auto.create.topics.enable</c></summary>
    public required bool AutoCreateTopicsEnable { get; init; }

    /// <summary><c>delete.topic.enable</c></summary>
    public required bool DeleteTopicEnable { get; init; }

    /// <summary><c>offsets.topic.num.partitions</c></summary>
    public required int OffsetsTopicPartitions { get; init; }

    /// <summary><c>offsets.topic.replication.factor</c></summary>
    public required short OffsetsTopicReplicationFactor { get; init; }

    /// <summary><c>offsets.topic.segment.bytes</c></summary>
    public required int OffsetsTopicSegmentBytes { get; init; }

    /// <summary><c>transaction.state.log.num.partitions</c></summary>
    public required int TransactionTopicPartitions { get; init; }

    /// <summary><c>transaction.state.log.replication.factor</c></summary>
    public required short TransactionTopicReplicationFactor { get; init; }

    /// <summary><c>transaction.state.log.segment.bytes</c></summary>
    public required int TransactionTopicSegmentBytes { get; init; }

    /// <summary>Parses what <paramref name="value"/> returns for each config name. Values have been checked when they were set.</summary>
    internal static BrokerSettings Resolve(Func<string, string> value)
    {
        return new BrokerSettings
        {
            NumPartitions = Int(BrokerConfigs.NumPartitions),
            DefaultReplicationFactor = (short)Int(BrokerConfigs.DefaultReplicationFactor),
            AutoCreateTopicsEnable = bool.Parse(value(BrokerConfigs.AutoCreateTopicsEnable)),
            DeleteTopicEnable = bool.Parse(value(BrokerConfigs.DeleteTopicEnable)),
            OffsetsTopicPartitions = Int(BrokerConfigs.OffsetsTopicNumPartitions),
            OffsetsTopicReplicationFactor = (short)Int(BrokerConfigs.OffsetsTopicReplicationFactor),
            OffsetsTopicSegmentBytes = Int(BrokerConfigs.OffsetsTopicSegmentBytes),
            TransactionTopicPartitions = Int(BrokerConfigs.TransactionStateLogNumPartitions),
            TransactionTopicReplicationFactor = (short)Int(BrokerConfigs.TransactionStateLogReplicationFactor),
            TransactionTopicSegmentBytes = Int(BrokerConfigs.TransactionStateLogSegmentBytes),
        };

        int Int(string name) => int.Parse(value(name), CultureInfo.InvariantCulture);
    }
}
