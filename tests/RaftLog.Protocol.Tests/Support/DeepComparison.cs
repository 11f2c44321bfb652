using System.Collections;

namespace RaftLog.Protocol.Tests.Support;

/// <summary>Compares two messages field by field and names the first field that differs.</summary>
public static class DeepComparison
{
    public static string? FirstDifference(object? left, object? right, string path = "")
    {
        if (left is null || right is null) return ReferenceEquals(left, right) ? null : $"{path}: {left ?? "null"} / {right ?? "null"}";
        if (left is ReadOnlyMemory<byte> bytes) return bytes.Span.SequenceEqual(((ReadOnlyMemory<byte>)right).Span) ? null : path;
        if (left is IList list) return ListDifference(list, (IList)right, path);
        var fields = DeclaredField.Of(left.GetType());
        if (fields.Count == 0) return left.Equals(right) ? null : $"{path}: {left} / {right}";
        foreach (var field in fields)
        {
            var difference = FirstDifference(field.Property.GetValue(left), field.Property.GetValue(right), $"{path}.{field.Name}");
            if (difference is not null) return difference;
        }

        return null;
    }

    private static string? ListDifference(IList left, IList right, string path)
    {
        if (left.Count != right.Count) return $"{path}: {left.Count} / {right.Count} elements";
        for (var i = 0; i < left.Count; i++)
        {
            if (FirstDifference(left[i], right[i], $"{path}[{i}]") is { } difference) return difference;
        }

        return null;
    }
}
