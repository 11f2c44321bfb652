namespace RaftLog.Server.Configuration;

/// <summary>One key of the configuration. The tree of these drives binding, unknown-key detection, overrides and the reference.</summary>
internal abstract class ConfigKey(string name, string doc)
{
    public string Name => name;

    /// <summary>One or two sentences for the reference.</summary>
    public string Doc => doc;

    public abstract KeyShape Shape { get; }

    /// <summary>The keys of a section, or of each item of a list.</summary>
    public virtual IReadOnlyList<ConfigKey> Children => [];
}

/// <summary>What can be below a key.</summary>
internal enum KeyShape
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>A fixed set of keys.</summary>
    Section,

    /// <summary>Numbered items, each with a fixed set of keys.</summary>
    List,

    /// <summary>Kafka's config names, which contain dots, each with a value.</summary>
    TopicConfigs,

    /// <summary>A name that is known and means something this version cannot do.</summary>
    NotSupported,
}

/// <summary>A key together with the type that holds its value.</summary>
internal abstract class ConfigKey<TOwner>(string name, string doc) : ConfigKey(name, doc)
{
    public bool IsRequired { get; init; }

    /// <summary>Sets the key's value from what was written; reports what is wrong and then leaves the default.</summary>
    public abstract void Bind(TOwner owner, RawNode node, string path, ConfigErrors errors);

    /// <summary>Reports values out of bounds in an object that was made by hand.</summary>
    public abstract void Check(TOwner owner, string path, ConfigErrors errors);

    /// <summary>Hands the key, and all below it, to <paramref name="visit"/>, with the defaults in <paramref name="owner"/>.</summary>
    public abstract void Describe(TOwner owner, string path, Action<KeyDescription> visit);

    /// <summary>Binds a mapping's children to <paramref name="keys"/> of one owner and reports those that are none of them.</summary>
    public static void BindAll(IReadOnlyList<ConfigKey<TOwner>> keys, TOwner owner, RawNode mapping, string path, ConfigErrors errors)
    {
        foreach (var (name, child) in mapping.Children)
        {
            var key = keys.FirstOrDefault(k => k.Name == name);
            var childPath = Join(path, name);
            errors.Remember(childPath, child.Origin);
            if (key is null) errors.Add(child.Origin, childPath, "unknown key" + Suggestion.Hint(name, NamesOf(keys)));
            else key.Bind(owner, child, childPath, errors);
        }

        foreach (var key in keys)
        {
            if (key.IsRequired && !mapping.Children.ContainsKey(key.Name)) errors.Add(mapping.Origin, Join(path, key.Name), "is required");
        }
    }

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string[] NamesOf(IReadOnlyList<ConfigKey<TOwner>> keys) =>
        [.. keys.Where(k => k.Shape != KeyShape.NotSupported).Select(k => k.Name)];
}

/// <summary>A key as the reference shows it.</summary>
/// <param name="Path">The full path, <c>N</c> standing for an index: <c>listeners.N.port</c>.</param>
/// <param name="Shape">What can be below it.</param>
/// <param name="Default">The default as it would be written; null for a required key.</param>
/// <param name="Bounds">What is allowed, in words; empty when that is said by the description.</param>
/// <param name="Doc">One or two sentences about it.</param>
/// <param name="JsonSchema">The JSON schema of its value; of a list, that of its form as one text, when it has one.</param>
internal sealed record KeyDescription(string Path, KeyShape Shape, string? Default, string Bounds, string Doc, string JsonSchema);

/// <summary>A key with one value.</summary>
internal sealed class ValueKey<TOwner, TValue>(
    string name, ValueType<TValue> type, Func<TOwner, TValue> get, Action<TOwner, TValue> set, string doc)
    : ConfigKey<TOwner>(name, doc)
{
    public override KeyShape Shape => KeyShape.Value;

    public override void Bind(TOwner owner, RawNode node, string path, ConfigErrors errors)
    {
        switch (node.Kind)
        {
            case RawKind.Null when type.AllowsNull:
                set(owner, default!); // Only a type whose TValue is nullable allows null.
                break;
            case RawKind.Null:
                errors.Add(node.Origin, path, "needs a value: " + type.Label);
                break;
            case RawKind.Scalar when type.TryParse(node.Text, out var value, out var problem):
                set(owner, value);
                break;
            case RawKind.Scalar:
                _ = type.TryParse(node.Text, out _, out var refusal);
                errors.Add(node.Origin, path, refusal);
                break;
            default:
                errors.Add(node.Origin, path, $"expected {type.Label}, found {node.Kind.InWords()}");
                break;
        }
    }

    public override void Check(TOwner owner, string path, ConfigErrors errors)
    {
        if (type.ProblemWith(get(owner)) is { } problem) errors.Add(path, problem);
    }

    public override void Describe(TOwner owner, string path, Action<KeyDescription> visit) =>
        visit(new KeyDescription(path, Shape, IsRequired ? null : type.Format(get(owner)), type.Bounds ?? "", Doc, type.JsonSchema));
}

/// <summary>A key with a fixed set of keys below it.</summary>
internal sealed class SectionKey<TOwner, TSection>(
    string name, Func<TOwner, TSection> get, string doc, params ConfigKey<TSection>[] keys)
    : ConfigKey<TOwner>(name, doc)
{
    public override KeyShape Shape => KeyShape.Section;

    public override IReadOnlyList<ConfigKey> Children => keys;

    public override void Bind(TOwner owner, RawNode node, string path, ConfigErrors errors)
    {
        if (node.Kind == RawKind.Null) return;
        if (node.Kind == RawKind.Mapping) ConfigKey<TSection>.BindAll(keys, get(owner), node, path, errors);
        else errors.Add(node.Origin, path, $"expected a section of keys, found {node.Kind.InWords()}");
    }

    public override void Check(TOwner owner, string path, ConfigErrors errors)
    {
        foreach (var key in keys) key.Check(get(owner), Join(path, key.Name), errors);
    }

    public override void Describe(TOwner owner, string path, Action<KeyDescription> visit)
    {
        visit(new KeyDescription(path, Shape, "", "", Doc, ""));
        foreach (var key in keys)
        {
            if (key.Shape != KeyShape.NotSupported) key.Describe(get(owner), Join(path, key.Name), visit);
        }
    }
}

/// <summary>A key with numbered items below it.</summary>
internal sealed class ListKey<TOwner, TItem>(
    string name, Func<TOwner, List<TItem>> get, string doc, params ConfigKey<TItem>[] keys)
    : ConfigKey<TOwner>(name, doc)
    where TItem : new()
{
    public override KeyShape Shape => KeyShape.List;

    public override IReadOnlyList<ConfigKey> Children => keys;

    public int ItemsMin { get; init; }

    /// <summary>Items the default has. An override may name the item behind them without spelling them out.</summary>
    public int ItemsByDefault { get; init; }

    /// <summary>Reads the whole list from one text; null when there is no such form.</summary>
    public Func<string, (List<TItem>? Items, string Problem)>? ReadText { get; init; }

    public override void Bind(TOwner owner, RawNode node, string path, ConfigErrors errors)
    {
        switch (node.Kind)
        {
            case RawKind.Null:
                break;
            case RawKind.List:
                BindItems(get(owner), node, path, errors);
                break;
            case RawKind.Scalar when ReadText is not null:
                var (items, problem) = ReadText(node.Text);
                if (items is null) errors.Add(node.Origin, path, problem);
                else Replace(get(owner), items);
                break;
            default:
                errors.Add(node.Origin, path, $"expected a list, found {node.Kind.InWords()}");
                break;
        }
    }

    public override void Check(TOwner owner, string path, ConfigErrors errors)
    {
        var items = get(owner);
        for (var i = 0; i < items.Count; i++)
        {
            foreach (var key in keys) key.Check(items[i], $"{path}.{i}.{key.Name}", errors);
        }
    }

    public override void Describe(TOwner owner, string path, Action<KeyDescription> visit)
    {
        var textForm = ReadText is null ? "" : """{ "type": "string" }""";
        visit(new KeyDescription(path, Shape, "", "", Doc, textForm));
        foreach (var key in keys)
        {
            if (key.Shape != KeyShape.NotSupported) key.Describe(new TItem(), Join(path + ".N", key.Name), visit);
        }
    }

    private void BindItems(List<TItem> list, RawNode node, string path, ConfigErrors errors)
    {
        if (node.Items.Count < ItemsMin) errors.Add(node.Origin, path, $"needs at least {ItemsMin} item");

        var bound = new List<TItem>();
        foreach (var (index, itemNode) in node.Items)
        {
            var itemPath = $"{path}.{index}";
            errors.Remember(itemPath, itemNode.Origin);
            while (bound.Count < index && bound.Count < ItemsByDefault) bound.Add(new TItem());
            if (index != bound.Count)
            {
                errors.Add(itemNode.Origin, itemPath, $"there is no {path}.{bound.Count} before it; number items from 0 without gaps");
                return;
            }

            var item = new TItem();
            bound.Add(item);
            if (itemNode.Kind == RawKind.Mapping) ConfigKey<TItem>.BindAll(keys, item, itemNode, itemPath, errors);
            else errors.Add(itemNode.Origin, itemPath, $"expected a section of keys, found {itemNode.Kind.InWords()}");
        }

        Replace(list, bound);
    }

    private static void Replace(List<TItem> list, List<TItem> items)
    {
        list.Clear();
        list.AddRange(items);
    }
}

/// <summary>A name people may write that this version cannot honour; refused with the reason and left out of the reference.</summary>
internal sealed class NotSupportedKey<TOwner>(string name, string reason) : ConfigKey<TOwner>(name, reason)
{
    public override KeyShape Shape => KeyShape.NotSupported;

    public override void Bind(TOwner owner, RawNode node, string path, ConfigErrors errors) =>
        errors.Add(node.Origin, path, "unknown key; " + Doc);

    public override void Check(TOwner owner, string path, ConfigErrors errors)
    {
        // There is no property to check.
    }

    public override void Describe(TOwner owner, string path, Action<KeyDescription> visit)
    {
        // The reference lists what works.
    }
}
