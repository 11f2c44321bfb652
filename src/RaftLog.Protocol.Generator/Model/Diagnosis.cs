using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RaftLog.Protocol.Generator.Model;

/// <summary>A declaration error and where it is, without holding on to a syntax tree.</summary>
internal sealed record Diagnosis(string Message, string File, TextSpan Span, LinePositionSpan Lines)
{
    private static readonly DiagnosticDescriptor BadDeclaration = new(
        "RLP001", "Wire message declaration", "{0}", "Protocol", DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static Diagnosis At(ISymbol symbol, string message)
    {
        var location = symbol.Locations.FirstOrDefault(candidate => candidate.IsInSource);
        return location is null
            ? new Diagnosis(message, "", default, default)
            : new Diagnosis(message, location.SourceTree!.FilePath, location.SourceSpan, location.GetLineSpan().Span);
    }

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(BadDeclaration, File.Length == 0 ? Location.None : Location.Create(File, Span, Lines), Message);
}

/// <summary>A message, or what is wrong with its declaration.</summary>
internal sealed record Declared(MessageModel? Message, EquatableArray<Diagnosis> Errors);
