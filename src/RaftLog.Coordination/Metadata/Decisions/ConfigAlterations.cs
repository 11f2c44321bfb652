using System.Collections.Immutable;
using System.Globalization;
using RaftLog.Coordination.Configs;
using RaftLog.Coordination.Metadata.Records;
using RaftLog.Primitives;
using RaftLog.Protocol;

namespace RaftLog.Coordination.Metadata.Decisions;

/// <summary>AlterConfigs (key 33) and IncrementalAlterConfigs (key 44), for topics and brokers.</summary>
/// <remarks>Each resource succeeds or fails as a whole and by itself; setting a config to the value it is set to writes nothing.</remarks>
internal sealed class ConfigAlterations(MetadataImage image, ConfigLookup lookup)
{
    private readonly List<MetadataRecord> _records = [];

    public Decision<ImmutableArray<AlterConfigsResult>> Alter(ImmutableArray<ResourceAlterations> requests, bool validateOnly) =>
        Decide(requests, static request => request.Resource, AlterOne, validateOnly);

    public Decision<ImmutableArray<AlterConfigsResult>> Replace(ImmutableArray<ResourceReplacement> requests, bool validateOnly) =>
        Decide(requests, static request => request.Resource, ReplaceOne, validateOnly);

    private Decision<ImmutableArray<AlterConfigsResult>> Decide<T>(
        ImmutableArray<T> requests, Func<T, ConfigResource> resourceOf, Func<Target, T, AlterConfigsResult> one, bool validateOnly)
    {
        var repeated = requests.GroupBy(resourceOf).Where(static group => group.Skip(1).Any())
            .Select(static group => group.Key).ToHashSet();
        var results = ImmutableArray.CreateBuilder<AlterConfigsResult>(requests.Length);
        foreach (var request in requests.DistinctBy(resourceOf))
        {
            var resource = resourceOf(request);
            results.Add(repeated.Contains(resource)
                ? new(resource, ErrorCode.InvalidRequest, "Each resource must appear at most once.")
                : Find(resource, out var target) ?? one(target!, request));
        }

        return new(validateOnly ? [] : [.. _records], results.ToImmutable());
    }

    private AlterConfigsResult AlterOne(Target target, ResourceAlterations request)
    {
        if (HasRepeatedKey(request.Alterations.Select(static alteration => alteration.Name)))
        {
            return Refuse(target, ErrorCode.InvalidRequest, "Error due to duplicate config keys");
        }

        var nulls = request.Alterations.Where(static a => a.Operation != ConfigOperation.Delete && a.Value is null).Select(static a => a.Name).ToList();
        if (nulls.Count > 0)
        {
            return Refuse(target, ErrorCode.InvalidRequest, $"Null value not supported for : {string.Join(",", nulls)}");
        }

        var after = target.Configs.ToBuilder();
        foreach (var (operation, name, value) in request.Alterations)
        {
            if (target.Registry.Find(name) is not { } definition) return Unknown(target, name);
            switch (operation)
            {
                case ConfigOperation.Set:
                    after[name] = value!;
                    break;
                case ConfigOperation.Delete:
                    after.Remove(name);
                    break;
                case ConfigOperation.Append or ConfigOperation.Subtract when definition.Type != ConfigType.List:
                    var verb = operation == ConfigOperation.Append ? "APPEND" : "SUBTRACT";
                    return Refuse(target, ErrorCode.InvalidConfig, $"Can't {verb} to key {name} because its type is not LIST.");
                case ConfigOperation.Append:
                    after[name] = Append(Current(target, definition), value!);
                    break;
                case ConfigOperation.Subtract:
                    after[name] = Subtract(Current(target, definition), value!);
                    break;
                default:
                    return Refuse(target, ErrorCode.InvalidRequest, $"Unknown operations type {(sbyte)operation}");
            }
        }

        return Apply(target, after.ToImmutable());
    }

    private AlterConfigsResult ReplaceOne(Target target, ResourceReplacement request)
    {
        if (HasRepeatedKey(request.Configs.Select(static config => config.Key)))
        {
            return Refuse(target, ErrorCode.InvalidRequest, "Error due to duplicate config keys");
        }

        var nulls = request.Configs.Where(static config => config.Value is null).Select(static config => config.Key).ToList();
        if (nulls.Count > 0)
        {
            var kind = target.Resource.Type == ConfigResourceType.Topic ? "topic" : "broker";
            return Refuse(target, ErrorCode.InvalidConfig, $"Null value not supported for {kind} configs: {string.Join(",", nulls)}");
        }

        var after = MetadataImage.NoConfigs.ToBuilder();
        foreach (var (name, value) in request.Configs)
        {
            if (target.Registry.Find(name) is null) return Unknown(target, name);
            after[name] = value!;
        }

        return Apply(target, after.ToImmutable());
    }

    private AlterConfigsResult Apply(Target target, ImmutableSortedDictionary<string, string> after)
    {
        var changes = ImmutableArray.CreateBuilder<ConfigChange>();
        foreach (var (name, value) in after)
        {
            if (target.Configs.GetValueOrDefault(name) != value) changes.Add(new(name, value));
        }

        foreach (var name in target.Configs.Keys)
        {
            if (!after.ContainsKey(name)) changes.Add(new(name, null));
        }

        if (Check(target, after, changes) is { } refused) return refused;
        if (changes.Count > 0) _records.Add(target.RecordOf(changes.ToImmutable()));
        return new(target.Resource);
    }

    private static AlterConfigsResult? Check(
        Target target, ImmutableSortedDictionary<string, string> after, ImmutableArray<ConfigChange>.Builder changes)
    {
        if (target.Topic is { } topic)
        {
            return TopicConfigRules.Check(after, topic.IsInternal) is { } wrongTopic
                ? Refuse(target, ErrorCode.InvalidConfig, wrongTopic)
                : null;
        }

        var readOnly = changes.Where(change => !target.Registry.Find(change.Name)!.IsDynamic).Select(static change => change.Name).ToList();
        if (readOnly.Count > 0)
        {
            var text = $"Cannot update these configs dynamically: Set({string.Join(", ", readOnly)})";
            return Refuse(target, ErrorCode.InvalidRequest, text);
        }

        foreach (var (name, value) in after)
        {
            if ((TopicConfigRules.CheckLength(value) ?? target.Registry.Find(name)!.Check(value)) is { } wrong)
            {
                return Refuse(target, ErrorCode.InvalidConfig, wrong);
            }
        }

        return null;
    }

    private AlterConfigsResult? Find(ConfigResource resource, out Target? target)
    {
        target = null;
        switch (resource.Type)
        {
            case ConfigResourceType.Topic when resource.Name.Length == 0:
                return Refuse(resource, ErrorCode.InvalidRequest, "Default topic resources are not allowed.");
            case ConfigResourceType.Topic when TopicNames.Check(resource.Name) is { } wrong:
                return Refuse(resource, ErrorCode.InvalidTopicException, wrong);
            case ConfigResourceType.Topic when !image.TryGetTopic(resource.Name, out _):
                return Refuse(resource, ErrorCode.UnknownTopicOrPartition, $"The topic '{resource.Name}' does not exist.");
            case ConfigResourceType.Topic:
                var topic = image.TopicsByName[resource.Name];
                target = new(resource, TopicConfigs.Registry, topic.Configs, topic, NodeId.None);
                return null;
            case ConfigResourceType.Broker when resource.Name.Length == 0:
                target = new(resource, BrokerConfigs.Registry, image.DefaultBrokerConfigs, null, NodeId.None);
                return null;
            case ConfigResourceType.Broker:
                return FindBroker(resource, out target);
            default:
                return Refuse(resource, ErrorCode.InvalidRequest, $"Unknown resource type {(sbyte)resource.Type}");
        }
    }

    private AlterConfigsResult? FindBroker(ConfigResource resource, out Target? target)
    {
        target = null;
        if (!int.TryParse(resource.Name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
        {
            return Refuse(resource, ErrorCode.InvalidRequest, "Unable to parse broker name as a base 10 number.");
        }

        if (id < 0) return Refuse(resource, ErrorCode.InvalidRequest, "Invalid negative broker ID.");
        if (!image.Brokers.ContainsKey(id))
        {
            return Refuse(resource, ErrorCode.BrokerIdNotRegistered, $"No broker with id {id} found.");
        }

        var configs = image.BrokerConfigs.GetValueOrDefault(id, MetadataImage.NoConfigs);
        target = new(resource, BrokerConfigs.Registry, configs, null, new NodeId(id));
        return null;
    }

    /// <summary>The list that APPEND and SUBTRACT start from: what is in effect, so that one appends to what one sees.</summary>
    private string Current(Target target, ConfigDefinition definition)
    {
        if (target.Configs.TryGetValue(definition.Name, out var own)) return own;
        if (target.Topic is { } topic) return lookup.TopicConfig(image, topic, definition).Value ?? "";
        return lookup.BrokerConfig(image, definition).Value ?? "";
    }

    private static string Append(string list, string additions) =>
        string.Join(",", ConfigDefinition.Elements(list).Concat(ConfigDefinition.Elements(additions)).Distinct(StringComparer.Ordinal));

    private static string Subtract(string list, string removals) =>
        string.Join(",", ConfigDefinition.Elements(list).Except(ConfigDefinition.Elements(removals), StringComparer.Ordinal));

    private static bool HasRepeatedKey(IEnumerable<string> keys)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return !keys.All(seen.Add);
    }

    private static AlterConfigsResult Unknown(Target target, string name)
    {
        var kind = target.Topic is null ? "broker" : "topic";
        return Refuse(target, ErrorCode.InvalidConfig, $"Unknown {kind} config name: {name}{target.Registry.SuggestionFor(name)}");
    }

    private static AlterConfigsResult Refuse(Target target, ErrorCode error, string message) => new(target.Resource, error, message);

    private static AlterConfigsResult Refuse(ConfigResource resource, ErrorCode error, string message) => new(resource, error, message);

    /// <summary>A resource that exists, and what is set on it.</summary>
    private sealed record Target(
        ConfigResource Resource,
        ConfigRegistry Registry,
        ImmutableSortedDictionary<string, string> Configs,
        TopicImage? Topic,
        NodeId Node)
    {
        public MetadataRecord RecordOf(ImmutableArray<ConfigChange> changes) =>
            Topic is null ? new SetBrokerConfigsRecord(Node, changes) : new SetTopicConfigsRecord(Topic.Id, changes);
    }
}
