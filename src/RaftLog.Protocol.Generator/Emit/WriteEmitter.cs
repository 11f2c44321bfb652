using RaftLog.Protocol.Generator.Model;

namespace RaftLog.Protocol.Generator.Emit;

/// <summary>Writes <c>Write</c>.</summary>
internal static class WriteEmitter
{
    private const string Writer = "ref global::RaftLog.Protocol.KafkaWriter writer";

    public static void Emit(SourceText source, MessageModel message, RowModel row, bool isMessage)
    {
        source.Line();
        if (isMessage) source.Line("/// <inheritdoc/>");
        source.Open($"{(isMessage ? "public" : "internal")} void Write({Writer}, short version)");
        if (isMessage)
        {
            source.Line("if (!Versions.Contains(version))");
            source.Line($"    global::RaftLog.Protocol.WireSize.ThrowVersion(\"{row.Name}\", version, Versions);");
        }

        source.Line(Conditions.FlexibleLocal(message));
        foreach (var field in row.Ordinary)
        {
            source.Field(field, Conditions.Within(field.Versions, message.Versions), () => EmitField(source, field));
        }

        if (!message.NeverFlexible) EmitTagged(source, message, row);
        source.Close();
    }

    private static void EmitField(SourceText source, FieldModel field)
    {
        if (field.IsList)
        {
            EmitList(source, field);
            return;
        }

        var flexible = Conditions.Flexible(field);
        switch (field.Kind)
        {
            case WireKind.String or WireKind.Bytes or WireKind.Records:
                source.Line($"writer.Write{field.Kind}({field.Backing}, {flexible});");
                break;
            case WireKind.Row when field.IsNullable:
                source.Line($"if ({Conditions.NullAllowed(field)}) writer.WritePresence({field.Backing} is not null);");
                source.Line($"if ({field.Backing} is not null) {field.Backing}.Write(ref writer, version);");
                break;
            case WireKind.Row:
                source.Line($"{field.Name}.Write(ref writer, version);");
                break;
            default:
                source.Line($"writer.Write{field.Kind}({(field.Enum is null ? "" : "(short)")}{field.Backing});");
                break;
        }
    }

    private static void EmitList(SourceText source, FieldModel field)
    {
        var flexible = Conditions.Flexible(field);
        source.Line($"writer.WriteCount({field.Backing}?.Count ?? {(field.IsLazy ? 0 : -1)}, {flexible});");
        source.Open($"if ({field.Backing} is not null)");
        var element = field.Kind switch
        {
            WireKind.Row => "element.Write(ref writer, version)",
            WireKind.String or WireKind.Bytes or WireKind.Records => $"writer.Write{field.Kind}(element, {flexible})",
            _ => $"writer.Write{field.Kind}(element)",
        };
        source.Line($"foreach (var element in {field.Backing}) {element};");
        source.Close();
    }

    private static void EmitTagged(SourceText source, MessageModel message, RowModel row)
    {
        source.When(message.AlwaysFlexible ? null : "flexible");
        var fields = row.Tagged.ToArray();
        if (fields.Length == 0)
        {
            source.Line("writer.WriteUnsignedVarint(0);");
            source.Close();
            return;
        }

        source.Line("var tags = 0u;");
        foreach (var field in fields) source.Line($"if ({SizeEmitter.TagIsWritten(message, field)}) tags++;");
        source.Line("writer.WriteUnsignedVarint(tags);");
        foreach (var field in fields)
        {
            source.Open($"if ({SizeEmitter.TagIsWritten(message, field)})");
            source.Line("var tagged = 0;");
            SizeEmitter.EmitField(source, field, "tagged");
            source.Line($"writer.WriteUnsignedVarint({field.Tag}u);");
            source.Line("writer.WriteUnsignedVarint((uint)tagged);");
            EmitField(source, field);
            source.Close();
        }

        source.Close();
    }
}
