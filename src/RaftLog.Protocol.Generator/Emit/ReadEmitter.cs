using RaftLog.Protocol.Generator.Model;

namespace RaftLog.Protocol.Generator.Emit;

/// <summary>Writes <c>Read</c> and, for rows, <c>MinimumSize</c>.</summary>
internal static class ReadEmitter
{
    private const string Reader = "ref global::RaftLog.Protocol.KafkaReader reader";

    public static void Emit(SourceText source, MessageModel message, RowModel row, bool isMessage)
    {
        source.Line();
        if (isMessage) source.Line("/// <inheritdoc/>");
        source.Open($"{(isMessage ? "public" : "internal")} static {row.Name} Read({Reader}, short version)");
        if (isMessage)
        {
            source.Line("if (!Versions.Contains(version))");
            source.Line($"    global::RaftLog.Protocol.WireSize.ThrowUnreadableVersion(\"{row.Name}\", version, Versions);");
        }

        source.Line(Conditions.FlexibleLocal(message));
        source.Line($"reader.Charge({row.ObjectSize});");
        source.Line($"var message = new {row.Name}();");
        foreach (var field in row.Ordinary)
        {
            source.Field(field, Conditions.Within(field.Versions, message.Versions), () => EmitField(source, field));
        }

        if (!message.NeverFlexible) EmitTagged(source, message, row);
        source.Line("return message;");
        source.Close();
        if (!isMessage) EmitMinimumSize(source, message, row);
    }

    private static void EmitField(SourceText source, FieldModel field)
    {
        if (field.IsList) EmitList(source, field);
        else source.Line($"message.{field.Backing} = {Value(field)};");
    }

    private static void EmitList(SourceText source, FieldModel field)
    {
        var flexible = Conditions.Flexible(field);
        var element = field.Kind switch
        {
            WireKind.Row => $"{field.QualifiedRow}.MinimumSize(version)",
            WireKind.String => $"{flexible} ? 1 : 2",
            WireKind.Bytes => $"{flexible} ? 1 : 4",
            _ => $"{field.Kind.FixedSize()}",
        };
        var arguments = $"({flexible}, {element}, {field.Kind.SlotSize()})";
        var allowed = Conditions.NullAllowed(field);
        source.Line(allowed switch
        {
            "false" => $"var count = reader.ReadCount{arguments};",
            "true" => $"var count = reader.ReadNullableCount{arguments};",
            _ => $"var count = {allowed} ? reader.ReadNullableCount{arguments} : reader.ReadCount{arguments};",
        });
        var list = $"global::System.Collections.Generic.List<{field.ElementType}>";
        if (field.IsLazy)
        {
            source.Open("if (count > 0)");
        }
        else
        {
            source.Line($"if (count < 0) message.{field.Backing} = null;");
            source.Open("else");
        }

        switch (field.Kind)
        {
            case WireKind.Int8 or WireKind.Int16 or WireKind.Int32 or WireKind.Int64 or WireKind.Uuid:
                source.Line($"message.{field.Backing} = reader.Read{field.Kind}List(count);");
                break;
            case WireKind.String:
                source.Line($"message.{field.Backing} = reader.ReadStringList(count, {flexible});");
                break;
            default:
                source.Line($"var list = new {list}(count);");
                source.Line($"for (var i = 0; i < count; i++) list.Add({Plain(field)});");
                source.Line($"message.{field.Backing} = list;");
                break;
        }

        source.Close();
    }

    private static string Value(FieldModel field)
    {
        var allowed = Conditions.NullAllowed(field);
        if (allowed == "false") return Plain(field);
        var nullable = field.Kind == WireKind.Row
            ? $"reader.ReadPresence() ? {Plain(field)} : null"
            : $"reader.ReadNullable{field.Kind}({Conditions.Flexible(field)})";
        return allowed == "true" ? nullable : $"{allowed} ? ({nullable}) : {Plain(field)}";
    }

    private static string Plain(FieldModel field)
    {
        var cast = field.Enum is null ? "" : $"({field.Enum})";
        return field.Kind switch
        {
            WireKind.Row => $"{field.QualifiedRow}.Read(ref reader, version)",
            WireKind.String or WireKind.Bytes or WireKind.Records => $"reader.Read{field.Kind}({Conditions.Flexible(field)})",
            _ => $"{cast}reader.Read{field.Kind}()",
        };
    }

    private static void EmitTagged(SourceText source, MessageModel message, RowModel row)
    {
        source.When(message.AlwaysFlexible ? null : "flexible");
        if (!row.Tagged.Any())
        {
            source.Line("reader.SkipTaggedSection();");
            source.Close();
            return;
        }

        source.Line("var tags = reader.ReadTagCount();");
        source.Line("var previous = -1L;");
        source.Open("for (var tag = 0; tag < tags; tag++)");
        source.Open("switch (reader.ReadTag(ref previous))");
        var flexibleVersions = new VersionSpan(Math.Max(message.FlexibleFrom, message.Versions.Low), message.Versions.High);
        foreach (var field in row.Tagged)
        {
            var condition = Conditions.Within(field.Versions, flexibleVersions);
            source.Open($"case {field.Tag}u{(condition is null ? "" : $" when {condition}")}:");
            source.Line("var outer = reader.EnterTagged();");
            EmitField(source, field);
            source.Line("reader.LeaveTagged(outer);");
            source.Line("break;");
            source.Close();
        }

        source.Open("default:");
        source.Line("reader.SkipTagged();");
        source.Line("break;");
        source.Close();
        source.Close();
        source.Close();
        source.Close();
    }

    private static void EmitMinimumSize(SourceText source, MessageModel message, RowModel row)
    {
        source.Line();
        source.Open("internal static int MinimumSize(short version) => version switch");
        var from = message.Versions.Low;
        for (var version = from; version < message.Versions.High; version++)
        {
            var size = message.MinimumSize(row, version);
            if (size != message.MinimumSize(row, version + 1)) source.Line($"<= {version} => {Math.Max(size, 1)},");
        }

        source.Line($"_ => {Math.Max(message.MinimumSize(row, message.Versions.High), 1)},");
        source.Close();
        source.Line(";");
    }
}
