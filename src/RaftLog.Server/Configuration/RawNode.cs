namespace RaftLog.Server.Configuration;

/// <summary>A node of the configuration before it means anything: text, a mapping or a list, and where it was written.</summary>
internal sealed class RawNode
{
    private RawNode(RawKind kind, ConfigOrigin origin, string text)
    {
        Kind = kind;
        Origin = origin;
        Text = text;
    }

    public RawKind Kind { get; }

    /// <summary>The position of the key this is the value of, or of the list item itself.</summary>
    public ConfigOrigin Origin { get; }

    public string Text { get; }

    /// <summary>The keys of a mapping, in the order written.</summary>
    public OrderedDictionary<string, RawNode> Children { get; } = new(StringComparer.Ordinal);

    /// <summary>The items of a list by index; overrides may leave gaps, which the binder reports.</summary>
    public SortedDictionary<int, RawNode> Items { get; } = [];

    public static RawNode Null(ConfigOrigin origin) => new(RawKind.Null, origin, "");

    public static RawNode Scalar(ConfigOrigin origin, string text) => new(RawKind.Scalar, origin, text);

    public static RawNode Mapping(ConfigOrigin origin) => new(RawKind.Mapping, origin, "");

    public static RawNode List(ConfigOrigin origin) => new(RawKind.List, origin, "");

    /// <summary>A value from the environment or the command line, where nothing and <c>null</c> both mean null.</summary>
    public static RawNode Override(ConfigOrigin origin, string text) =>
        text.Length == 0 || text == "null" ? Null(origin) : Scalar(origin, text);
}

/// <summary>The shapes a <see cref="RawNode"/> can have.</summary>
internal enum RawKind
{
    Null,
    Scalar,
    Mapping,
    List,
}

/// <summary>The shapes in words.</summary>
internal static class RawKindNames
{
    public static string InWords(this RawKind kind) => kind switch
    {
        RawKind.Null => "nothing",
        RawKind.Scalar => "a value",
        RawKind.Mapping => "a section of keys",
        RawKind.List => "a list",
        _ => kind.ToString(),
    };
}
