using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata;
using RaftLog.Primitives;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Tests.Metadata;

/// <summary>
/// A machine as its driver uses it: every decision is encoded, decoded and replayed here and on a follower, whose state must
/// stay byte-equal.
/// </summary>
internal sealed class Controller
{
    private readonly MetadataMachine _follower;
    private int _ids;

    public Controller(int brokers = 1, Func<int, string?>? rack = null, params (string Name, string Value)[] statics)
    {
        var configs = StaticConfigs.Create(statics.Select(static s => KeyValuePair.Create(s.Name, s.Value)), out var problems);
        Assert.Empty(problems);
        Lookup = new ConfigLookup(new NodeId(1), configs);
        Machine = new MetadataMachine(Lookup);
        // A follower's own configuration must make no difference.
        _follower = new MetadataMachine(new ConfigLookup(new NodeId(2), StaticConfigs.Empty));
        Run(Machine.DecideForm());
        for (var id = 1; id <= brokers; id++) Assert.True(Run(Machine.DecideRegisterBroker(Broker(id, rack?.Invoke(id)))).Succeeded);
    }

    public MetadataMachine Machine { get; }

    public ConfigLookup Lookup { get; }

    public MetadataImage Image => Machine.Image;

    public List<byte[]> Log { get; } = [];

    public static BrokerImage Broker(int id, string? rack = null, int uuid = 0) => new()
    {
        Id = new NodeId(id),
        NodeUuid = new Guid(id, (short)uuid, 0, 0, 0, 0, 0, 0, 0, 0, 1),
        Rack = rack,
        Endpoints = [new("external", "localhost", 9091 + id, "PLAINTEXT"), new("internal", $"node{id}", 9092, "SSL")],
        FormatLevelMin = 1,
        FormatLevelMax = 1,
    };

    public Guid NextId() => Id(++_ids);

    /// <summary>A usable id; numbers spread over the bytes that choose where a topic starts.</summary>
    public static Guid Id(int number) => new(number, 1, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 7);

    public TResult Run<TResult>(Decision<TResult> decision)
    {
        if (decision.Records.IsEmpty) return decision.Result;
        var payload = new ArrayBufferWriter<byte>();
        MetadataRecordCodec.Write(payload, decision.Records);
        Log.Add(payload.WrittenSpan.ToArray());
        Machine.Replay(decision.Records);
        _follower.Replay(MetadataRecordCodec.Read(payload.WrittenMemory));
        Assert.Equal(Snapshot(Machine.Image), Snapshot(_follower.Image));
        Assert.Equal(Describe(Machine.Image), Describe(_follower.Image));
        return decision.Result;
    }

    public CreateTopicResult Create(
        string name, int partitions = 1, short factor = 1, params (string Name, string? Value)[] configs) =>
        Run(Machine.DecideCreateTopics([New(name, partitions, factor, configs)], false)).Single();

    public NewTopic New(string name, int partitions = 1, short factor = 1, params (string Name, string? Value)[] configs) => new()
    {
        Name = name,
        Id = NextId(),
        Partitions = partitions,
        ReplicationFactor = factor,
        Configs = [.. configs.Select(static c => KeyValuePair.Create(c.Name, c.Value))],
    };

    public NewTopic Assigned(string name, params int[][] replicas) => new()
    {
        Name = name,
        Id = NextId(),
        Assignments = [.. replicas.Select(static (brokers, partition) => new ReplicaAssignment(partition, [.. brokers]))],
    };

    public AlterConfigsResult Alter(ConfigResource resource, params (ConfigOperation Operation, string Name, string? Value)[] changes) =>
        Run(Machine.DecideIncrementalAlterConfigs(
            [new(resource, [.. changes.Select(static c => new ConfigAlteration(c.Operation, c.Name, c.Value))])], false)).Single();

    public TopicImage Topic(string name) => Image.TopicsByName[name];

    public string? Config(string topic, string name) => Topic(topic).Configs.GetValueOrDefault(name);

    public static byte[] Snapshot(MetadataImage image)
    {
        var output = new ArrayBufferWriter<byte>();
        MetadataMachine.TakeSnapshot(image, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>All of an image in words, independent of how snapshots are made: what those forget shows here.</summary>
    public static string Describe(MetadataImage image)
    {
        var lines = new List<string>
        {
            $"format {image.FormatLevel} epoch {image.FeaturesEpoch} producers {image.NextProducerId}",
            $"features {string.Join(' ', image.Features)}",
            $"defaults {string.Join(' ', image.DefaultBrokerConfigs)}",
        };
        lines.AddRange(image.Brokers.Values.Select(static b =>
            $"broker {b with { Endpoints = [] }} {string.Join(' ', b.Endpoints)}"));
        lines.AddRange(image.BrokerConfigs.Select(static c => $"configs of {c.Key} {string.Join(' ', c.Value)}"));
        lines.AddRange(image.TopicsByName.Values.Select(static t =>
            $"topic {t.Name} {t.Id} {t.IsInternal} {string.Join(' ', t.Partitions.Select(static p => $"{p.Index}:{string.Join('/', p.InitialVoters)}"))} {string.Join(' ', t.Configs)}"));
        lines.AddRange(image.TopicsById.Select(static t => $"id {t.Key} {t.Value.Name}").Order(StringComparer.Ordinal));
        lines.AddRange(image.DeletedTopics.Values.Select(static t => $"deleted {t.Id} {t.Name} {string.Join(',', t.AwaitedBrokers)}").Order(StringComparer.Ordinal));
        lines.AddRange(image.NamesByUnifiedName.Select(static n => $"unified {n.Key} {string.Join(' ', n.Value)}").Order(StringComparer.Ordinal));
        return string.Join('\n', lines);
    }

    public static void AssertRefused(ErrorCode error, string text, ErrorCode actualError, string? actualText)
    {
        Assert.Equal(text, actualText);
        Assert.Equal(error, actualError);
    }

    public static string Replicas(TopicImage topic) => string.Join(
        " ",
        topic.Partitions.Select(static p => string.Join(",", p.InitialVoters.Select(static v => v.Node.Value.ToString(CultureInfo.InvariantCulture)))));
}
