using RaftLog.Coordination.Configs;

namespace RaftLog.Coordination.Tests.Configs;

public class ConfigDefinitionTests
{
    private static readonly string[] KafkaTopicConfigs =
    [
        "cleanup.policy", "compression.type", "compression.gzip.level", "compression.lz4.level", "compression.zstd.level",
        "delete.retention.ms", "file.delete.delay.ms", "flush.messages", "flush.ms", "index.interval.bytes", "local.retention.bytes",
        "local.retention.ms", "max.compaction.lag.ms", "max.message.bytes", "message.downconversion.enable", "message.format.version",
        "message.timestamp.type", "message.timestamp.before.max.ms", "message.timestamp.after.max.ms",
        "message.timestamp.difference.max.ms", "min.cleanable.dirty.ratio", "min.compaction.lag.ms", "min.insync.replicas",
        "preallocate", "remote.storage.enable", "remote.log.copy.disable", "remote.log.delete.on.disable", "retention.bytes",
        "retention.ms", "segment.bytes", "segment.index.bytes", "segment.jitter.ms", "segment.ms", "unclean.leader.election.enable",
        "leader.replication.throttled.replicas", "follower.replication.throttled.replicas",
    ];

    [Fact]
    public void Every_kafka_topic_config_is_there_and_only_one_of_our_own()
    {
        var names = TopicConfigs.Registry.Definitions.Select(static d => d.Name);

        Assert.Equal(KafkaTopicConfigs.Append("raftlog.durability").Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public void Every_default_is_legal_and_every_config_is_explained()
    {
        foreach (var definition in TopicConfigs.Registry.Definitions.Concat(BrokerConfigs.Registry.Definitions))
        {
            if (definition.Default is not null) Assert.Null(definition.Check(definition.Default));
            Assert.True(definition.Documentation.Length > 20 && definition.Documentation.EndsWith('.'), definition.Name);
        }
    }

    [Fact]
    public void Every_broker_synonym_is_a_broker_config()
    {
        foreach (var synonym in TopicConfigs.Registry.Definitions.SelectMany(static d => d.Synonyms))
        {
            Assert.NotNull(BrokerConfigs.Registry.Find(synonym.BrokerName));
        }
    }

    [Theory]
    [InlineData("retention.ms", "604800000", "log.retention.ms log.retention.minutes log.retention.hours")]
    [InlineData("segment.ms", "604800000", "log.roll.ms log.roll.hours")]
    [InlineData("segment.jitter.ms", "0", "log.roll.jitter.ms log.roll.jitter.hours")]
    [InlineData("segment.bytes", "1073741824", "log.segment.bytes")]
    [InlineData("max.message.bytes", "1048588", "message.max.bytes")]
    [InlineData("flush.messages", "9223372036854775807", "log.flush.interval.messages")]
    [InlineData("flush.ms", "9223372036854775807", "log.flush.interval.ms log.flush.scheduler.interval.ms")]
    [InlineData("segment.index.bytes", "10485760", "log.index.size.max.bytes")]
    [InlineData("file.delete.delay.ms", "60000", "log.segment.delete.delay.ms")]
    [InlineData("min.cleanable.dirty.ratio", "0.5", "log.cleaner.min.cleanable.ratio")]
    [InlineData("delete.retention.ms", "86400000", "log.cleaner.delete.retention.ms")]
    [InlineData("compression.type", "producer", "compression.type")]
    [InlineData("min.insync.replicas", "1", "min.insync.replicas")]
    [InlineData("message.timestamp.after.max.ms", "3600000", "log.message.timestamp.after.max.ms")]
    [InlineData("cleanup.policy", "delete", "log.cleanup.policy")]
    [InlineData("remote.storage.enable", "false", "")]
    public void Defaults_and_synonyms_are_kafkas(string name, string @default, string synonyms)
    {
        var definition = TopicConfigs.Registry.Find(name)!;

        Assert.Equal(@default, definition.Default);
        Assert.Equal(synonyms, string.Join(' ', definition.Synonyms.Select(static s => s.BrokerName)));
    }

    [Theory]
    [InlineData("retention.ms", "-5", "Value must be at least -1")]
    [InlineData("retention.ms", "", "Not a number of type LONG")]
    [InlineData("segment.bytes", "99999999999", "Not a number of type INT")]
    [InlineData("compression.lz4.level", "18", "Value must be no more than 17")]
    [InlineData("compression.gzip.level", "0", "Value must be between 1 and 9 or equal to -1")]
    [InlineData("compression.gzip.level", "12", "Value must be between 1 and 9 or equal to -1")]
    [InlineData("cleanup.policy", "none", "String must be one of: compact, delete")]
    [InlineData("compression.type", "GZIP", "String must be one of: uncompressed, zstd, lz4, snappy, gzip, producer")]
    [InlineData("message.timestamp.type", "X", "String must be one of: CreateTime, LogAppendTime")]
    [InlineData("preallocate", "yes", "Expected value to be either true or false")]
    [InlineData("min.insync.replicas", "0", "Value must be at least 1")]
    [InlineData("min.cleanable.dirty.ratio", "x", "Not a number of type DOUBLE")]
    [InlineData("raftlog.durability", "maybe", "String must be one of: quorum-fsync, quorum-memory")]
    public void A_wrong_value_is_refused_in_kafkas_words(string name, string value, string why)
    {
        Assert.Equal($"Invalid value {value} for configuration {name}: {why}", TopicConfigs.Registry.Find(name)!.Check(value));
    }

    [Theory]
    [InlineData("min.cleanable.dirty.ratio", "2", "Invalid value 2.0 for configuration min.cleanable.dirty.ratio: Value must be no more than 1")]
    [InlineData("cleanup.policy", "compact,", "Configuration 'cleanup.policy' values must not be empty.")]
    [InlineData("cleanup.policy", "delete,nope", "Invalid value nope for configuration cleanup.policy: String must be one of: compact, delete")]
    [InlineData("leader.replication.throttled.replicas", "x", "Invalid value [x] for configuration leader.replication.throttled.replicas: leader.replication.throttled.replicas must be the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...")]
    public void Wrong_lists_and_fractions_are_refused_in_kafkas_words(string name, string value, string text)
    {
        Assert.Equal(text, TopicConfigs.Registry.Find(name)!.Check(value));
    }

    [Theory]
    [InlineData("retention.ms", " 100 ")]
    [InlineData("preallocate", "TRUE")]
    [InlineData("cleanup.policy", "")]
    [InlineData("cleanup.policy", " delete , compact")]
    [InlineData("leader.replication.throttled.replicas", "0:1,1:2")]
    [InlineData("leader.replication.throttled.replicas", "*")]
    [InlineData("compression.gzip.level", "-1")]
    [InlineData("retention.ms", "-1")]
    [InlineData("segment.bytes", "65536")]
    public void What_kafka_takes_is_taken(string name, string value)
    {
        Assert.Null(TopicConfigs.Registry.Find(name)!.Check(value));
    }

    [Theory]
    [InlineData("retention.mss", "retention.ms")]
    [InlineData("retentionMs", "retention.ms")]
    [InlineData("retention_ms", "retention.ms")]
    [InlineData("clenaup.policy", "cleanup.policy")]
    [InlineData("message.max.bytes", "max.message.bytes")]
    [InlineData("zzz", null)]
    public void A_misspelt_name_gets_a_suggestion(string written, string? meant)
    {
        Assert.Equal(meant, TopicConfigs.Registry.Suggest(written));
    }

    [Fact]
    public void An_absurdly_long_name_gets_none()
    {
        Assert.Null(TopicConfigs.Registry.Suggest(new string('r', 1 << 20)));
    }
}
