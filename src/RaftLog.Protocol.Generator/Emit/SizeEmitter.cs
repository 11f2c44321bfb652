using RaftLog.Protocol.Generator.Model;

namespace RaftLog.Protocol.Generator.Emit;

/// <summary>Writes <c>ComputeSize</c>, which is also where a message that cannot be encoded is refused.</summary>
internal static class SizeEmitter
{
    private const string Size = "global::RaftLog.Protocol.WireSize.";

    public static void Emit(SourceText source, MessageModel message, RowModel row, bool isMessage)
    {
        source.Line();
        if (isMessage) source.Line("/// <inheritdoc/>");
        source.Open($"{(isMessage ? "public" : "internal")} int ComputeSize(short version)");
        if (isMessage) source.Line($"if (!Versions.Contains(version)) {Size}ThrowVersion(\"{row.Name}\", version, Versions);");
        source.Line(Conditions.FlexibleLocal(message));
        source.Line($"var size = {FixedPart(message, row)};");
        foreach (var field in row.Ordinary)
        {
            var condition = Conditions.Within(field.Versions, message.Versions);
            if (condition is null && IsFixed(field)) continue;
            source.Field(field, condition, () => EmitField(source, field, "size"));
            EmitNotCarried(source, message, row, field, condition);
        }

        foreach (var field in row.Tagged) EmitNotCarriedTag(source, message, row, field);
        if (!message.NeverFlexible) EmitTagged(source, message, row);
        source.Line("return size;");
        source.Close();
    }

    /// <summary>Adds the size of one value to the local named <paramref name="sum"/>.</summary>
    public static void EmitField(SourceText source, FieldModel field, string sum)
    {
        if (field.IsList)
        {
            EmitList(source, field, sum);
            return;
        }

        var flexible = Conditions.Flexible(field);
        var allowed = Conditions.NullAllowed(field);
        switch (field.Kind)
        {
            case WireKind.String or WireKind.Bytes or WireKind.Records:
                source.Line($"{sum} += {Size}Of{field.Kind}({field.Backing}, {flexible}, {allowed});");
                break;
            case WireKind.Row when field.IsNullable:
                EmitNullableRow(source, field, allowed, sum);
                break;
            case WireKind.Row:
                source.Line($"{sum} += {field.Name}.ComputeSize(version);");
                break;
            default:
                source.Line($"{sum} += {field.Kind.FixedSize()};");
                break;
        }
    }

    private static void EmitNullableRow(SourceText source, FieldModel field, string allowed, string sum)
    {
        source.Line($"if ({allowed}) {sum} += 1;");
        source.Line($"else if ({field.Backing} is null) {Size}ThrowNullRow(\"{field.Name}\");");
        source.Line($"if ({field.Backing} is not null) {sum} += {field.Backing}.ComputeSize(version);");
    }

    private static void EmitList(SourceText source, FieldModel field, string sum)
    {
        var flexible = Conditions.Flexible(field);
        var whenNull = field.IsLazy
            ? $"{Size}OfCount(0, {flexible})"
            : $"{Size}OfNullArray({flexible}, {Conditions.NullAllowed(field)})";
        source.Line($"if ({field.Backing} is null) {sum} += {whenNull};");
        source.Open("else");
        if (field.Kind == WireKind.String)
        {
            source.Line($"{sum} += {Size}OfStrings({field.Backing}, {flexible});");
            source.Close();
            return;
        }

        source.Line($"{sum} += {Size}OfCount({field.Backing}.Count, {flexible});");
        switch (field.Kind)
        {
            case WireKind.Row:
                source.Line($"foreach (var element in {field.Backing}) {sum} += element.ComputeSize(version);");
                break;
            case WireKind.Bytes or WireKind.Records:
                source.Line($"foreach (var element in {field.Backing}) {sum} += {Size}Of{field.Kind}(element, {flexible}, false);");
                break;
            default:
                source.Line($"{sum} += {field.Backing}.Count * {field.Kind.FixedSize()};");
                break;
        }

        source.Close();
    }

    private static void EmitTagged(SourceText source, MessageModel message, RowModel row)
    {
        source.When(message.AlwaysFlexible ? null : "flexible");
        source.Line("var tags = 0u;");
        foreach (var field in row.Tagged)
        {
            source.Open($"if ({TagIsWritten(message, field)})");
            source.Line("var tagged = 0;");
            EmitField(source, field, "tagged");
            source.Line($"size += {Size}OfUnsignedVarint({field.Tag}u) + {Size}OfUnsignedVarint((uint)tagged) + tagged;");
            source.Line("tags++;");
            source.Close();
        }

        source.Line($"size += {Size}OfUnsignedVarint(tags);");
        source.Close();
    }

    /// <summary>Whether a tagged field travels: the version has it and it is not at its default.</summary>
    public static string TagIsWritten(MessageModel message, FieldModel field)
    {
        var condition = Conditions.Within(field.Versions, message.Versions);
        var set = $"!({Conditions.IsDefault(field)})";
        return condition is null ? set : $"{condition} && {set}";
    }

    private static void EmitNotCarried(SourceText source, MessageModel message, RowModel row, FieldModel field, string? condition)
    {
        if (condition is null || field.Ignorable || message.IsResponse) return;
        source.Line($"else if (!({Conditions.IsDefault(field)})) {Size}ThrowNotCarried(\"{row.Name}.{field.Name}\", version);");
    }

    private static void EmitNotCarriedTag(SourceText source, MessageModel message, RowModel row, FieldModel field)
    {
        if (field.Ignorable || message.IsResponse) return;
        if (Conditions.Within(field.Versions, message.Versions) is not { } condition) return;
        source.Line($"if (!({condition}) && !({Conditions.IsDefault(field)})) {Size}ThrowNotCarried(\"{row.Name}.{field.Name}\", version);");
    }

    private static bool IsFixed(FieldModel field) => !field.IsList && field.Kind.FixedSize() > 0;

    private static int FixedPart(MessageModel message, RowModel row) =>
        row.Ordinary.Where(field => IsFixed(field) && Conditions.Within(field.Versions, message.Versions) is null)
            .Sum(field => field.Kind.FixedSize());
}
