using System.Buffers;
using System.Collections.Immutable;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata.Decisions;
using RaftLog.Coordination.Metadata.Records;
using RaftLog.Primitives;

namespace RaftLog.Coordination.Metadata;

/// <summary>
/// The controller (DESIGN D8, D9): decides what a request comes to and replays what was decided. Decisions read
/// <see cref="Image"/> and change nothing; <see cref="Replay(MetadataRecord)"/> alone moves it on. Pure and deterministic: ids arrive as arguments.
/// Not thread-safe; the metadata group's pump is its only caller. Images may be handed to any thread.
/// </summary>
/// <remarks>
/// The leader replays a decision's records as soon as it appends them, so that the next decision sees them; answers and what is
/// served to clients wait for the commit. On loss of leadership the speculative part is discarded by <see cref="ResetTo"/>.
/// Followers replay what is committed.
/// </remarks>
/// <param name="lookup">The configs of this broker: where defaults of requests come from while it is the controller.</param>
public sealed class MetadataMachine(ConfigLookup lookup)
{
    /// <summary>How many producer ids a broker is given at once.</summary>
    public const int ProducerIdBlockSize = ClusterDecisions.ProducerIdBlockSize;

    /// <summary>How many partitions one request may create.</summary>
    public const int PartitionsPerRequestMax = TopicCreation.PartitionsPerRequestMax;

    /// <summary>The metadata with everything replayed so far.</summary>
    public MetadataImage Image { get; private set; } = MetadataImage.Empty;

    /// <summary>The only mutator: makes the next image.</summary>
    /// <exception cref="InvariantBrokenException">The record does not fit the image: this replica differs from the others and must stop.</exception>
    public void Replay(MetadataRecord record) => Image = MetadataReplay.Apply(Image, record);

    /// <summary>Replays the records of one entry: all of them, or none when one does not fit.</summary>
    /// <exception cref="InvariantBrokenException">A record does not fit the image.</exception>
    public void Replay(ImmutableArray<MetadataRecord> records) => Image = MetadataReplay.Apply(Image, records);

    /// <summary>Goes back to an earlier image: the committed one, when the rest was appended by a leader that is none any more.</summary>
    public void ResetTo(MetadataImage image) => Image = image;

    /// <summary>Writes the image. Equal states give equal bytes, however they came about.</summary>
    public void TakeSnapshot(IBufferWriter<byte> output) => TakeSnapshot(Image, output);

    /// <summary>Writes any image, such as the committed one while the machine is ahead of it.</summary>
    public static void TakeSnapshot(MetadataImage image, IBufferWriter<byte> output) =>
        MetadataRecordCodec.Write(output, MetadataSnapshot.RecordsOf(image));

    /// <summary>Replaces the image by a snapshot's; on an error the image stays what it was.</summary>
    /// <exception cref="MetadataFormatException">The bytes are damaged, or of a later release.</exception>
    /// <exception cref="InvariantBrokenException">The snapshot contradicts itself.</exception>
    public void Restore(ReadOnlyMemory<byte> snapshot) =>
        Image = MetadataReplay.Apply(MetadataImage.Empty, MetadataRecordCodec.Read(snapshot));

    /// <summary>The first records of a new cluster: format level and features. Nothing when it has been formed.</summary>
    public Decision<MetadataResult> DecideForm() => ClusterDecisions.Form(Image);

    /// <summary>
    /// Registers a broker, or what has changed about it. A live broker's number is refused to another data directory
    /// (DUPLICATE_BROKER_REGISTRATION); a fenced one's is given away, which makes the newcomer no voter of anything.
    /// </summary>
    public Decision<MetadataResult> DecideRegisterBroker(BrokerImage broker) => ClusterDecisions.Register(Image, broker);

    /// <summary>Fences a broker that has not been heard from, or takes the fence away. Leadership is not touched.</summary>
    public Decision<MetadataResult> DecideFenceBroker(NodeId node, bool fenced) => ClusterDecisions.Fence(Image, node, fenced);

    /// <summary>Removes a broker for good (UnregisterBroker, key 64).</summary>
    public Decision<MetadataResult> DecideUnregisterBroker(NodeId node) => ClusterDecisions.Unregister(Image, node);

    /// <summary>A broker says that it has applied deletions; those nobody else is awaited for are no longer listed.</summary>
    public Decision<MetadataResult> DecideConfirmTopicDeletions(NodeId node, ImmutableArray<Guid> topicIds) =>
        ClusterDecisions.ConfirmDeletions(Image, node, topicIds);

    /// <summary>
    /// CreateTopics. One result per distinct name, in the order of the request; errors and texts are Kafka's, except that an unknown
    /// config comes with a suggestion.
    /// </summary>
    public Decision<ImmutableArray<CreateTopicResult>> DecideCreateTopics(ImmutableArray<NewTopic> topics, bool validateOnly) =>
        new TopicCreation(Image, lookup).Decide(topics, validateOnly);

    /// <summary>
    /// Creates topics a client asked the metadata of, with all defaults. UNKNOWN_TOPIC_OR_PARTITION for each when
    /// <c>auto.create.topics.enable</c> is false; a topic that exists by now is a success without records.
    /// </summary>
    /// <param name="topics">Names and the ids they get.</param>
    /// <param name="seedBrokers">The number of seed brokers, which bounds the replicas of coordinators' topics.</param>
    public Decision<ImmutableArray<CreateTopicResult>> DecideAutoCreateTopics(ImmutableArray<NewTopic> topics, int seedBrokers) =>
        AutoCreation.Decide(Image, lookup, topics, seedBrokers);

    /// <summary>
    /// Creates a coordinator's topic when it is first needed, whatever <c>auto.create.topics.enable</c> says. INVALID_REPLICATION_FACTOR
    /// as long as fewer than min(its configured factor, seeds) brokers are registered; the coordinator's clients are told to come again.
    /// </summary>
    public Decision<CreateTopicResult> DecideCreateInternalTopic(string name, Guid id, int seedBrokers) =>
        AutoCreation.DecideInternal(Image, lookup, name, id, seedBrokers);

    /// <summary>DeleteTopics. One result per distinct entry, in the order of the request; internal topics are refused.</summary>
    public Decision<ImmutableArray<DeleteTopicResult>> DecideDeleteTopics(ImmutableArray<TopicToDelete> topics) =>
        TopicDeletion.Decide(Image, topics, lookup.BrokerSettings(Image));

    /// <summary>CreatePartitions. One result per distinct topic, in the order of the request.</summary>
    public Decision<ImmutableArray<CreatePartitionsResult>> DecideCreatePartitions(
        ImmutableArray<PartitionGrowth> topics, bool validateOnly) => PartitionAddition.Decide(Image, topics, validateOnly);

    /// <summary>IncrementalAlterConfigs for topics and brokers (the empty broker name is the default of all).</summary>
    public Decision<ImmutableArray<AlterConfigsResult>> DecideIncrementalAlterConfigs(
        ImmutableArray<ResourceAlterations> resources, bool validateOnly) =>
        new ConfigAlterations(Image, lookup).Alter(resources, validateOnly);

    /// <summary>AlterConfigs for topics and brokers: what is not named reverts to its default.</summary>
    public Decision<ImmutableArray<AlterConfigsResult>> DecideAlterConfigs(
        ImmutableArray<ResourceReplacement> resources, bool validateOnly) =>
        new ConfigAlterations(Image, lookup).Replace(resources, validateOnly);

    /// <summary>Gives a registered broker <see cref="ProducerIdBlockSize"/> producer ids that nobody else ever gets.</summary>
    public Decision<ProducerIdBlock> DecideAllocateProducerIds(NodeId node) => ClusterDecisions.AllocateProducerIds(Image, node);

    /// <summary>UpdateFeatures: all of them, or none.</summary>
    public Decision<ImmutableArray<FeatureUpdateResult>> DecideUpdateFeatures(
        ImmutableArray<FeatureUpdate> updates, bool validateOnly) => ClusterDecisions.UpdateFeatures(Image, updates, validateOnly);

    /// <summary>Raises the format level once every registered broker supports it.</summary>
    public Decision<MetadataResult> DecideFinalizeFormatLevel(int level) => ClusterDecisions.FinalizeFormatLevel(Image, level);
}
