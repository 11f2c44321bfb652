using RaftLog.Protocol.Generator.Model;

namespace RaftLog.Protocol.Generator.Emit;

/// <summary>C# expressions about the version at hand.</summary>
internal static class Conditions
{
    /// <summary>The condition for <paramref name="span"/> within <paramref name="all"/>; null when it always holds.</summary>
    public static string? Within(VersionSpan span, VersionSpan all)
    {
        var low = span.Low > all.Low ? $"version >= {span.Low}" : null;
        var high = span.High < all.High ? $"version <= {span.High}" : null;
        return low is null ? high : high is null ? low : $"{low} && {high}";
    }

    /// <summary>Whether null may travel, as an expression that only has to be right where the field is carried.</summary>
    public static string NullAllowed(FieldModel field) =>
        field.NullIn.IsEmpty ? "false" : Within(field.NullIn, field.Versions) ?? "true";

    public static string Flexible(FieldModel field) => field.NeverFlexible ? "false" : "flexible";

    /// <summary>Declares <c>flexible</c> for a method body.</summary>
    public static string FlexibleLocal(MessageModel message) =>
        message.NeverFlexible ? "const bool flexible = false;"
        : message.AlwaysFlexible ? "const bool flexible = true;"
        : $"var flexible = version >= {message.FlexibleFrom};";

    /// <summary>True when the field holds its default.</summary>
    public static string IsDefault(FieldModel field)
    {
        var value = field.Backing;
        if (field.IsLazy) return field.IsList ? $"({value} is null || {value}.Count == 0)" : $"({value} is null || {value}.IsDefault())";
        if (field.Kind == WireKind.Records) return $"{value}.IsNull";
        if (field.Default == "null") return $"{value} is null";
        if (field.IsList) return $"{value} is {{ Count: 0 }}";
        return field.Kind switch
        {
            WireKind.Bytes => $"{value} is {{ Length: 0 }}",
            _ => $"{value} == {field.Default}",
        };
    }
}
