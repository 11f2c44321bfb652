using System.Text;
using RaftLog.Protocol.Generator.Model;

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

    /// <summary>Writes what belongs to one field under its condition. A list needs a scope of its own for its locals; a
    /// single statement does not.</summary>
    public void Field(FieldModel field, string? condition, Action content)
    {
        if (condition is null && !field.IsList)
        {
            content();
            return;
        }

        When(condition);
        content();
        Close();
    }

    public override string ToString() => _text.ToString();
}
