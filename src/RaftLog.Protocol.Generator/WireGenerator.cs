using Microsoft.CodeAnalysis;
using RaftLog.Protocol.Generator.Emit;
using RaftLog.Protocol.Generator.Model;

namespace RaftLog.Protocol.Generator;

/// <summary>
/// Writes properties, readers, writers and size computations for classes declared with <c>[KafkaMessage]</c> or
/// <c>[WireRecord]</c>, and the
/// table of all APIs.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class WireGenerator : IIncrementalGenerator
{
    private const string MessageAttribute = "RaftLog.Protocol.KafkaMessageAttribute";
    private const string RecordAttribute = "RaftLog.Protocol.WireRecordAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var messages = Declarations(context, MessageAttribute);
        var records = Declarations(context, RecordAttribute);
        context.RegisterSourceOutput(messages, Emit);
        context.RegisterSourceOutput(records, Emit);
        context.RegisterSourceOutput(messages.Collect(), static (output, all) =>
        {
            var apis = all.Where(declared => declared.Message is { IsApi: true }).Select(declared => declared.Message!).ToArray();
            if (apis.Length > 0) output.AddSource("MessageTable.g.cs", TableEmitter.Emit(apis));
        });
    }

    private static IncrementalValuesProvider<Declared> Declarations(
        IncrementalGeneratorInitializationContext context, string attribute) =>
        context.SyntaxProvider.ForAttributeWithMetadataName(
            attribute,
            static (node, _) => node is Microsoft.CodeAnalysis.CSharp.Syntax.ClassDeclarationSyntax,
            static (found, _) => new DeclarationReader().Read((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0]));

    private static void Emit(SourceProductionContext output, Declared declared)
    {
        foreach (var error in declared.Errors) output.ReportDiagnostic(error.ToDiagnostic());
        if (declared.Message is not { } message) return;
        output.AddSource($"{message.Namespace}.{message.Name}.g.cs", MessageEmitter.Emit(message));
    }
}
