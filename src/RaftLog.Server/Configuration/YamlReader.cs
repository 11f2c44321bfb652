using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RaftLog.Server.Configuration;

/// <summary>Reads YAML into <see cref="RawNode"/>s from YamlDotNet's events.</summary>
/// <remarks>
/// The library's own document model throws at the first duplicate key; reading events keeps going, so that a duplicate is
/// one error among the others. A syntax error ends the file: what came before it is kept and checked.
/// </remarks>
internal sealed class YamlReader
{
    private const int DepthMax = 32;

    private readonly string _fileName;
    private readonly ConfigErrors _errors;
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, RawNode> _anchors = [];

    private YamlReader(string fileName, string text, ConfigErrors errors)
    {
        _fileName = fileName;
        _errors = errors;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The root mapping of <paramref name="text"/>; an empty one when the file says nothing.</summary>
    /// <param name="fileName">How errors call the file.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="errors">Takes syntax errors and duplicate keys.</param>
    public static RawNode Read(string fileName, string text, ConfigErrors errors)
    {
        var reader = new YamlReader(fileName, text, errors);
        var root = RawNode.Mapping(reader.At(Mark.Empty));
        try
        {
            reader.ReadDocument(root);
        }
        catch (YamlException e)
        {
            errors.Add(reader.At(e.Start), "", "not valid YAML: " + Sentence(e));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // The scanner gives up on some malformed text (a key inside an unclosed '[') by an exception without a position.
            errors.Add(reader.At(reader._parser.Current?.End ?? Mark.Empty), "", "not valid YAML after this place; is a bracket or quote not closed?");
        }

        return root;
    }

    private void ReadDocument(RawNode root)
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _)) return;

        if (_parser.TryConsume<MappingStart>(out _))
        {
            ReadKeys(root, "", depth: 1);
        }
        else
        {
            var node = ReadNode(At(_parser.Current?.Start ?? Mark.Empty), "", depth: 1);
            if (node.Kind != RawKind.Null) _errors.Add(node.Origin, "", $"the file must be a mapping of keys, not {node.Kind.InWords()}");
        }

        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second)) _errors.Add(At(second.Start), "", "a second document is not read; remove the '---'");
    }

    private RawNode ReadNode(ConfigOrigin origin, string path, int depth)
    {
        if (depth > DepthMax) throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"nested deeper than {DepthMax} levels");

        if (_parser.TryConsume<Scalar>(out var scalar)) return Anchored(scalar.Anchor, OfScalar(origin, scalar));
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value, out var target)
                ? target
                : throw new YamlException(alias.Start, alias.End, $"unknown anchor '{alias.Value}'");
        }

        if (_parser.TryConsume<MappingStart>(out var mapping))
        {
            var node = RawNode.Mapping(origin);
            ReadKeys(node, path, depth + 1);
            return Anchored(mapping.Anchor, node);
        }

        var sequence = _parser.Consume<SequenceStart>();
        var list = RawNode.List(origin);
        for (var index = 0; !_parser.TryConsume<SequenceEnd>(out _); index++)
        {
            list.Items.Add(index, ReadNode(At(_parser.Current!.Start), Join(path, index.ToString()), depth + 1));
        }

        return Anchored(sequence.Anchor, list);
    }

    private void ReadKeys(RawNode mapping, string path, int depth)
    {
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var at = At(_parser.Current!.Start);
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                throw new YamlException(_parser.Current.Start, _parser.Current.End, "a key must be plain text");
            }

            var keyPath = Join(path, key.Value);
            var value = ReadNode(at, keyPath, depth);
            if (mapping.Children.TryGetValue(key.Value, out var first))
            {
                _errors.Add(at, keyPath, $"duplicate key; the first is on line {first.Origin.Line}");
            }
            else
            {
                mapping.Children.Add(key.Value, value);
            }
        }
    }

    private RawNode Anchored(AnchorName anchor, RawNode node)
    {
        if (!anchor.IsEmpty) _anchors[anchor] = node;
        return node;
    }

    private static RawNode OfScalar(ConfigOrigin origin, Scalar scalar)
    {
        var isNull = scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" };
        return isNull ? RawNode.Null(origin) : RawNode.Scalar(origin, scalar.Value);
    }

    private ConfigOrigin At(Mark mark)
    {
        var line = (int)Math.Max(1, mark.Line);
        var column = (int)Math.Max(1, mark.Column);
        return new ConfigOrigin(ConfigSource.File, line, column, $"{_fileName}:{line}:{column}");
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>The library's message as the rest of a sentence: its position is in front already.</summary>
    private static string Sentence(YamlException e)
    {
        var message = e.Message.Trim().TrimEnd('.');
        return message.Length > 1 && char.IsUpper(message[0]) && char.IsLower(message[1])
            ? char.ToLowerInvariant(message[0]) + message[1..]
            : message;
    }
}
