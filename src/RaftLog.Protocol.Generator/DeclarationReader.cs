using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RaftLog.Protocol.Generator.Model;

namespace RaftLog.Protocol.Generator;

/// <summary>Turns a declared class into a <see cref="MessageModel"/>, or says what is wrong with it.</summary>
internal sealed class DeclarationReader
{
    private static readonly SymbolDisplayFormat TypeFormat = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private readonly List<Diagnosis> _errors = [];
    private readonly List<RowModel> _rows = [];
    private readonly HashSet<string> _seen = [];
    private INamedTypeSymbol _message = null!;
    private VersionSpan _versions;
    private int _flexibleFrom = VersionSpan.Open;

    public Declared Read(INamedTypeSymbol symbol, AttributeData attribute)
    {
        _message = symbol;
        var isApi = attribute.AttributeClass!.Name == "KafkaMessageAttribute";
        var versions = attribute.ConstructorArguments.Last().Value as string;
        if (!VersionSpan.TryParse(versions, out _versions) || _versions.High >= VersionSpan.Open)
        {
            Error(symbol, $"'{versions}' is not a closed range of versions such as \"0-4\".");
        }

        if (Named(attribute, "Flexible") is string flexible)
        {
            if (VersionSpan.TryParse(flexible, out var span) && span.High == VersionSpan.Open) _flexibleFrom = span.Low;
            else Error(symbol, $"'{flexible}' does not say where flexible versions begin, such as \"9+\".");
        }

        if (symbol.ContainingType is not null) Error(symbol, "A message must not be nested in another type.");
        var body = ReadRow(symbol);
        var model = new MessageModel(
            symbol.ContainingNamespace.ToDisplayString(),
            body,
            new EquatableArray<RowModel>([.. _rows]),
            _versions,
            _flexibleFrom,
            Named(attribute, "RecordType") as int? ?? -1,
            isApi ? Convert.ToInt32(attribute.ConstructorArguments[0].Value, CultureInfo.InvariantCulture) : null,
            isApi ? EnumMember(attribute.ConstructorArguments[0]) : null,
            isApi && Convert.ToInt32(attribute.ConstructorArguments[1].Value, CultureInfo.InvariantCulture) == 1);
        if (_errors.Count == 0) CheckRowSizes(model);
        return new Declared(_errors.Count == 0 ? model : null, new EquatableArray<Diagnosis>([.. _errors]));
    }

    private RowModel ReadRow(INamedTypeSymbol symbol)
    {
        var fields = new List<FieldModel>();
        foreach (var property in symbol.GetMembers().OfType<IPropertySymbol>())
        {
            var attribute = property.GetAttributes().FirstOrDefault(candidate => candidate.AttributeClass?.Name == "FieldAttribute");
            if (attribute is null) continue;
            if (ReadField(property, attribute) is { } field) fields.Add(field);
        }

        var tags = fields.Where(field => field.IsTagged).Select(field => field.Tag).ToArray();
        if (tags.Distinct().Count() != tags.Length) Error(symbol, "Two fields share a tag.");
        return new RowModel(symbol.Name, new EquatableArray<FieldModel>([.. fields]));
    }

    private FieldModel? ReadField(IPropertySymbol property, AttributeData attribute)
    {
        var text = attribute.ConstructorArguments[0].Value as string;
        if (!VersionSpan.TryParse(text, out var declared)) return Error(property, $"'{text}' is not a range of versions.");
        var versions = declared.Intersect(_versions);
        if (versions.IsEmpty) return Error(property, "No version of the message carries this field.");
        var nullIn = VersionSpan.None;
        if (Named(attribute, "Nullable") is string nullText)
        {
            if (!VersionSpan.TryParse(nullText, out nullIn)) return Error(property, $"'{nullText}' is not a range of versions.");
            nullIn = nullIn.Intersect(versions);
        }

        if (!property.IsPartialDefinition) return Error(property, "A field must be a partial property.");
        var tag = Named(attribute, "Tag") as int? ?? -1;
        if (tag >= 0 && versions.Low < _flexibleFrom) return Error(property, "A tagged field needs flexible versions.");

        var type = property.Type;
        var isNullable = property.NullableAnnotation == NullableAnnotation.Annotated || IsNullableValue(type);
        if (TypeOf(Unwrap(type)) is not { } shape) return Error(property, $"{type.ToDisplayString()} has no form on the wire.");
        if (shape.Kind != WireKind.Records && isNullable == nullIn.IsEmpty)
        {
            return Error(property, "The property's type and its Nullable versions contradict each other.");
        }

        var field = new FieldModel
        {
            Name = property.Name,
            Backing = "_" + char.ToLowerInvariant(property.Name[0]) + property.Name.Substring(1),
            Type = type.ToDisplayString(TypeFormat),
            Accessibility = SyntaxFacts.GetText(property.DeclaredAccessibility),
            HasInit = property.SetMethod?.IsInitOnly ?? false,
            Kind = shape.Kind,
            ElementType = shape.ElementType,
            Row = shape.Row,
            QualifiedRow = shape.Row is null ? null : $"{_message.Name}.{shape.Row}",
            Enum = shape.Enum,
            IsNullable = isNullable,
            Versions = versions,
            NullIn = nullIn,
            Default = null,
            Tag = tag,
            Ignorable = Named(attribute, "Ignorable") is true,
            NeverFlexible = Named(attribute, "NeverFlexible") is true,
        };
        return field with { Default = DefaultOf(property, field, attribute) };
    }

    private string? DefaultOf(IPropertySymbol property, FieldModel field, AttributeData attribute)
    {
        if (field.IsLazy) return null;
        var stated = attribute.NamedArguments.Where(argument => argument.Key == "Default").Select(argument => (TypedConstant?)argument.Value)
            .FirstOrDefault();
        if (stated is { } constant && !constant.IsNull)
        {
            var literal = constant.ToCSharpString();
            if (field.Kind is WireKind.Bytes or WireKind.Records or WireKind.Row or WireKind.Uuid || field.IsList)
            {
                Error(property, "Only numbers, booleans and strings can state a default.");
            }

            return field.Enum is not null || field.Kind is WireKind.Int8 or WireKind.Int16 or WireKind.UInt16
                ? $"({field.Type})({literal})"
                : literal;
        }

        var isRow = field is { Kind: WireKind.Row, IsList: false };
        var startsNull = field.IsNullable && (isRow || stated is not null || field.NullIn == field.Versions);
        if (startsNull) return "null";
        if (field.IsList) return FieldModel.NewList;
        return field.Kind switch
        {
            WireKind.String => "\"\"",
            WireKind.Bytes => "global::System.ReadOnlyMemory<byte>.Empty",
            _ => "default",
        };
    }

    private Shape? TypeOf(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { Name: "List", TypeArguments.Length: 1 } list)
        {
            var element = TypeOf(list.TypeArguments[0]);
            return element is null or { ElementType: not null } or { Enum: not null }
                ? null
                : element with { ElementType = list.TypeArguments[0].ToDisplayString(TypeFormat) };
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType.SpecialType: SpecialType.System_Int16 })
        {
            return new Shape(WireKind.Int16, null, null, type.ToDisplayString(TypeFormat));
        }

        if (SymbolEqualityComparer.Default.Equals(type.ContainingType, _message))
        {
            if (_seen.Add(type.Name)) _rows.Add(ReadRow((INamedTypeSymbol)type));
            return new Shape(WireKind.Row, null, type.Name, null);
        }

        return Scalar(type) is { } kind ? new Shape(kind, null, null, null) : null;
    }

    private static WireKind? Scalar(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => WireKind.Boolean,
        SpecialType.System_SByte => WireKind.Int8,
        SpecialType.System_Int16 => WireKind.Int16,
        SpecialType.System_UInt16 => WireKind.UInt16,
        SpecialType.System_Int32 => WireKind.Int32,
        SpecialType.System_UInt32 => WireKind.UInt32,
        SpecialType.System_Int64 => WireKind.Int64,
        SpecialType.System_Double => WireKind.Float64,
        SpecialType.System_String => WireKind.String,
        _ => type.ToDisplayString() switch
        {
            "System.Guid" => WireKind.Uuid,
            "System.ReadOnlyMemory<byte>" => WireKind.Bytes,
            "RaftLog.Protocol.WireRecords" => WireKind.Records,
            _ => null,
        },
    };

    /// <summary>An array's count is bounded by what is left divided by its row's least size, so no row may be able to
    /// take nothing.</summary>
    private void CheckRowSizes(MessageModel model)
    {
        foreach (var row in model.Rows.Append(model.Body))
        {
            foreach (var field in row.Fields)
            {
                if (!field.IsList || field.Kind != WireKind.Row) continue;
                for (var version = field.Versions.Low; version <= field.Versions.High; version++)
                {
                    if (model.MinimumSize(model.RowOf(field), version) > 0) continue;
                    Error(_message, $"An element of {field.Name} takes no bytes in version {version}.");
                    break;
                }
            }
        }
    }

    private static bool IsNullableValue(ITypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static ITypeSymbol Unwrap(ITypeSymbol type) =>
        IsNullableValue(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    private static object? Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value;

    private static string? EnumMember(TypedConstant constant) =>
        constant.Type!.GetMembers().OfType<IFieldSymbol>()
            .FirstOrDefault(member => member.HasConstantValue && Equals(member.ConstantValue, constant.Value))?.Name;

    private FieldModel? Error(ISymbol symbol, string message)
    {
        _errors.Add(Diagnosis.At(symbol, $"{symbol.Name}: {message}"));
        return null;
    }

    private sealed record Shape(WireKind Kind, string? ElementType, string? Row, string? Enum);
}
