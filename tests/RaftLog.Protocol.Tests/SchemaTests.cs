using System.Globalization;
using System.Text.Json;
using RaftLog.Protocol.Tests.Support;

namespace RaftLog.Protocol.Tests;

/// <summary>
/// Compares every declared message, field by field, with Kafka's own schemas: names, order, types, versions, nullability,
/// tags, defaults and
/// flexible versions, within the versions we declare. The schemas are not part of this repository; the environment variable
/// RAFTLOG_KAFKA_SCHEMAS names the directory that holds them (Kafka's <c>clients/src/main/resources/common/message</c>
/// and the coordinators').
/// </summary>
public sealed class SchemaTests
{
    private const string Variable = "RAFTLOG_KAFKA_SCHEMAS";

    /// <summary>Every message; one, so that one test shows as skipped, where there are no schemas.</summary>
    public static TheoryData<WireCase> Messages =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)) ? [WireCase.All[0]] : [.. WireCase.All];

    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void Declared_fields_equal_those_of_the_schema(WireCase wire)
    {
        var directory = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(directory), $"{Variable} does not name a directory of Kafka message schemas.");
        var path = Directory.EnumerateFiles(directory!, $"{wire.Type.Name}.json", SearchOption.AllDirectories).Single();
        using var document = JsonDocument.Parse(File.ReadAllText(path), new() { CommentHandling = JsonCommentHandling.Skip });
        var schema = document.RootElement;

        var valid = Span(schema.GetProperty("validVersions").GetString()!);
        Assert.True(wire.Versions.Lowest >= valid.Low && wire.Versions.Highest <= valid.High, $"{wire.Versions} exceeds the schema's {valid}");
        var flexible = schema.GetProperty("flexibleVersions").GetString()!;
        var firstFlexible = flexible == "none" ? short.MaxValue : Span(flexible).Low;
        Assert.Equal(firstFlexible > wire.Versions.Highest ? short.MaxValue : firstFlexible, wire.FirstFlexibleVersion);
        if (wire.Type.GetField("RecordType") is { } recordType)
        {
            Assert.Equal(schema.GetProperty("apiKey").GetInt16(), recordType.GetRawConstantValue());
        }

        var rows = new Dictionary<string, JsonElement>();
        if (schema.TryGetProperty("commonStructs", out var common))
        {
            foreach (var row in common.EnumerateArray()) rows.Add(row.GetProperty("name").GetString()!, row.GetProperty("fields"));
        }

        var isResponse = wire.Type.Name.EndsWith("Response", StringComparison.Ordinal);
        var comparison = new Comparison((wire.Versions.Lowest, wire.Versions.Highest), rows, isResponse);
        comparison.Compare(wire.Type, schema.TryGetProperty("fields", out var fields) ? fields : default, wire.Type.Name);
    }

    [Fact]
    public void Error_codes_equal_those_of_the_list()
    {
        var directory = Environment.GetEnvironmentVariable(Variable);
        var path = directory is null ? null : Path.Combine(directory, "..", "errors.csv");
        Assert.SkipUnless(File.Exists(path), $"There is no errors.csv beside the directory {Variable} names.");
        var lines = File.ReadLines(path!).Skip(1).Select(line => line.Split(',')).ToArray();

        Assert.Equal(lines.Length, Enum.GetValues<ErrorCode>().Length);
        foreach (var line in lines)
        {
            var code = (ErrorCode)short.Parse(line[0], CultureInfo.InvariantCulture);
            Assert.Equal(line[1].Split(' ')[0], code.ProtocolName());
            Assert.Equal(line[2] == "yes", code.IsRetriable());
            Assert.Equal(line[3] == "yes", code.RefreshesMetadata());
        }
    }

    private static (int Low, int High) Span(string text) => text == "none" ? (1, 0) : DeclaredField.Parse(text);

    private static (int Low, int High) Intersect((int Low, int High) left, (int Low, int High) right)
    {
        var both = (Low: Math.Max(left.Low, right.Low), High: Math.Min(left.High, right.High));
        return both.Low > both.High ? (1, 0) : both;
    }

    private sealed class Comparison((int Low, int High) offered, Dictionary<string, JsonElement> commonRows, bool isResponse)
    {
        public void Compare(Type type, JsonElement schemaFields, string path)
        {
            var declared = DeclaredField.Of(type);
            var expected = schemaFields.ValueKind == JsonValueKind.Undefined
                ? []
                : schemaFields.EnumerateArray().Where(schema => Carried(schema).Low <= Carried(schema).High).ToArray();
            Assert.Equal(expected.Select(Name), declared.Select(field => field.Name));
            var fresh = Activator.CreateInstance(type)!;
            foreach (var (schema, field) in expected.Zip(declared)) CompareField(schema, field, fresh, $"{path}.{field.Name}");
        }

        private void CompareField(JsonElement schema, DeclaredField field, object fresh, string path)
        {
            var carried = Carried(schema);
            Same(carried, Intersect(Span(field.Attribute.Versions), offered), path, "versions");
            var nullable = Intersect(Span(Text(schema, "nullableVersions") ?? "none"), carried);
            Same(nullable, Intersect(Span(field.Attribute.Nullable ?? "none"), carried), path, "nullable versions");
            if (field.Type != typeof(WireRecords)) Same(nullable.Low <= nullable.High, field.AdmitsNull, path, "the C# type's nullability");
            Same(schema.TryGetProperty("tag", out var tag) ? tag.GetInt32() : -1, field.Attribute.Tag, path, "tag");
            if (field.IsTagged) Same(carried, Intersect(Span(Text(schema, "taggedVersions")!), offered), path, "tagged versions");
            Same(Text(schema, "flexibleVersions") == "none", field.Attribute.NeverFlexible, path, "flexible versions");
            var isIgnorable = schema.TryGetProperty("ignorable", out var ignorable) && ignorable.GetBoolean();
            if (!isResponse) Same(isIgnorable, field.Attribute.Ignorable, path, "ignorable");

            var wireType = Text(schema, "type")!;
            var isList = wireType.StartsWith("[]", StringComparison.Ordinal);
            var element = isList ? wireType[2..] : wireType;
            Same(isList, field.IsList, path, "array");
            if (field.IsRow)
            {
                var fields = schema.TryGetProperty("fields", out var own) ? commonRows[element] = own : commonRows[element];
                Compare(field.Element, fields, path);
            }
            else
            {
                Same(element, WireName(field.Element), path, "type");
            }

            CompareDefault(schema, field, fresh, nullable == carried, path);
        }

        // One departure, on purpose: an untagged field that may be null in all its versions and states no default starts
        // as null here, as C# programmers
        // expect, and as empty in Kafka. A tagged field's default decides whether it travels, so there the schema's word
        // counts.
        private static void CompareDefault(JsonElement schema, DeclaredField field, object fresh, bool alwaysNullable, string path)
        {
            var actual = field.Property.GetValue(fresh);
            var stated = schema.TryGetProperty("default", out var value) ? value.ToString() : null;
            var statesNull = schema.TryGetProperty("default", out var given) && (given.ValueKind == JsonValueKind.Null || stated == "null");
            if (statesNull || (stated is null && alwaysNullable && !field.IsTagged))
            {
                Same(true, actual is null or WireRecords { IsNull: true }, path, "a default of null");
                return;
            }

            var text = actual switch
            {
                null => "null",
                bool flag => flag ? "true" : "false",
                System.Collections.ICollection list => list.Count == 0 ? "" : "elements",
                ReadOnlyMemory<byte> bytes => bytes.IsEmpty ? "" : "bytes",
                Enum code => Convert.ToInt64(code, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
                Guid id => id == Guid.Empty ? "" : "id",
                WireRecords { IsNull: true } => "",
                _ when field.IsRow => "",
                _ => Convert.ToString(actual, CultureInfo.InvariantCulture),
            };
            var isNumber = field.Type.IsEnum || (field.Type.IsPrimitive && actual is not bool);
            Same(Normalize(stated, isNumber, actual is bool), text, path, "default");
        }

        private static string Normalize(string? stated, bool isNumber, bool isBoolean)
        {
            if (isBoolean) return string.Equals(stated, "true", StringComparison.OrdinalIgnoreCase) ? "true" : "false";
            if (!isNumber) return stated ?? "";
            if (stated is null) return "0";
            return stated.StartsWith("0x", StringComparison.Ordinal)
                ? Convert.ToInt64(stated, 16).ToString(CultureInfo.InvariantCulture)
                : stated;
        }

        private (int Low, int High) Carried(JsonElement schema) =>
            Intersect(Span(Text(schema, "versions") ?? Text(schema, "taggedVersions")!), offered);

        private static string Name(JsonElement schema)
        {
            var name = Text(schema, "name")!;
            return char.ToUpperInvariant(name[0]) + name[1..];
        }

        private static string? Text(JsonElement schema, string name) => schema.TryGetProperty(name, out var value) ? value.GetString() : null;

        private static void Same<T>(T expected, T actual, string path, string what) =>
            Assert.True(
                EqualityComparer<T>.Default.Equals(expected, actual), $"{path}: {what}: the schema says {expected}, the declaration {actual}");

        private static string WireName(Type type)
        {
            if (type.IsEnum) return WireName(Enum.GetUnderlyingType(type));
            if (type == typeof(Guid)) return "uuid";
            if (type == typeof(ReadOnlyMemory<byte>)) return "bytes";
            if (type == typeof(WireRecords)) return "records";
            return Type.GetTypeCode(type) switch
            {
                TypeCode.Boolean => "bool",
                TypeCode.SByte => "int8",
                TypeCode.Int16 => "int16",
                TypeCode.UInt16 => "uint16",
                TypeCode.Int32 => "int32",
                TypeCode.UInt32 => "uint32",
                TypeCode.Int64 => "int64",
                TypeCode.Double => "float64",
                TypeCode.String => "string",
                _ => type.Name,
            };
        }
    }
}
