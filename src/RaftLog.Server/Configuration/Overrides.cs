using System.Globalization;

namespace RaftLog.Server.Configuration;

/// <summary>Lays settings from the environment and the command line over what the file says.</summary>
internal sealed class Overrides(IReadOnlyList<ConfigKey> root, RawNode tree, ConfigErrors errors)
{
    private const string Prefix = "RAFTLOG__";

    /// <summary>Applies every variable that starts with <c>RAFTLOG__</c>; names are read without regard to case.</summary>
    public void ApplyEnvironment(IEnumerable<KeyValuePair<string, string>> variables)
    {
        var order = 0;
        foreach (var (name, value) in variables.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            var origin = new ConfigOrigin(ConfigSource.Environment, ++order, 0, name);
            Apply(name[Prefix.Length..].Split("__"), RawNode.Override(origin, value), isEnvironment: true);
        }
    }

    /// <summary>Applies <c>key=value</c> settings in the order given; the last one of a key wins.</summary>
    public void ApplySettings(IEnumerable<string> settings)
    {
        var order = 0;
        foreach (var setting in settings)
        {
            var origin = new ConfigOrigin(ConfigSource.CommandLine, ++order, 0, "--set " + setting);
            var equals = setting.IndexOf('=');
            if (equals <= 0) errors.Add(origin, "", "expected key=value");
            else Apply(setting[..equals].Split('.'), RawNode.Override(origin, setting[(equals + 1)..]), isEnvironment: false);
        }
    }

    /// <summary>Walks the table and the tree together, one segment a step, and puts the value at the end.</summary>
    private void Apply(string[] segments, RawNode value, bool isEnvironment)
    {
        var keys = root;
        var parent = tree;
        var path = "";
        for (var i = 0; i < segments.Length; i++)
        {
            var key = Find(keys, segments[i], isEnvironment);
            path = Join(path, key?.Name ?? Display(segments[i], isEnvironment));
            if (key is null)
            {
                errors.Add(value.Origin, Rest(path, segments, i, isEnvironment), "unknown key" + Suggestion.Hint(Display(segments[i], isEnvironment), Names(keys)));
                return;
            }

            var isLast = i == segments.Length - 1;
            if (isLast || key.Shape is KeyShape.Value or KeyShape.NotSupported)
            {
                Put(parent, key, isLast, path, value);
                return;
            }

            if (key.Shape == KeyShape.TopicConfigs)
            {
                var config = TopicConfigName(segments[(i + 1)..], isEnvironment);
                Enter(parent, key.Name, RawKind.Mapping, path, value.Origin).Children[config] = value;
                return;
            }

            keys = key.Children;
            if (key.Shape == KeyShape.Section)
            {
                parent = Enter(parent, key.Name, RawKind.Mapping, path, value.Origin);
                continue;
            }

            // A list: the next segment is the number of an item.
            i++;
            var itemPath = Join(path, segments[i]);
            if (!TryReadIndex(segments, i, itemPath, keys, value.Origin, out var index)) return;
            parent = EnterItem(Enter(parent, key.Name, RawKind.List, path, value.Origin), index, itemPath, value.Origin);
            path = itemPath;
        }
    }

    private bool TryReadIndex(string[] segments, int at, string path, IReadOnlyList<ConfigKey> keys, ConfigOrigin origin, out int index)
    {
        var isNumber = int.TryParse(segments[at], NumberStyles.None, CultureInfo.InvariantCulture, out index);
        var isLast = at == segments.Length - 1;
        if (!isNumber) errors.Add(origin, path, $"'{segments[at]}' is not the number of an item, which starts at 0");
        else if (isLast) errors.Add(origin, path, "is a section, not a value" + SectionHint(keys));
        return isNumber && !isLast;
    }

    private void Put(RawNode parent, ConfigKey key, bool isLast, string path, RawNode value)
    {
        if (!isLast && key.Shape == KeyShape.Value) errors.Add(value.Origin, path, "is a value; there is nothing below it");
        else if (key.Shape is KeyShape.Section or KeyShape.TopicConfigs) errors.Add(value.Origin, path, "is a section, not a value" + SectionHint(key.Children));
        else parent.Children[key.Name] = value;
    }

    /// <summary>The child section or list, made when it is missing; something else there is reported and replaced.</summary>
    private RawNode Enter(RawNode parent, string name, RawKind kind, string path, ConfigOrigin origin)
    {
        parent.Children.TryGetValue(name, out var child);
        var entered = Usable(child, kind, path, origin);
        parent.Children[name] = entered;
        return entered;
    }

    private RawNode EnterItem(RawNode list, int index, string path, ConfigOrigin origin)
    {
        list.Items.TryGetValue(index, out var child);
        var entered = Usable(child, RawKind.Mapping, path, origin);
        list.Items[index] = entered;
        return entered;
    }

    private RawNode Usable(RawNode? child, RawKind kind, string path, ConfigOrigin origin)
    {
        if (child?.Kind == kind) return child;
        if (child is not null && child.Kind != RawKind.Null)
        {
            errors.Add(child.Origin, path, $"expected {kind.InWords()}, found {child.Kind.InWords()}");
        }

        return kind == RawKind.List ? RawNode.List(origin) : RawNode.Mapping(origin);
    }

    private static ConfigKey? Find(IReadOnlyList<ConfigKey> keys, string segment, bool isEnvironment) =>
        keys.FirstOrDefault(k => string.Equals(k.Name, segment, isEnvironment ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));

    /// <summary>Kafka's names have dots, which a shell variable cannot have: there they are underscores.</summary>
    private static string TopicConfigName(string[] segments, bool isEnvironment) =>
        isEnvironment
            ? string.Join('.', segments).ToLowerInvariant().Replace('_', '.')
            : string.Join('.', segments);

    private static string Display(string segment, bool isEnvironment) => isEnvironment ? segment.ToLowerInvariant() : segment;

    private static string Rest(string path, string[] segments, int from, bool isEnvironment) =>
        string.Join('.', [path, .. segments[(from + 1)..].Select(s => Display(s, isEnvironment))]);

    private static string[] Names(IReadOnlyList<ConfigKey> keys) =>
        [.. keys.Where(k => k.Shape != KeyShape.NotSupported).Select(k => k.Name)];

    private static string SectionHint(IReadOnlyList<ConfigKey> keys) =>
        keys.Count == 0 ? "" : "; set one of its keys: " + string.Join(", ", Names(keys));

    private static string Join(string path, string segment) => path.Length == 0 ? segment : $"{path}.{segment}";
}
