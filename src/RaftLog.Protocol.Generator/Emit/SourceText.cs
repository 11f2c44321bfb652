using System.Text;

namespace RaftLog.Protocol.Generator.Emit;

/// <summary>Builds indented C#.</summary>
internal sealed class SourceText
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', _depth * 4).Append(line);
        _text.Append('\n');
    }

    public void Open(string? head = null)
    {
        if (head is not null) Line(head);
        Line("{");
        _depth++;
    }

    public void Close()
    {
        _depth--;
        Line("}");
    }

    /// <summary>Opens a block under a condition; a null condition always holds and gets plain braces.</summary>
    public void When(string? condition) => Open(condition is null ? null : $"if ({condition})");

    public override string ToString() => _text.ToString();
}
