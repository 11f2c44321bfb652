using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RaftLog.Protocol.Generator;
using RaftLog.Protocol.Tests.Support;

namespace RaftLog.Protocol.Tests;

public sealed class GeneratorTests
{
    [Fact]
    public void A_record_of_another_project_round_trips()
    {
        var record = new OwnRecord
        {
            Name = "n",
            Level = 65_535,
            Blobs = [new byte[] { 1, 2 }, Array.Empty<byte>()],
            IsActive = false,
            Visited = [new() { Latitude = 0.5, Flags = [true, false] }],
            Home = new() { Latitude = -1 },
        };

        var bytes = WireFormat.Encode(record, 2);
        var read = WireFormat.Decode<OwnRecord>(bytes, 2);

        Assert.Equal(7, OwnRecord.RecordType);
        Assert.Null(DeepComparison.FirstDifference(record, read));
        Assert.Equal(
            Hex.Of(Hex.Bytes(
                "02 6e ffff 03 03 0102 01  03" +
                "01 01 00" +
                "02 0d 02 3fe0000000000000 03 01 00 00" +
                "03 0b 01 bff0000000000000 01 00")),
            Hex.Of(bytes));
    }

    [Fact]
    public void Defaults_hold_where_a_version_carries_nothing()
    {
        var read = WireFormat.Decode<OwnRecord>(Hex.Bytes("0001 6e 00000000"), 0);

        Assert.Equal(42, read.Level);
        Assert.True(read.IsActive);
        Assert.Null(read.Home);
        Assert.Empty(read.Visited);
        Assert.Empty(read.Blobs!);
    }

    [Fact]
    public void A_record_refuses_to_lose_a_value()
    {
        Assert.Throws<MessageNotEncodableException>(() => WireFormat.Encode(new OwnRecord { Blobs = [], Level = 1 }, 0));
        Assert.Throws<MessageNotEncodableException>(() => WireFormat.Encode(new OwnRecord { Blobs = [], IsActive = false }, 1));
        Assert.Throws<MessageNotEncodableException>(() => WireFormat.Encode(new OwnRecord { Blobs = null }, 0));
        Assert.NotEmpty(WireFormat.Encode(new OwnRecord { Blobs = null }, 1));
    }

    [Theory]
    [InlineData("""[WireRecord("x")] partial class R { [Field("0+")] public partial int A { get; set; } }""", "'x' is not a closed range")]
    [InlineData("""[WireRecord("0+")] partial class R { [Field("0+")] public partial int A { get; set; } }""", "'0+' is not a closed range")]
    [InlineData("""[WireRecord("0", Flexible = "1")] partial class R;""", "does not say where flexible versions begin")]
    [InlineData("""[WireRecord("0-1")] partial class R { [Field("2+")] public partial int A { get; set; } }""", "No version of the message")]
    [InlineData(
        """[WireRecord("0")] partial class R { [Field("0+")] public partial decimal A { get; set; } }""",
        "decimal has no form on the wire")]
    [InlineData("""[WireRecord("0")] partial class R { [Field("0+")] public int A { get; set; } }""", "must be a partial property")]
    [InlineData("""[WireRecord("0")] partial class R { [Field("0+")] public partial string? A { get; set; } }""", "contradict")]
    [InlineData("""[WireRecord("0")] partial class R { [Field("0+", Nullable = "0+")] public partial int A { get; set; } }""", "contradict")]
    [InlineData(
        """[WireRecord("0")] partial class R { [Field("0+", Tag = 1)] public partial int A { get; set; } }""",
        "needs flexible versions")]
    [InlineData(
        """
        [WireRecord("0", Flexible = "0+")]
        partial class R
        {
            [Field("0+", Tag = 1)] public partial int A { get; set; }
            [Field("0+", Tag = 1)] public partial int B { get; set; }
        }
        """,
        "share a tag")]
    [InlineData(
        """
        [WireRecord("0-1")]
        partial class R
        {
            [Field("0+")] public partial List<S> A { get; set; }
            public partial class S { [Field("1+")] public partial int B { get; set; } }
        }
        """,
        "takes no bytes in version 0")]
    public void A_declaration_that_makes_no_sense_is_an_error(string declaration, string message)
    {
        var result = Run(Compile(declaration)).GetRunResult();

        Assert.Contains(result.Diagnostics, diagnostic =>
            diagnostic.Id == "RLP001" && diagnostic.GetMessage().Contains(message, StringComparison.Ordinal));
    }

    // Typing elsewhere must not regenerate a hundred messages.
    [Fact]
    public void An_unrelated_edit_regenerates_nothing()
    {
        var compilation = Compile("""[WireRecord("0")] partial class R { [Field("0+")] public partial int A { get; set; } }""");
        var driver = Run(compilation);

        var again = driver.RunGenerators(
            compilation.AddSyntaxTrees(Parse("class Elsewhere;")), TestContext.Current.CancellationToken);

        var outputs = again.GetRunResult().Results.Single().TrackedOutputSteps
            .SelectMany(step => step.Value).SelectMany(step => step.Outputs).ToArray();
        Assert.NotEmpty(outputs);
        Assert.All(outputs, output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    private static GeneratorDriver Run(Compilation compilation) =>
        CSharpGeneratorDriver.Create(
            [new WireGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true))
            .RunGenerators(compilation, TestContext.Current.CancellationToken);

    private static SyntaxTree Parse(string source) =>
        CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken);

    private static CSharpCompilation Compile(string declaration)
    {
        var source = "using System.Collections.Generic;\nusing RaftLog.Protocol;\n#nullable enable\nnamespace N;\n" + declaration;
        var assemblies = AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic && assembly.Location.Length > 0)
            .Select(assembly => MetadataReference.CreateFromFile(assembly.Location));
        return CSharpCompilation.Create("Declarations", [Parse(source)], assemblies,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
    }
}
