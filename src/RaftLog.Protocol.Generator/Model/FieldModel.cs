namespace RaftLog.Protocol.Generator.Model;

/// <summary>One declared field.</summary>
internal sealed record FieldModel
{
    /// <summary>The default of a list that could be null but starts empty: unlike a lazy one it is made with its
    /// message.</summary>
    public const string NewList = "new()";

    private const int ListObjectSize = 32;

    public required string Name { get; init; }

    /// <summary>The private field behind the property.</summary>
    public required string Backing { get; init; }

    /// <summary>The property's type as source, with its nullability.</summary>
    public required string Type { get; init; }

    public required string Accessibility { get; init; }

    public required bool HasInit { get; init; }

    /// <summary>The kind of the value, or of each element.</summary>
    public required WireKind Kind { get; init; }

    /// <summary>The element type as source when the field is a list, otherwise null.</summary>
    public required string? ElementType { get; init; }

    /// <summary>The row's class name when <see cref="Kind"/> is a row.</summary>
    public required string? Row { get; init; }

    /// <summary>The same with its message's name: a row may share its own name with one of its neighbours'
    /// properties.</summary>
    public required string? QualifiedRow { get; init; }

    /// <summary>The enum to cast to and from, when the property is one.</summary>
    public required string? Enum { get; init; }

    /// <summary>Whether the C# type admits null.</summary>
    public required bool IsNullable { get; init; }

    /// <summary>The message versions that carry it.</summary>
    public required VersionSpan Versions { get; init; }

    /// <summary>The message versions in which null may travel; empty when in none.</summary>
    public required VersionSpan NullIn { get; init; }

    /// <summary>The default as a C# expression; null for a list or row that starts out lazily.</summary>
    public required string? Default { get; init; }

    public required int Tag { get; init; }

    public required bool Ignorable { get; init; }

    public required bool NeverFlexible { get; init; }

    public bool IsList => ElementType is not null;

    public bool IsTagged => Tag >= 0;

    /// <summary>The property may not be null and its object is made when first asked for: null behind it means empty.</summary>
    public bool IsLazy => !IsNullable && (IsList || Kind == WireKind.Row);

    /// <summary>What the field takes on the heap when its object is made.</summary>
    public int ObjectSize => IsList ? 8 + (Default == NewList ? ListObjectSize : 0) : Kind.FieldSize(IsNullable);
}
