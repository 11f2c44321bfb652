using System.Globalization;
using System.Reflection;

namespace RaftLog.Protocol.Tests.Support;

/// <summary>A declared field as reflection sees it.</summary>
public sealed class DeclaredField
{
    private static readonly NullabilityInfoContext Nullability = new();

    private DeclaredField(PropertyInfo property, FieldAttribute attribute)
    {
        Property = property;
        Attribute = attribute;
        Type = System.Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IsList = Type.IsGenericType && Type.GetGenericTypeDefinition() == typeof(List<>);
        Element = IsList ? Type.GetGenericArguments()[0] : Type;
        IsRow = Element.DeclaringType is not null && Element.IsClass;
    }

    public PropertyInfo Property { get; }

    public FieldAttribute Attribute { get; }

    public string Name => Property.Name;

    /// <summary>The property's type without its question mark.</summary>
    public Type Type { get; }

    public Type Element { get; }

    public bool IsList { get; }

    public bool IsRow { get; }

    public bool IsTagged => Attribute.Tag >= 0;

    public bool AdmitsNull =>
        Property.PropertyType.IsValueType
            ? System.Nullable.GetUnderlyingType(Property.PropertyType) is not null
            : Nullability.Create(Property).ReadState == NullabilityState.Nullable;

    /// <summary>The fields of a message or row, in the order they are declared.</summary>
    public static IReadOnlyList<DeclaredField> Of(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(property => property.GetCustomAttribute<FieldAttribute>() is not null)
            .OrderBy(property => property.MetadataToken)
            .Select(property => new DeclaredField(property, property.GetCustomAttribute<FieldAttribute>()!))];

    public bool IsCarriedBy(short version) => Contains(Attribute.Versions, version);

    public bool MayBeNullIn(short version) => Attribute.Nullable is { } versions && Contains(versions, version);

    public static bool Contains(string versions, int version)
    {
        var (low, high) = Parse(versions);
        return version >= low && version <= high;
    }

    public static (int Low, int High) Parse(string versions)
    {
        if (versions.EndsWith('+')) return (Number(versions[..^1]), short.MaxValue);
        var dash = versions.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (Number(versions), Number(versions)) : (Number(versions[..dash]), Number(versions[(dash + 1)..]));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
